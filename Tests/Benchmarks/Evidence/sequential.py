"""The same read with botocore, on which boto3 is built, one call after the other: prints calls and seconds as JSON.

Reads everything that a plan is based on, in pages and batches as large as the API allows: the ACTIVE revisions, a date
for each family, services, their deployments in flight with source, target and rollback revisions, and tasks of both
desired statuses.
"""

import collections
import json
import sys
import time

import botocore.session

UNFINISHED = ["PENDING", "IN_PROGRESS", "STOP_REQUESTED", "ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS"]


def client(url):
    return botocore.session.Session().create_client(
        "ecs", region_name="us-east-1", endpoint_url=url, aws_access_key_id="AKIAEXAMPLE", aws_secret_access_key="x")


def batches(items, size):
    return [items[start:start + size] for start in range(0, len(items), size)]


def items(ecs, operation, member, **request):
    """All pages of a list."""
    found, token = [], {}
    while True:
        page = getattr(ecs, operation)(**request, **token, maxResults=100)
        found += page[member]
        if not page.get("nextToken"):
            return found
        token = {"nextToken": page["nextToken"]}


def whole(answer):
    assert not answer.get("failures"), answer["failures"]
    return answer


def read(ecs):
    """Who uses what: (kind, name, task definition); what can go, by family; and the dates."""
    families = read_families(ecs)
    uses = read_uses(ecs)
    dates = {}
    for family, numbers in families.items():
        newest = f"{family}:{sorted(numbers)[-4]}"
        dates[newest] = ecs.describe_task_definition(taskDefinition=newest)["taskDefinition"]["registeredAt"]
    return uses, families, dates


def read_families(ecs):
    """The ACTIVE revisions by family."""
    families = collections.defaultdict(list)
    for arn in items(ecs, "list_task_definitions", "taskDefinitionArns", status="ACTIVE"):
        family, revision = arn.split("/")[-1].split(":")
        families[family].append(int(revision))
    return families


def read_uses(ecs):
    clusters = items(ecs, "list_clusters", "clusterArns")
    services = read_services(ecs, clusters)
    return service_uses(services) | deployment_uses(ecs, services) | task_uses(ecs, clusters)


def read_services(ecs, clusters):
    services = []
    for cluster in clusters:
        for batch in batches(items(ecs, "list_services", "serviceArns", cluster=cluster), 10):
            services += whole(ecs.describe_services(cluster=cluster, services=batch))["services"]
    return services


def service_uses(services):
    uses = set()
    for service in services:
        uses.add(("service", service["serviceArn"], service["taskDefinition"]))
        for deployment in service["deployments"]:
            uses.add(("deployment", service["serviceArn"], deployment["taskDefinition"]))
    return uses


def deployment_uses(ecs, services):
    """Of deployments in flight, and of the last that succeeded where the newest has not."""
    unfinished = []
    revisions = collections.defaultdict(list)
    for service in services:
        rollouts = {one["status"]: one["rolloutState"] for one in service["deployments"]}
        listed = items(
            ecs, "list_service_deployments", "serviceDeployments", cluster=service["clusterArn"],
            service=service["serviceArn"],
            status=UNFINISHED + ([] if rollouts.get("PRIMARY") == "COMPLETED" else ["SUCCESSFUL"]))
        succeeded = [one for one in listed if one["status"] == "SUCCESSFUL"]
        unfinished += [one["serviceDeploymentArn"] for one in listed if one["status"] != "SUCCESSFUL"]
        if succeeded:
            last = max(succeeded, key=lambda one: one["createdAt"])
            revisions[last["targetServiceRevisionArn"]].append(last["serviceDeploymentArn"])
    for batch in batches(unfinished, 20):
        answer = whole(ecs.describe_service_deployments(serviceDeploymentArns=batch))
        for deployment in answer["serviceDeployments"]:
            for revision in [deployment["targetServiceRevision"], *deployment.get("sourceServiceRevisions", [])]:
                revisions[revision["arn"]].append(deployment["serviceDeploymentArn"])
    return revision_uses(ecs, revisions)


def revision_uses(ecs, deployments):
    """What service revisions run, for the deployments of each."""
    uses = set()
    for batch in batches(sorted(deployments), 20):
        answer = whole(ecs.describe_service_revisions(serviceRevisionArns=batch))
        for revision in answer["serviceRevisions"]:
            for name in deployments[revision["serviceRevisionArn"]]:
                uses.add(("serviceDeployment", name, revision["taskDefinition"]))
    return uses


def task_uses(ecs, clusters):
    uses = set()
    for cluster in clusters:
        tasks = [
            task for status in ("RUNNING", "STOPPED")
            for task in items(ecs, "list_tasks", "taskArns", cluster=cluster, desiredStatus=status)]
        for batch in batches(tasks, 100):
            for task in whole(ecs.describe_tasks(cluster=cluster, tasks=batch))["tasks"]:
                if task["lastStatus"] != "STOPPED":
                    uses.add(("task", task["taskArn"], task["taskDefinitionArn"]))
    return uses


def main():
    ecs = client(sys.argv[1])
    calls = collections.Counter()
    ecs.meta.events.register("before-call.ecs", lambda model, **_: calls.update([f"ecs:{model.name}"]))
    start = time.monotonic()
    uses, families, _ = read(ecs)
    print(json.dumps({
        "seconds": time.monotonic() - start, "calls": calls, "uses": collections.Counter(use[0] for use in uses),
        "active": sum(map(len, families.values()))}))


if __name__ == "__main__":
    main()
