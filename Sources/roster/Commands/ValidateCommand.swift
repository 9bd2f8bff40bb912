import ArgumentParser
import Foundation
import ManifestSources
import Manifests
import Model
import Planning
import Reconciler
import Reporting

/// `roster validate`.
struct ValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Checks manifests, without network access.")

    @Argument(help: "Folders or files (default: the folder in the configuration).")
    var paths: [String] = []

    @Option(help: ArgumentHelp("The configuration, which is checked as well.", valueName: "file"))
    var config: String?

    func run() async throws {
        try await reportingFailures {
            let settings = try Configuration.load(config)
            var (files, mistakes) = ([ManifestFile](), [String]())
            for path in try paths.isEmpty ? [settings.folder] : paths {
                do {
                    files += try await DirectorySource(path).read().files
                } catch {
                    mistakes.append("\(error)")
                }
            }
            let families = parsed(files, &mistakes).families.count
            guard mistakes.isEmpty else { throw Failure(mistakes.joined(separator: "\n")) }
            try Terminal.print(
                "\(counted(families, "family", "families")) in \(counted(files.count, "file")), no errors\n")
        }
    }

    private func parsed(_ files: [ManifestFile], _ mistakes: inout [String]) -> DesiredState {
        do {
            // Where no path could be read, that there is no manifest would be said for nothing.
            return files.isEmpty ? DesiredState() : try parseManifests(files)
        } catch {
            mistakes.append("\(error)")
            return DesiredState()
        }
    }
}

extension Configuration {
    /// The folder of the manifests, for a command that uses no network.
    fileprivate var folder: String {
        get throws(Failure) {
            guard case .directory(let path) = source else {
                throw Failure(
                    "the manifests are in a Git repository: name a local folder, as in 'roster validate manifests'")
            }
            return path
        }
    }
}
