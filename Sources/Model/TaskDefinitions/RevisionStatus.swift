/// The state of a revision. It only moves forward: ACTIVE, INACTIVE, DELETE_IN_PROGRESS, gone.
package enum RevisionStatus: String, Hashable, Sendable, CaseIterable {
    /// Anyone who may call RunTask can run it.
    case active = "ACTIVE"
    /// Deregistered: existing users keep running it, nothing new starts.
    case inactive = "INACTIVE"
    /// Being deleted, for as long as something still refers to it.
    case deleteInProgress = "DELETE_IN_PROGRESS"
}
