/// The state of a revision. It moves in one direction alone: ACTIVE, INACTIVE, DELETE_IN_PROGRESS, gone.
package enum RevisionStatus: String, Hashable, Sendable, CaseIterable {
    /// Can be run by anyone who may call RunTask.
    case active = "ACTIVE"
    /// Deregistered: what runs goes on, nothing new starts.
    case inactive = "INACTIVE"
    /// On its way out, for as long as something still refers to it.
    case deleteInProgress = "DELETE_IN_PROGRESS"
}
