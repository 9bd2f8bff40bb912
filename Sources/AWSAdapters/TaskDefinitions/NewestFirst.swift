import Model
import Reconciler

/// The pages of a family's ACTIVE revisions, requested newest first, until enough are known. Pure.
///
/// Only strictly descending pages show that there is nothing newer to come. Some servers ignore the order that was
/// requested, as moto does: their list is read to its end.
struct NewestFirst {
    private let family: Family
    private let wanted: Int
    private var listing = Listing()
    private var last: Revision?
    private var count = 0
    private var isDescending = true

    /// - Parameter wanted: how many of the newest are to be known.
    init(of family: Family, wanted: Int) {
        self.family = family
        self.wanted = wanted
    }

    /// Adds the next page.
    mutating func add(_ page: [String]) throws(RegistryFailure) {
        for text in page {
            guard let revision = try listing.add(text, of: family)?.revision else {
                isDescending = false
                continue
            }
            if let last, revision >= last { isDescending = false }
            last = revision
            count += 1
        }
    }

    /// Whether no further page can change which revisions are the newest. A single revision shows no order.
    var isSettled: Bool { isDescending && count >= max(wanted, 2) }

    /// What the pages so far amount to.
    ///
    /// - Parameter isComplete: whether these are all pages.
    func result(isComplete: Bool) -> NewestRevisions {
        NewestRevisions(scope: listing.scope, revisions: listing.families[family] ?? [], isComplete: isComplete)
    }
}
