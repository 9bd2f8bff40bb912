"""The rates of ecs-api.md, section 5, as `--throttle aws` applies them."""

import json
import urllib.request

import botocore.exceptions
import pytest

CONTAINERS = [{"name": "a", "image": "i", "memory": 8}]


@pytest.fixture
def server(serve, tmp_path):
    return serve(tmp_path / "registry.db", "--throttle", "aws", "--admin")


@pytest.fixture
def clock(server):
    """Moves the registry's clock; returns its time."""

    def move(seconds=0):
        request = urllib.request.Request(
            server.url + "/_roster/clock", data=json.dumps({"advance": seconds}).encode(), method="POST")
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)["now"]

    return move


@pytest.fixture
def ecs(client_for, server):
    return client_for(server.url, "us-east-1")


def is_admitted(call, **request):
    """Whether a call gets through, with whatever result."""
    try:
        call(**request)
    except botocore.exceptions.ClientError as error:
        if error.response["Error"]["Code"] != "ThrottlingException":
            return True
        assert error.response["Error"]["Message"] == "Rate exceeded"
        assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 400
        return False
    return True


def admitted(clock, call, **request):
    """How many calls get through until one does not, and how many seconds that takes at the most."""
    start, count = clock(), 0
    while is_admitted(call, **request):
        count += 1
        assert count < 1000, "the calls come too slowly to be throttled, or are not"
    return count, clock() - start


def register(ecs):
    return {"call": ecs.register_task_definition, "family": "web", "containerDefinitions": CONTAINERS}


def test_a_burst_of_registrations(ecs, clock):
    count, seconds = admitted(clock, **register(ecs))
    # The time that the calls take counts as well, at one a second.
    assert 20 <= count <= 20 + seconds
    assert ecs.describe_task_definition(taskDefinition="web")["taskDefinition"]["revision"] == count


def test_registrations_and_deregistrations_share_a_bucket(ecs, clock):
    admitted(clock, **register(ecs))
    assert not is_admitted(ecs.deregister_task_definition, taskDefinition="web:1")
    assert is_admitted(ecs.delete_task_definitions, taskDefinitions=["web:1"])
    assert is_admitted(ecs.create_cluster)


def test_the_bucket_fills_with_the_clock(ecs, clock):
    admitted(clock, **register(ecs))
    for seconds in (1, 5, 3600):
        clock(seconds)
        count, passed = admitted(clock, **register(ecs))
        assert min(seconds, 20) <= count <= min(seconds, 20) + passed + 1


def test_regions_have_buckets_of_their_own(ecs, clock, client_for, server):
    admitted(clock, **register(ecs))
    assert is_admitted(**register(client_for(server.url, "eu-west-1")))


@pytest.mark.parametrize("operation, request_, burst, rate", [
    ("describe_task_definition", {"taskDefinition": "web"}, 50, 20),
    ("list_tasks", {}, 100, 20),
    ("run_task", {"taskDefinition": "web"}, 100, 40),
    ("create_service", {"serviceName": "s", "taskDefinition": "web"}, 50, 5),
    ("create_cluster", {}, 20, 1),
    ("list_services", {}, 100, 20),
])
def test_every_group_has_its_burst(ecs, clock, operation, request_, burst, rate):
    count, seconds = admitted(clock, getattr(ecs, operation), **request_)
    assert burst <= count <= burst + rate * seconds


def test_is_off_unless_asked_for(client_for, registry_url, region):
    ecs = client_for(registry_url, region)
    assert all(is_admitted(**register(ecs)) for _ in range(60))
