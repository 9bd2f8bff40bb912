import Foundation
import Reporting
import SwiftExtensions

/// Sees to it that the report of what was removed is kept, whatever becomes of its readers.
struct ReportDelivery {
    /// The folder of the state file, for the last resort.
    let folder: String

    /// How long a reader may take nothing once the program is asked to end.
    private static let patience = Duration.seconds(3)
    /// How long standard error may, when it is the second choice.
    private static let patienceWithErrors = Duration.seconds(30)
    /// How long a pipe may hold what was written before that counts as read: a reader may wait for the program to end.
    private static let patienceWithPipes = Duration.seconds(2)

    /// Prints a report to standard output; otherwise to standard error, otherwise as JSON to a file.
    ///
    /// - Parameter text: in the format that was asked for.
    /// - Returns: false if it is not whole on standard output.
    func deliver(_ text: String, json: () throws -> String) async throws -> Bool {
        var error = await write(text, to: STDOUT_FILENO, patience: nil)
        if error == nil, await isLost(STDOUT_FILENO) { error = EPIPE }
        guard let error else { return true }
        let sentence = "cannot write the report to standard output: \(Terminal.cause(error)); it follows here\n"
        var second = await write(sentence + text, to: STDERR_FILENO, patience: Self.patienceWithErrors)
        if second == nil, await isLost(STDERR_FILENO) { second = EPIPE }
        if second != nil { save(try json(), as: "apply-report") }
        return false
    }

    /// Writes a document to a new file in the folder, or else in that for temporary files; says where on standard
    /// error, if anybody reads that.
    func save(_ json: String, as name: String) {
        let file = "\(name)-\(Date().iso8601.replacing(":", with: ""))-\(getpid()).json"
        for folder in [folder, FileManager.default.temporaryDirectory.path] {
            do {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
                try OutputFile.write(json, to: "\(folder)/\(file)")
                Terminal.log("what could not be printed is in \(folder)/\(file)")
                return
            } catch {
                Terminal.log("cannot write \(error)")
            }
        }
    }

    /// Whether a reader ended before it took everything out of a pipe, as `head -c 1` does.
    private func isLost(_ descriptor: CInt) async -> Bool {
        let start = ContinuousClock.now
        while ContinuousClock.now - start < Self.patienceWithPipes {
            switch Descriptor.reading(of: descriptor) {
            case .taken: return false
            case .lost: return true
            case .waiting: await Task.yield()
            }
        }
        return false
    }

    /// Returns the error number, or nil if everything was written.
    ///
    /// - Parameter patience: how long the reader may take nothing before the task is cancelled; nil for any time.
    private func write(_ text: String, to descriptor: CInt, patience: Duration?) async -> CInt? {
        var rest = Array(text.utf8)
        var lastTaken = ContinuousClock.now
        while true {
            let result = Descriptor.write(rest, to: descriptor) { $0 >= .milliseconds(200) }
            guard result.error == ETIMEDOUT else { return result.error }
            rest.removeFirst(result.count)
            if result.count > 0 { lastTaken = .now }
            let limit = Task.isCancelled ? Self.patience : patience
            if let limit, ContinuousClock.now - lastTaken >= limit { return ETIMEDOUT }
            // On a machine with one processor, nobody else would hear the signal.
            await Task.yield()
        }
    }
}
