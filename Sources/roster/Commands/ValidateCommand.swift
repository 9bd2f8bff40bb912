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
            for warning in settings.warnings { Terminal.log("warning: \(warning)") }
            var (files, errors) = ([ManifestFile](), [String]())
            for path in try paths.isEmpty ? [settings.folder] : paths {
                do {
                    files += try await DirectorySource(path).read().files
                } catch {
                    errors += Failure(error).lines
                }
            }
            let families = parsed(files, &errors).families.count
            guard errors.isEmpty else { throw Failure(lines: errors) }
            try Terminal.print(
                "\(counted(families, "family", "families")) in \(counted(files.count, "file")), no errors\n")
        }
    }

    private func parsed(_ files: [ManifestFile], _ errors: inout [String]) -> DesiredState {
        do {
            // If no path could be read, "there is no manifest" would be redundant.
            return files.isEmpty ? DesiredState() : try parseManifests(files)
        } catch {
            errors += Failure(error).lines
            return DesiredState()
        }
    }
}

extension Configuration {
    /// The folder of the manifests; a Git source is an error, because this command uses no network.
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
