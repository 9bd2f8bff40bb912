import Foundation
import SwiftExtensions
import TestSupport
import Testing

/// What lies at a path before something is written there.
private enum Before: CaseIterable {
    case nothing, file, linkToFile, danglingLink, chainOfLinks
}

@Test("a regular file is replaced at once, through links, and nothing else is left", arguments: Before.allCases)
private func replaces(before: Before) throws {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let (file, path) = (folder("deep/plan.json"), folder("out"))
    try FileManager.default.createDirectory(atPath: folder("deep"), withIntermediateDirectories: true)
    let target: String
    switch before {
    case .nothing: target = path
    case .file:
        try "old".write(toFile: path, atomically: false, encoding: .utf8)
        target = path
    case .linkToFile, .danglingLink, .chainOfLinks:
        if before == .linkToFile { try "old".write(toFile: file, atomically: false, encoding: .utf8) }
        try FileManager.default.createSymbolicLink(atPath: folder("deep/next"), withDestinationPath: "plan.json")
        try FileManager.default.createSymbolicLink(
            atPath: path, withDestinationPath: before == .chainOfLinks ? "deep/next" : "deep/plan.json")
        target = file
    }
    try OutputFile.write("new", to: path)
    #expect(try String(contentsOfFile: target, encoding: .utf8) == "new")
    let isLink = (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil
    #expect(isLink == (target == file))
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    #expect(!names.contains { $0.contains(".roster-") })
}

@Test("the mode of a file is kept", arguments: [0o600, 0o640, 0o664])
func keepsTheMode(mode: Int) throws {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let path = folder("plan.json")
    try "old".write(toFile: path, atomically: false, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    try OutputFile.write("new", to: path)
    #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == mode)
}

@Test(
    "what cannot be written says why and what to do, and leaves nothing behind",
    arguments: [
        ("a folder", "folder", "it is a folder; name a file in it"),
        ("a file that is to be a folder", "new/", "it is a folder; name a file in it"),
        ("nothing", "", "''"),
        ("a folder that is missing", "missing/plan.json", "its folder does not exist; create it"),
        ("a link into a folder that is missing", "astray", "its folder does not exist; create it"),
        ("a loop of links", "loop", "its symbolic links lead to each other"),
        ("a pipe that nobody reads", "pipe", "start its reader first"),
        ("a name that is too long", String(repeating: "x", count: 100_000), "(100"),
    ])
func refuses(name: String, path: String, said: String) throws {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    try FileManager.default.createDirectory(atPath: folder("folder"), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(atPath: folder("astray"), withDestinationPath: "missing/plan.json")
    try FileManager.default.createSymbolicLink(atPath: folder("loop"), withDestinationPath: "loop")
    #expect(mkfifo(folder("pipe"), 0o600) == 0)
    let before = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    let error = #expect(throws: OutputFileError.self) {
        try OutputFile.write("new", to: path.isEmpty ? "" : folder(path), opening: .milliseconds(120))
    }
    #expect(error?.description.contains(said) == true, "\(String(describing: error))")
    #expect((error?.description.count ?? 0) < 800)
    let after = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    #expect(Set(after) == Set(before))
}

/// Reads to the end on a thread of its own, since reading and writing block.
private final class Reader: @unchecked Sendable {
    private let done = DispatchSemaphore(value: 0)
    private var bytes: [UInt8] = []

    init(_ open: @escaping @Sendable () -> CInt) {
        Thread.detachNewThread { [self] in
            let descriptor = open()
            var chunk = [UInt8](repeating: 0, count: 5000)
            while case let count = read(descriptor, &chunk, chunk.count), count > 0 { bytes += chunk[..<count] }
            close(descriptor)
            done.signal()
        }
    }

    /// Everything, once the other end is closed.
    var all: [UInt8] {
        done.wait()
        return bytes
    }
}

@Test("a pipe is written to whole, also if its reader takes little at a time, and stays a pipe")
func writesToPipes() throws {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let path = folder("pipe")
    try #require(mkfifo(path, 0o600) == 0)
    // More than a pipe holds.
    let text = String(repeating: "0123456789", count: 30_000)
    let reader = Reader { open(path, O_RDONLY) }
    try OutputFile.write(text, to: path, opening: .seconds(60))
    #expect(reader.all == Array(text.utf8))
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
}

@Test("a reader that opens a pipe and takes nothing is not waited for without end")
func givesUpStalledPipes() throws {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let path = folder("pipe")
    try #require(mkfifo(path, 0o600) == 0)
    let reader = open(path, O_RDONLY | O_NONBLOCK)
    defer { close(reader) }
    let error = #expect(throws: OutputFileError.self) {
        try OutputFile.write(String(repeating: "x", count: 300_000), to: path, stalled: .milliseconds(50))
    }
    #expect(error?.description.contains("its reader has taken nothing") == true)
}

@Test(
    "an open descriptor is written to by its name, but none that the program opened for itself",
    arguments: [true, false])
func writesToDescriptors(isInherited: Bool) throws {
    var ends: [CInt] = [0, 0]
    try #require(pipe(&ends) == 0)
    defer { ends.forEach { close($0) } }
    if !isInherited { #expect(fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0) }
    guard isInherited else {
        let error = #expect(throws: OutputFileError.self) { try OutputFile.write("new", to: "/dev/fd/\(ends[1])") }
        #expect(error?.description.contains("not open for writing") == true)
        return
    }
    try OutputFile.write("new", to: "/dev/fd/\(ends[1])")
    var bytes = [UInt8](repeating: 0, count: 8)
    #expect(read(ends[0], &bytes, 8) == 3 && bytes.prefix(3) == Array("new".utf8)[...])
}

@Test("a socket is connected to and written to")
func writesToSockets() throws {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let path = folder("s")
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let server = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
    defer { close(server) }
    let isBound = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(server, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
        }
    }
    try #require(isBound && listen(server, 1) == 0)
    try OutputFile.write("new", to: path)
    let connection = accept(server, nil, nil)
    defer { close(connection) }
    var bytes = [UInt8](repeating: 0, count: 8)
    #expect(read(connection, &bytes, 8) == 3 && bytes.prefix(3) == Array("new".utf8)[...])
}

@Test("a descriptor that does not block is written whole, and without turning in circles")
func writesWithoutBlocking() throws {
    var ends: [CInt] = [0, 0]
    try #require(pipe(&ends) == 0)
    let (end, writer) = (ends[0], ends[1])
    #expect(fcntl(writer, F_SETFL, O_NONBLOCK) == 0)
    let bytes = Array(String(repeating: "0123456789", count: 100_000).utf8)
    let reader = Reader { end }
    let result = Descriptor.write(bytes, to: writer)
    close(writer)
    #expect(result.count == bytes.count && result.error == nil)
    #expect(reader.all == bytes)
}

@Test("a descriptor says why it cannot be written", arguments: [EBADF, EPIPE, ETIMEDOUT])
func reportsFailingDescriptors(error: CInt) throws {
    var ends: [CInt] = [0, 0]
    try #require(pipe(&ends) == 0)
    // The tests' process may end by it, as the program does not.
    signal(SIGPIPE, SIG_IGN)
    let descriptor = error == EBADF ? ends[0] : ends[1]
    if error == EPIPE { close(ends[0]) }
    let result = Descriptor.write(Array(repeating: 0x78, count: 200_000), to: descriptor) { $0 >= .milliseconds(20) }
    #expect(result.error == error)
    // On Linux, a pipe holds 64 KiB.
    #expect(error == ETIMEDOUT ? result.count > 0 : result.count == 0)
    if error != EPIPE { close(ends[0]) }
    close(ends[1])
}

@Test("a pipe tells what became of what was written", arguments: [0, 1, 3], [true, false])
func tellsWhatWasRead(taken: Int, isClosed: Bool) throws {
    var ends: [CInt] = [0, 0]
    try #require(pipe(&ends) == 0)
    var bytes = [UInt8](repeating: 0, count: 3)
    #expect(Descriptor.write([1, 2, 3], to: ends[1]).error == nil)
    #expect(taken == 0 || read(ends[0], &bytes, taken) == taken)
    if isClosed { close(ends[0]) }
    #expect(Descriptor.reading(of: ends[1]) == (taken == 3 ? .taken : isClosed ? .lost : .waiting))
    if !isClosed { close(ends[0]) }
    close(ends[1])
}
