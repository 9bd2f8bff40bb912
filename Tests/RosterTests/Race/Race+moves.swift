import AWSClient
import ECSWire
import Foundation
import SwiftExtensions
import TestSupport

/// What the other clients do. A refused call is skipped: the revision may be gone for good.
extension Race {
    func moveSometimes(inPause: Bool = false) async {
        guard !isMoving, Double.random(in: 0..<1, using: &dice) < likelihood else { return }
        isMoving = true
        defer { isMoving = false }
        clock.advance(0.001)
        switch Int.random(in: 0..<12, using: &dice) {
        case 11 where Int.random(in: 0..<4, using: &dice) == 0: await deregisterNewest()
        case 10: protectSomething()
        case 0:
            acts["new service", default: 0] += 1
            await createService()
        case 1: await deleteService()
        case 2:
            acts["task by hand", default: 0] += 1
            await runTask()
        case 3: await stopTask()
        default:
            if inPause { acts["move in a pause", default: 0] += 1 }
            await moveService()
        }
        clock.advance(0.001)
    }

    private func moveService() async {
        guard let arn = services.randomElement(using: &dice), let before = spans[arn]?.last?.revision else { return }
        let revision = anyRevision()
        let count = Int.random(in: 0...2, using: &dice)
        end(arn)
        inTransit = arn
        defer { inTransit = nil }
        let response = try? await others.call(
            ECS.UpdateService.self,
            .init {
                ($0.cluster, $0.service) = (arn.cluster, arn)
                ($0.taskDefinition, $0.desiredCount) = (revision, count)
            })
        begin(arn, response == nil ? before : revision)
    }

    func createService() async {
        made += 1
        let (name, cluster, revision) = ("service-\(made)", anyCluster(), anyRevision())
        let arn = try? await others.call(
            ECS.CreateService.self,
            .init {
                ($0.serviceName, $0.cluster, $0.taskDefinition) = (name, cluster, revision)
                $0.desiredCount = 1
            }
        ).service?.serviceArn
        if let arn { begin(arn, revision) }
    }

    private func deleteService() async {
        guard services.count > 2, let arn = services.randomElement(using: &dice) else { return }
        end(arn)
        _ = try? await others.call(
            ECS.DeleteService.self, .init { ($0.cluster, $0.service, $0.force) = (arn.cluster, arn, true) })
    }

    func runTask() async {
        let (cluster, revision) = (anyCluster(), anyRevision())
        let task = try? await others.call(
            ECS.RunTask.self, .init { ($0.cluster, $0.taskDefinition) = (cluster, revision) }
        ).tasks?.first?.taskArn
        if let task { begin(task, revision) }
    }

    private func stopTask() async {
        let cluster = anyCluster()
        guard let arns = try? await others.all(of: ECS.ListTasks.self, .init { $0.cluster = cluster }),
            let arn = arns.randomElement(using: &dice)
        else { return }
        end(arn)
        _ = try? await others.call(ECS.StopTask.self, .init { ($0.cluster, $0.task) = (cluster, arn) })
    }

    private func begin(_ user: String, _ revision: String) {
        spans[user, default: []].append(Span(user: user, revision: revision, since: clock.now))
    }

    private func end(_ user: String) {
        guard let last = spans[user]?.indices.last else { return }
        spans[user]?[last].until = clock.now
    }

    /// The existing services, sorted.
    private var services: [String] {
        spans.filter { $0.key.contains(":service/") && $0.value.last?.until == .distantFuture }.keys.sorted()
    }

    private func anyCluster() -> String { Self.clusters.randomElement(using: &dice) ?? "" }

    /// Any revision but the newest, which is declared.
    private func anyRevision() -> String { "web:\(Int.random(in: 1..<Self.revisions, using: &dice))" }
}

extension String {
    /// The cluster in the ARN of a service.
    fileprivate var cluster: String { split(separator: "/").dropFirst().first.map(String.init) ?? "" }
}
