import AWSWire
import ECSWire
import Foundation
import SwiftExtensions
import Synchronization

/// The API with which tests control a registry. Not part of ECS.
///
/// | request | effect |
/// | --- | --- |
/// | `POST /_roster/clock {"advance": seconds}` | moves the clock forward, for good; without a body, returns the time |
/// | `POST /_roster/reset` | empties the registry, refills the token buckets and removes all faults; keeps the clock |
/// | `POST /_roster/faults {"faults": […], "seed": n}` | replaces all faults |
final class AdminAPI: Sendable {
    private let registry: Registry
    private let script = Mutex(FaultScript([], seed: 0))

    private let hosts: ExpectedHosts

    /// Starts without faults.
    /// - Parameter hosts: by which the server is reached.
    init(_ registry: Registry, hosts: ExpectedHosts = ExpectedHosts()) {
        self.registry = registry
        self.hosts = hosts
    }

    /// The fault to inject into an API request; nil for none.
    func fault(for request: WireRequest) -> Fault.Effect? {
        guard request.method == "POST", let target = request.headers["x-amz-target"],
            target.hasPrefix(ECS.targetPrefix)
        else { return nil }
        return script.withLock { $0.fault(for: String(target.dropFirst(ECS.targetPrefix.count)), request.body) }
    }

    /// Handles an admin request. Returns nil if the request is not one.
    func respond(to request: WireRequest) async -> WireResponse? {
        guard request.method == "POST" else { return nil }
        if request.path.hasPrefix("/_roster/"), !hosts.contains(header: request.headers["host"]) {
            let error = ECSError(
                .accessDenied, "The admin API is for requests to localhost or a loopback address only.")
            return .failure(error, status: 421)
        }
        do throws(AdminError) {
            switch request.path {
            case "/_roster/clock": return try await clock(request)
            case "/_roster/reset": return try await reset(request)
            case "/_roster/faults": return try faults(request)
            default: return nil
            }
        } catch {
            return .failure(ECSError(.invalidParameter, error.description))
        }
    }

    /// The registry cannot write dates beyond this, in seconds.
    private static let maximumAdvance = 36_500.0 * 86_400

    private func clock(_ request: WireRequest) async throws(AdminError) -> WireResponse {
        let fields = try fields(request, known: ["advance"])
        let seconds = try fields.number(
            "advance", 0...Self.maximumAdvance, "a number of seconds from 0 to \(Int(Self.maximumAdvance))")
        let moved: Date?
        do throws(ECSError) {
            moved = try await registry.advanceClock(by: seconds ?? 0, upTo: Self.maximumAdvance)
        } catch {
            return .failure(error)
        }
        guard let now = moved else {
            throw AdminError("advance: the clock would be more than a hundred years ahead; start another registry")
        }
        let milliseconds = Int64((now.timeIntervalSince1970 * 1000).rounded())
        return .success(Data(#"{"now":\#(Double(milliseconds) / 1000)}"#.utf8))
    }

    private func reset(_ request: WireRequest) async throws(AdminError) -> WireResponse {
        _ = try fields(request, known: [])
        do throws(ECSError) {
            try await registry.reset()
        } catch {
            return .failure(error)
        }
        script.withLock { $0 = FaultScript([], seed: 0) }
        return .success(Data("{}".utf8))
    }

    private func faults(_ request: WireRequest) throws(AdminError) -> WireResponse {
        let fields = try fields(request, known: ["faults", "seed"])
        guard case .list(let list)? = fields["faults"] else {
            throw AdminError("faults: a list is expected; an empty list removes all faults")
        }
        var faults: [Fault] = []
        for (index, json) in list.enumerated() { faults.append(try Fault(json, at: "faults[\(index)]")) }
        let seed = try fields.wholeNumber("seed", 0...(1 << 53), "a whole number")
        let script = FaultScript(faults, seed: seed.map(UInt64.init) ?? .random(in: .min ... .max))
        self.script.withLock { $0 = script }
        return .success(Data(#"{"faults":\#(faults.count)}"#.utf8))
    }

    /// Parses the body. Refuses requests with an `Origin` header, which come from web pages.
    private func fields(_ request: WireRequest, known: [String]) throws(AdminError) -> AdminFields {
        guard request.headers["origin"] == nil else { throw AdminError("requests from web pages are refused") }
        return try AdminFields(JSONValue(adminBody: request.body), at: "", known: known)
    }
}
