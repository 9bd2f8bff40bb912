import Foundation
import Logging
import Manifests
import Model
import Planning
import Reconciler

/// One run of a command: its configuration, and the work with the assembly made from it.
struct Invocation {
    /// The configuration file with the flags applied.
    let configuration: Configuration
    private let region: String?

    /// Reads the configuration and applies the flags.
    init(_ options: RegistryOptions, path: String?) throws {
        var configuration = try Configuration.load(options.config)
        configuration.apply(options, path: path)
        if options.profile != nil, !configuration.registry.isAWS {
            throw Failure("--profile is only for an AWS account, and this is the embedded registry: add --registry aws")
        }
        self.init(configuration, region: options.region)
    }

    /// Uses an existing configuration.
    init(_ configuration: Configuration, region: String?) {
        self.configuration = configuration
        self.region = region
    }

    /// Returns a copy with a changed configuration.
    func with(_ change: (inout Configuration) -> Void) -> Invocation {
        var changed = configuration
        change(&changed)
        return Invocation(changed, region: region)
    }

    /// Plans; logs a note if the registry is empty and therefore probably the wrong one. A signal ends it together with
    /// what it has started, such as git.
    ///
    /// - Parameter approved: limits the plan to approved removals.
    func plan(_ assembly: Assembly, limitedTo approved: ApprovedPlan? = nil) async throws -> PlannedRun {
        let planned = try await untilSignalled { try await assembly.reconciler.plan(limitedTo: approved) }
        if planned.plan.scope == nil {
            Terminal.log(
                """
                note: there is no ACTIVE task definition in \(assembly.registryName); \(Self.otherRegistryHint)
                """)
        }
        return planned
    }

    /// Explains a revision; logs a note about the registry if it has no such revision.
    func explain(_ revision: NamedRevision, _ assembly: Assembly) async throws -> Explanation {
        let explanation = try await untilSignalled {
            try await assembly.reconciler.explain(revision.id, of: revision.scope)
        }
        if explanation.verdict == .missing {
            Terminal.log("note: \(revision.id) is not in \(assembly.registryName); \(Self.otherRegistryHint)")
        }
        return explanation
    }

    private static let otherRegistryHint = """
        to use another registry, set spec.registry in the configuration, or pass --registry, --endpoint-url, --region \
        or --profile
        """

    /// Creates the assembly, does the work, and shuts the assembly down.
    ///
    /// - Parameter access: a command that only reads leaves no file behind.
    func run<Value>(
        _ access: RegistryAccess = .readOnly, _ work: (Assembly) async throws -> Value
    ) async throws -> Value {
        let assembly = try Assembly(
            configuration, access, region: region, environment: ProcessInfo.processInfo.environment, logger: Self.logger
        )
        for warning in assembly.warnings { Terminal.log("warning: \(warning)") }
        do {
            let value = try await work(assembly)
            await assembly.shutdown()
            return value
        } catch {
            await assembly.shutdown()
            throw error
        }
    }

    private static let logger = LineLogHandler.logger("roster", level: .warning)
}

extension RegistrySettings {
    /// Whether it is a real account, or a stand-in for one.
    fileprivate var isAWS: Bool { if case .aws = self { true } else { false } }
}
