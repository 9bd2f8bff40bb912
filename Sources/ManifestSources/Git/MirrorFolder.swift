import Foundation
import Reconciler
import SwiftExtensions

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Roster's own folder for a mirror. A file in it marks it as such: what has no mark is never written to or removed.
struct MirrorFolder: Sendable {
    /// Absolute.
    let path: String

    /// Names the folder below another one; creates nothing.
    init(in cache: String) { path = FileSelection.join(cache, "git-mirror") }

    /// The bare repository.
    var repository: String { "\(path)/repository.git" }
    /// Locked while the repository is being read or written.
    var lockFile: String { "\(path)/lock" }

    /// Has the number that the file system gave to the repository's folder.
    private var numberFile: String { "\(path)/number" }

    /// Whether this machine's Roster has made the repository that is there. What a checkout brought along with the mark
    /// has another number, and could have other objects under the names of those of the remote.
    var hasOwnRepository: Bool {
        guard let number = repositoryNumber,
            let kept = try? RegularFile.read(numberFile, maximumBytes: 4096, followsLinks: false)
        else { return false }
        return kept == Array(number.utf8)
    }

    /// Remembers that the repository is Roster's own.
    func keepRepositoryNumber() throws {
        try Data((repositoryNumber ?? "").utf8).write(to: URL(filePath: numberFile), options: .atomic)
    }

    private var repositoryNumber: String? {
        var status = stat()
        guard lstat(repository, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
        return "\(status.st_ino)\n"
    }

    private var mark: String { "\(path)/\(Self.markName)" }
    private static let markName = "ROSTER_MIRROR"
    private static let markText = """
        Roster keeps a copy of the manifests' Git repository here. It may delete and fetch it again at any time, and so
        may you.

        """

    /// Creates the folder with its mark, unless it exists.
    ///
    /// - Throws: if there is anything else at its path, or it cannot be created.
    func create() throws(ManifestSourceError) {
        if isMarked { return }
        do {
            let cache = URL(filePath: path).deletingLastPathComponent().path
            try FileManager.default.createDirectory(atPath: cache, withIntermediateDirectories: true)
            try createMarked()
        } catch {
            throw ManifestSourceError(
                "cannot create \(path), the folder for the mirror of the repository: \(error.localizedDescription)")
        }
        guard isMarked else {
            throw ManifestSourceError(
                """
                \(path) is not a mirror that Roster has made, as it has no file \(Self.markName), so Roster leaves it as it \
                is: move it away, or name another place in spec.state.sqlite.file
                """)
        }
    }

    /// Makes it under another name and moves it to its place, so that nobody ever sees it without its mark. Leaves
    /// anything that is already there but an empty folder.
    private func createMarked() throws {
        let new = "\(path).\(UUID().uuidString)"
        // The manifests may be private.
        try FileManager.default.createDirectory(
            atPath: new, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        do {
            try Data(Self.markText.utf8).write(to: URL(filePath: "\(new)/\(Self.markName)"))
        } catch {
            try? FileManager.default.removeItem(atPath: new)
            throw error
        }
        if rename(new, path) != 0 { try FileManager.default.removeItem(atPath: new) }
    }

    private var isMarked: Bool {
        let found = try? RegularFile.read(mark, maximumBytes: 4096, followsLinks: false)
        return found == Array(Self.markText.utf8)
    }

    /// Removes the repository, and nothing else; a link that is in its place, but not what it leads to.
    func removeRepository() throws(GitFailure) {
        guard isMarked, (try? FileManager.default.attributesOfItem(atPath: repository)) != nil else { return }
        do {
            try FileManager.default.removeItem(atPath: repository)
        } catch {
            throw .failed(message: "cannot remove the damaged mirror \(repository): \(error.localizedDescription)")
        }
    }
}
