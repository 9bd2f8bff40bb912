import Model

/// Why a run ended before there was a plan, or before anything was removed.
package struct ReconcileError: Error, Equatable, CustomStringConvertible {
    /// What went wrong.
    package enum Cause: Equatable, Sendable {
        /// The manifests could not be read.
        case source(ManifestSourceError)
        /// The manifests have mistakes: all of those found.
        case manifests(Diagnostics)
        /// A call to the registry had no reliable response.
        case registry(RegistryFailure)
        /// The run was cancelled.
        case cancelled
    }

    /// What went wrong.
    package let cause: Cause
    /// The commit being worked on, if any.
    package let version: String?

    /// Wraps an error in its cause.
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

    /// One line for each mistake, or one sentence.
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
