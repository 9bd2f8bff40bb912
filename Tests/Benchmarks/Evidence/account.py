"""Fills a registry with an account of any size, and calculates the calls needed to read it completely, or to remove
revisions from it.

Families are written to the database; everything else is made through the API: services, spread over the clusters, each
with a deployment in flight whose tasks have not started, or at rest.
"""

import collections
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
# With these, every deployment is completed at once.
AT_REST = ("--task-step", "0s")
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
spec: {active: [{latest: %d}]}
"""


@dataclasses.dataclass
class Size:
    """How much there is; services and tasks must spread evenly."""

    families: int = 1000
    revisions: int = 100
    clusters: int = 20
    services: int = 500
    tasks: int = 2000


def budget(size, in_flight=None):
    """The calls of a plan: the pages of the lists, the batches of the descriptions, and one description for each family
    with something to remove: it says how old that is, and who registered it.

    - in_flight: how many services have a deployment in flight; by default, all.
    """
    return +collections.Counter({
        "ecs:ListTaskDefinitions": pages(size.families * size.revisions, 100),
        "ecs:DescribeTaskDefinition": size.families,
    }) + reading(size, size.services, size.services if in_flight is None else in_flight)


def reading(size, listed, in_flight):
    """The calls that read ECS's own sources.

    - listed: the number of services whose deployments are listed: all, or later those that have changed.
    """
    services, tasks = size.services // size.clusters, size.tasks // size.clusters
    described = pages(in_flight, 20) if in_flight else 0
    return +collections.Counter({
        "ecs:ListClusters": pages(size.clusters, 100),
        "ecs:ListServices": size.clusters * pages(services, 100),
        "ecs:DescribeServices": size.clusters * pages(services, 10),
        "ecs:ListServiceDeployments": listed,
        "ecs:DescribeServiceDeployments": described,
        "ecs:DescribeServiceRevisions": described,
        # Two desired statuses; no task is to stop.
        "ecs:ListTasks": size.clusters * (pages(tasks, 100) + 1),
        "ecs:DescribeTasks": size.clusters * pages(tasks, 100),
    })


def apply_budget(size, removals, burst):
    """The calls of an apply while every service is at rest: its plan; for each burst a page of each of its families and
    a reading of what runs; one call for each removal; and a last look. Deployments are listed by the plan only, since
    no service changes afterwards.

    - removals: how many there are of each family, which has a page of revisions at most.
    """
    families = [family for family in sorted(removals) for _ in range(removals[family])]
    bursts = [set(families[start:start + burst]) for start in range(0, len(families), burst)]
    calls = budget(size, in_flight=0)
    for _ in [*bursts, "the last look"]:
        calls += reading(size, 0, 0)
    return calls + collections.Counter({
        "ecs:ListTaskDefinitions": sum(map(len, bursts)), "ecs:DeregisterTaskDefinition": len(families)})


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


def start(path, size, flags=FLAGS, revision=lambda number: 1):
    """Serves a new database with the account; returns the process and its URL."""
    process, url = servers.serve(path, *flags)
    servers.call(url, "RegisterTaskDefinition", **servers.DEFINITION)
    servers.stop(process)
    fill(path, size)
    process, url = servers.serve(path, *flags)
    populate(url, size, revision)
    return process, url


def populate(url, size, revision=lambda number: 1):
    """Clusters and services: each service runs the oldest revision of a family, or another one by its number."""
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
            taskDefinition=f"family-{number % size.families}:{revision(number)}",
            desiredCount=size.tasks // size.services)
    for number in range(size.clusters):
        cluster = call("DescribeClusters", clusters=[f"cluster-{number}"])["clusters"][0]
        made = cluster["pendingTasksCount"] + cluster["runningTasksCount"]
        assert made == size.tasks // size.clusters, "not every task was made"
    connection.close()


def write_manifests(folder, families, configuration=CONFIGURATION, latest=3):
    """The configuration and a manifest for each of the first families, in a folder of its own."""
    (folder / "manifests").mkdir(parents=True)
    (folder / "roster.yaml").write_text(configuration)
    (folder / "manifests" / "all.yaml").write_text("".join(MANIFEST % (number, latest) for number in range(families)))
