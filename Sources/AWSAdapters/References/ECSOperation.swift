import AWSWire
import Model

/// An operation of ECS that something calls later, a schedule or a state machine, by what it does with a task
/// definition in its input.
///
/// One that is not known counts as one that may start something: AWS adds operations, and members to them.
enum ECSOperation: Equatable {
    /// It starts tasks, or changes what a service runs.
    case starts(Start)
    /// It names task definitions and starts nothing with them.
    case harmless
    /// It has no task definition in its input. What its texts mention may still be started, such as by a command.
    case takesNone
    case unknown

    /// An operation that starts something.
    struct Start: Equatable {
        /// As the API has it: `runTask`.
        let name: String
        /// Whether it must name a task definition; UpdateService without one keeps the current one.
        let namesOne: Bool
    }

    /// - Parameter name: `runTask` or `RunTask`.
    init(_ name: some StringProtocol) {
        let name = name.lowercased()
        if let start = Self.starts.first(where: { $0.name.lowercased() == name }) {
            self = .starts(start)
        } else if Self.harmlessNames.contains(name) {
            self = .harmless
        } else {
            self = Self.namesWithoutDefinition.contains(name) ? .takesNone : .unknown
        }
    }

    /// Those that start something. The services in Express mode take `taskDefinitionArn`, or make their own.
    static let starts = [
        Start(name: "runTask", namesOne: true), Start(name: "startTask", namesOne: true),
        Start(name: "createTaskSet", namesOne: true), Start(name: "createService", namesOne: false),
        Start(name: "updateService", namesOne: false), Start(name: "createExpressGatewayService", namesOne: false),
        Start(name: "updateExpressGatewayService", namesOne: false),
    ]

    private static let harmlessNames: Set = [
        "deregistertaskdefinition", "deletetaskdefinitions", "describetaskdefinition", "listtaskdefinitions",
        "listtaskdefinitionfamilies", "listtagsforresource", "tagresource", "untagresource",
    ]

    /// All others of the API of September 2026.
    private static let namesWithoutDefinition = Set(
        """
        continueservicedeployment createcapacityprovider createcluster createdaemon deleteaccountsetting \
        deleteattributes deletecapacityprovider deletecluster deletedaemon deletedaemontaskdefinition \
        deleteexpressgatewayservice deleteservice deletetaskset deregistercontainerinstance \
        describecapacityproviders describeclusters describecontainerinstances describedaemon \
        describedaemondeployments describedaemonrevisions describedaemontaskdefinition \
        describeexpressgatewayservice describeservicedeployments describeservicerevisions describeservices \
        describetasks describetasksets discoverpollendpoint executecommand gettaskprotection listaccountsettings \
        listattributes listclusters listcontainerinstances listdaemondeployments listdaemontaskdefinitions \
        listdaemons listservicedeployments listservices listservicesbynamespace listtasks putaccountsetting \
        putaccountsettingdefault putattributes putclustercapacityproviders registercontainerinstance \
        registerdaemontaskdefinition registertaskdefinition stopservicedeployment stoptask \
        submitattachmentstatechanges submitcontainerstatechange submittaskstatechange updatecapacityprovider \
        updatecluster updateclustersettings updatecontaineragent updatecontainerinstancesstate updatedaemon \
        updateserviceprimarytaskset updatetaskprotection updatetaskset
        """.split(separator: " ").map(String.init))
}

extension JSONValue {
    /// Every member that is not null, at any depth, whose key names a task definition: `TaskDefinition`,
    /// `taskDefinitionArn`, `TaskDefinition.$`. A daemon's is not one.
    var taskDefinitionMembers: [Member] {
        switch self {
        case .null, .bool, .number, .string: []
        case .list(let items): items.flatMap(\.taskDefinitionMembers)
        case .object(let members):
            members.flatMap { member in
                (member.value != .null && isTaskDefinitionKey(member.key) ? [member] : [])
                    + member.value.taskDefinitionMembers
            }
        }
    }
}

/// Whether a key names a task definition, with or without the suffix of a path.
private func isTaskDefinitionKey(_ key: String) -> Bool {
    guard key.utf8.count < 30 else { return false }
    let name = key.hasSuffix(".$") ? key.dropLast(2).lowercased() : key.lowercased()
    return ["taskdefinition", "taskdefinitionarn"].contains(name)
}
