import Model

/// Why a run ended before there was a plan, or before anything was removed.
package struct ReconcileError: Error, Equatable, CustomStringConvertible {
    /// What went wrong.
    package enum Cause: Equatable, Sendable {
        /// The manifests could not be read.
        case source(ManifestSourceError)
        /// The manifests have mistakes: all of them.
        case manifests(Diagnostics)
        /// The registry gave no answer that can be relied on.
        case registry(RegistryFailure)
        /// The run was told to end.
        case cancelled
    }

    /// What went wrong.
    package let cause: Cause
    /// The commit that was being worked on, where there is one.
    package let version: String?

    /// Sorts an error into its cause.
    init(_ error: any Error, version: String? = nil) {
        cause =
            switch error {
            case let error as ManifestSourceError: .source(error)
            case let error as Diagnostics: .manifests(error)
            case let error as RegistryFailure: .registry(error)
            case let error as ReconcileError: error.cause
            default: .cancelled
            }
        self.version = version
    }

    /// A line for each mistake, or one sentence.
    package var description: String {
        switch cause {
        case .source(let error): error.description
        case .manifests(let diagnostics): diagnostics.description
        case .registry(let failure): failure.description
        case .cancelled: "ended before it was done"
        }
    }

    /// The word for it in JSON and metrics.
    package var code: String {
        switch cause {
        case .source: "source"
        case .manifests: "manifests"
        case .registry: "registry"
        case .cancelled: "cancelled"
        }
    }
}
