"""Fills a registry with an account of any size, and calculates the calls needed to read it completely.

Families are written to the database; everything else is made through the API: services, spread over the clusters, each
with a deployment in flight whose tasks have not started.
"""

import dataclasses
import http.client
import json
import pathlib
import sqlite3
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Registry"))

import servers  # noqa: E402

# Long enough for every deployment to stay in flight.
FLAGS = ("--task-step", "86400s")
DAY = 86_400_000
CONFIGURATION = """\
apiVersion: roster/v1
kind: Roster
metadata: {name: evidence}
spec:
  guardrails: {maximumDeregistrations: {count: 1000000, percent: 100}}
"""
MANIFEST = """\
---
apiVersion: roster/v1
kind: TaskDefinitionFamily
metadata: {name: family-%d}
spec: {active: [{latest: 3}]}
"""


@dataclasses.dataclass
class Size:
    """How much there is; services and tasks must spread evenly."""

    families: int = 1000
    revisions: int = 100
    clusters: int = 20
    services: int = 500
    tasks: int = 2000


def budget(size):
    """The calls of a plan: the pages of the lists, the batches of the descriptions, and one date for each family."""
    services, tasks = size.services // size.clusters, size.tasks // size.clusters
    return {
        "ecs:ListTaskDefinitions": pages(size.families * size.revisions, 100),
        "ecs:DescribeTaskDefinition": size.families,
        "ecs:ListClusters": pages(size.clusters, 100),
        "ecs:ListServices": size.clusters * pages(services, 100),
        "ecs:DescribeServices": size.clusters * pages(services, 10),
        "ecs:ListServiceDeployments": size.services,
        "ecs:DescribeServiceDeployments": pages(size.services, 20),
        "ecs:DescribeServiceRevisions": pages(size.services, 20),
        # Two desired statuses; no task is to stop.
        "ecs:ListTasks": size.clusters * (pages(tasks, 100) + 1),
        "ecs:DescribeTasks": size.clusters * pages(tasks, 100),
    }


def pages(count, size):
    return max(1, -(-count // size))


def fill(path, size):
    """The families' revisions, registered yesterday; the registry must have made the database, and must not run.

    Its one revision is copied.
    """
    servers.fill(path, size.families, size.revisions)
    with sqlite3.connect(path) as database:
        database.execute("UPDATE revisions SET registeredAt = registeredAt - ?", (DAY,))
        database.execute("UPDATE families SET lastRegisteredAt = lastRegisteredAt - ?", (DAY,))
    database.close()


def populate(url, size):
    """Clusters and services: each service runs the oldest revision of a family."""
    connection = http.client.HTTPConnection(url.split("//")[1])

    def call(operation, **members):
        connection.request(
            "POST", "/", servers.body(members),
            servers.HEADERS | {"X-Amz-Target": f"AmazonEC2ContainerServiceV20141113.{operation}"})
        answer = connection.getresponse()
        text = answer.read()
        assert answer.status == 200, text
        return json.loads(text)

    for number in range(size.clusters):
        call("CreateCluster", clusterName=f"cluster-{number}")
    for number in range(size.services):
        call(
            "CreateService", cluster=f"cluster-{number % size.clusters}", serviceName=f"service-{number}",
            taskDefinition=f"family-{number % size.families}:1", desiredCount=size.tasks // size.services)
    for number in range(size.clusters):
        cluster = call("DescribeClusters", clusters=[f"cluster-{number}"])["clusters"][0]
        assert cluster["pendingTasksCount"] == size.tasks // size.clusters, "not every task was made"
    connection.close()


def write_manifests(folder, size):
    """The configuration and a manifest for each family, in a folder of its own."""
    (folder / "manifests").mkdir(parents=True)
    (folder / "roster.yaml").write_text(CONFIGURATION)
    (folder / "manifests" / "all.yaml").write_text("".join(MANIFEST % number for number in range(size.families)))
