import ECSWire
import Foundation
import Model

/// A row of the revisions table. The content is the bytes of the response, so that reading a revision decodes nothing.
struct StoredRevision: Sendable {
    /// The row ID of the family.
    let familyID: Int64
    let family: Family
    /// The revision number.
    let number: Int
    var status: RevisionStatus
    /// Milliseconds since 1970.
    let registeredAt: Int64
    /// Milliseconds since 1970; nil while it is ACTIVE.
    let deregisteredAt: Int64?
    /// Milliseconds since 1970; nil unless its deletion was requested.
    var deleteRequestedAt: Int64?
    /// A list of Tag as JSON; nil if there are none.
    let tags: Data?
    /// A TaskDefinition as JSON, without the members above.
    let content: Data
}

extension StoredRevision {
    /// Reads the columns in the order of the query.
    /// - Throws: ServerException for a status that no version of this program writes.
    init(_ row: SQLiteRow, _ family: Family) throws(ECSError) {
        familyID = Int64(row.integer(0))
        self.family = family
        number = row.integer(1)
        guard let status = RevisionStatus(rawValue: row.text(2)) else {
            throw ECSError(.server, "The registry's database holds no valid status for \(family):\(number).")
        }
        self.status = status
        registeredAt = Int64(row.integer(3))
        deregisteredAt = row.optionalInteger(4).map(Int64.init)
        tags = row.bytes(5)
        content = row.bytes(6) ?? Data()
        deleteRequestedAt = row.optionalInteger(7).map(Int64.init)
    }

    /// `family:revision`.
    var name: String { "\(family):\(number)" }

    /// The ARN in an account and Region.
    func arn(in scope: RegistryScope) -> String {
        scope.arn("task-definition/\(name)")
    }

    /// Appends the TaskDefinition as JSON: the content and the remaining members.
    ///
    /// - Parameter previousStatus: for responses of Deregister and Delete.
    func append(to body: inout Data, in scope: RegistryScope, previousStatus: RevisionStatus? = nil) {
        body.append(content.dropLast())
        var members = ",\"registeredAt\":" + Self.seconds(registeredAt)
        members += ",\"registeredBy\":\"\(scope.rootARN)\",\"revision\":\(number)"
        members += ",\"taskDefinitionArn\":\"\(arn(in: scope))\",\"status\":\"\(status.rawValue)\""
        if let deregisteredAt { members += ",\"deregisteredAt\":" + Self.seconds(deregisteredAt) }
        if let deleteRequestedAt { members += ",\"deleteRequestedAt\":" + Self.seconds(deleteRequestedAt) }
        if let previousStatus { members += ",\"previousStatus\":\"\(previousStatus.rawValue)\"" }
        members += "}"
        body.append(contentsOf: members.utf8)
    }

    /// A Timestamp as seconds with three decimals, which is cheaper than converting to Double.
    private static func seconds(_ milliseconds: Int64) -> String {
        let fraction = abs(milliseconds % 1000)
        let zeros = fraction < 10 ? "00" : fraction < 100 ? "0" : ""
        return "\(milliseconds < 0 ? "-" : "")\(abs(milliseconds / 1000)).\(zeros)\(fraction)"
    }
}
