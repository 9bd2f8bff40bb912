"""What was acknowledged is there after a kill, and after an orderly end."""

import concurrent.futures
import itertools

import botocore.exceptions
import pytest

CONTAINERS = [{"name": "a", "image": "i", "memory": 8}]


def register(ecs, family):
    return ecs.register_task_definition(family=family, containerDefinitions=CONTAINERS)["taskDefinition"]["revision"]


def test_survives_an_orderly_end(serve, client_for):
    server = serve()
    ecs = client_for(server.url, "us-east-1")
    assert [register(ecs, "web") for _ in range(3)] == [1, 2, 3]
    ecs.deregister_task_definition(taskDefinition="web:3")
    assert server.stop() == 0
    ecs = client_for(serve().url, "us-east-1")
    assert ecs.describe_task_definition(taskDefinition="web")["taskDefinition"]["revision"] == 2
    assert register(ecs, "web") == 4


@pytest.mark.parametrize("round_", range(3))
def test_survives_a_kill_under_concurrent_writers(serve, client_for, round_):
    """Every acknowledged number is there, and the numbers are consecutive."""
    server = serve()
    families = [f"f{index}" for index in range(4)]

    def write(worker):
        acknowledged = []
        ecs = client_for(server.url, "us-east-1")
        for family in itertools.islice(itertools.cycle(families), worker % 4, None):
            try:
                acknowledged.append((family, register(ecs, family)))
            except (botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError):
                return acknowledged

    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        workers = [pool.submit(write, index) for index in range(12)]
        concurrent.futures.wait(workers, timeout=1.5)
        server.kill()
        acknowledged = [item for worker in workers for item in worker.result()]
    assert acknowledged and len(set(acknowledged)) == len(acknowledged)
    ecs = client_for(serve().url, "us-east-1")
    for family in families:
        pages = ecs.get_paginator("list_task_definitions").paginate(familyPrefix=family)
        kept = [int(arn.rsplit(":", 1)[1]) for page in pages for arn in page["taskDefinitionArns"]]
        assert kept == list(range(1, len(kept) + 1))
        assert {number for name, number in acknowledged if name == family} <= set(kept)


def test_concurrent_deregistrations_are_idempotent(ecs, register):
    register()
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(
            lambda _: ecs.deregister_task_definition(taskDefinition="web:1")["taskDefinition"], range(24)))
    assert {answer["status"] for answer in answers} == {"INACTIVE"}
    assert sum("deregisteredAt" not in answer for answer in answers) == 1
    assert len({answer["deregisteredAt"] for answer in answers if "deregisteredAt" in answer}) == 1
