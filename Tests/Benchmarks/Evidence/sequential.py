"""The same reading as it is written with boto3, one call after the other: prints the calls and the seconds as JSON.

Everything that a plan rests on, in pages and batches as large as the API allows: the ACTIVE revisions, a date for each
family, services, their deployments in flight with what they go from and to or back to, and tasks of both desired statuses.
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


def read(ecs):
    """Who uses what: (kind, name, task definition); what can go, by family; and the dates."""

    def items(operation, member, **request):
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

    families = collections.defaultdict(list)
    for arn in items("list_task_definitions", "taskDefinitionArns", status="ACTIVE"):
        family, revision = arn.split("/")[-1].split(":")
        families[family].append(int(revision))
    uses = set()
    services = []
    clusters = items("list_clusters", "clusterArns")
    for cluster in clusters:
        for batch in batches(items("list_services", "serviceArns", cluster=cluster), 10):
            services += whole(ecs.describe_services(cluster=cluster, services=batch))["services"]
    for service in services:
        uses.add(("service", service["serviceArn"], service["taskDefinition"]))
        for deployment in service["deployments"]:
            uses.add(("deployment", service["serviceArn"], deployment["taskDefinition"]))
    deployments = []
    revisions = collections.defaultdict(list)
    for service in services:
        rollouts = {one["status"]: one["rolloutState"] for one in service["deployments"]}
        listed = items(
            "list_service_deployments", "serviceDeployments", cluster=service["clusterArn"],
            service=service["serviceArn"],
            status=UNFINISHED + ([] if rollouts.get("PRIMARY") == "COMPLETED" else ["SUCCESSFUL"]))
        succeeded = [one for one in listed if one["status"] == "SUCCESSFUL"]
        deployments += [one["serviceDeploymentArn"] for one in listed if one["status"] != "SUCCESSFUL"]
        if succeeded:
            last = max(succeeded, key=lambda one: one["createdAt"])
            revisions[last["targetServiceRevisionArn"]].append(last["serviceDeploymentArn"])
    for batch in batches(deployments, 20):
        answer = whole(ecs.describe_service_deployments(serviceDeploymentArns=batch))
        for deployment in answer["serviceDeployments"]:
            named = [deployment["targetServiceRevision"], *deployment.get("sourceServiceRevisions", [])]
            for revision in named:
                revisions[revision["arn"]].append(deployment["serviceDeploymentArn"])
    for batch in batches(sorted(revisions), 20):
        answer = whole(ecs.describe_service_revisions(serviceRevisionArns=batch))
        for revision in answer["serviceRevisions"]:
            for name in revisions[revision["serviceRevisionArn"]]:
                uses.add(("serviceDeployment", name, revision["taskDefinition"]))
    for cluster in clusters:
        tasks = [
            task for status in ("RUNNING", "STOPPED")
            for task in items("list_tasks", "taskArns", cluster=cluster, desiredStatus=status)]
        for batch in batches(tasks, 100):
            for task in whole(ecs.describe_tasks(cluster=cluster, tasks=batch))["tasks"]:
                if task["lastStatus"] != "STOPPED":
                    uses.add(("task", task["taskArn"], task["taskDefinitionArn"]))
    dates = {}
    for family, numbers in families.items():
        newest = f"{family}:{sorted(numbers)[-4]}"
        dates[newest] = ecs.describe_task_definition(taskDefinition=newest)["taskDefinition"]["registeredAt"]
    return uses, families, dates


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
