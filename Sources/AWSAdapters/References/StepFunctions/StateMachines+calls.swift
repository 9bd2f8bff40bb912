import AWSClient
import Model

// The calls, each with what its refusals mean.

extension StepFunctionsClient {
    /// The definition of a state machine or of a version, one call; nil for one that cannot be found.
    /// - Parameter owner: what names it, in words; nil for one that was listed.
    func definition(
        of arn: String, namedBy owner: String? = nil
    ) async throws(ReferenceFailure) -> StateMachineDefinition? {
        let name = "state machine \(arn)" + (owner.map { ", which \($0) names," } ?? "")
        let machine: StateMachine
        do {
            machine = try await stateMachine(arn)
        } catch let error where error.serviceError?.code == "StateMachineDoesNotExist" {
            return nil
        } catch {
            let isEncrypted = error.serviceError?.code.hasPrefix("Kms") ?? false
            let wayOut = isEncrypted ? ", as it is encrypted (allow kms:Decrypt with its key to these credentials)" : ""
            throw ReferenceFailure("\(name) could not be described\(wayOut)", error)
        }
        return try StateMachineDefinition(machine.definition, of: name, in: RegistryScope(ofARN: arn))
    }
}

extension StateMachines {
    func list() async throws(ReferenceFailure) -> [StateMachineSummary] {
        do {
            return try await client.stateMachines()
        } catch {
            throw ReferenceFailure("the state machines could not be listed", error)
        }
    }

    /// Nil for a state machine that cannot be found; none for one that is being deleted, as its aliases go first.
    func aliases(of arn: String) async throws(ReferenceFailure) -> [String]? {
        do {
            return try await client.aliases(of: arn)
        } catch let error where ["StateMachineDoesNotExist", "ResourceNotFound"].contains(error.serviceError?.code) {
            return nil
        } catch let error where error.serviceError?.code == "StateMachineDeleting" {
            return []
        } catch {
            throw ReferenceFailure("the aliases of state machine \(arn) could not be listed", error)
        }
    }

    func versions(of alias: String) async throws(ReferenceFailure) -> [String] {
        do {
            return try await client.versions(of: alias)
        } catch let error where error.serviceError?.code == "ResourceNotFound" {
            throw ReferenceFailure("alias \(alias) is listed, but cannot be found", isMissing: true)
        } catch {
            throw ReferenceFailure("alias \(alias) could not be described", error)
        }
    }
}
