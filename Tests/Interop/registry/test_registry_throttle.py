"""The rates of ecs-api.md, section 5, as `--throttle aws` applies them."""

import botocore.exceptions
import pytest

from support import raw

CONTAINERS = [{"name": "a", "image": "i", "memory": 8}]


@pytest.fixture
def server(serve, tmp_path):
    return serve(tmp_path / "registry.db", "--throttle", "aws", "--admin")


@pytest.fixture
def clock(server):
    """Moves the registry's clock; returns its time."""
    return lambda seconds=0: server.advance(seconds)


@pytest.fixture
def ecs(client_for, server):
    return client_for(server.url, "us-east-1")


def is_admitted(call, **request):
    """Whether a call is admitted, whatever its result."""
    try:
        call(**request)
    except raw.Refused as refused:
        return refused.name != "ThrottlingException"
    except botocore.exceptions.ClientError as error:
        if error.response["Error"]["Code"] != "ThrottlingException":
            return True
        assert error.response["Error"]["Message"] == "Rate exceeded"
        assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 400
        return False
    return True


def admitted(clock, call, **request):
    """The number of calls admitted before one is throttled, and the registry's time between the last admitted and
    the throttled one.

    Calls one at a time: for buckets that refill more slowly than calls arrive.
    """
    for count in range(1000):
        now = clock()
        if not is_admitted(call, **request):
            return count, now
    pytest.fail("the calls come too slowly to be throttled, or are not")


def register(ecs):
    return {"call": ecs.register_task_definition, "family": "web", "containerDefinitions": CONTAINERS}


def test_a_burst_of_registrations(ecs, clock):
    start = clock()
    count, end = admitted(clock, **register(ecs))
    # The bucket also refills while the calls run, by one token a second.
    assert 20 <= count <= 20 + end - start
    assert ecs.describe_task_definition(taskDefinition="web")["taskDefinition"]["revision"] == count


def test_registrations_and_deregistrations_share_a_bucket(ecs, clock):
    start = clock()
    registered, _ = admitted(clock, **register(ecs))
    deregistered, end = admitted(clock, ecs.deregister_task_definition, taskDefinition="web:1")
    assert registered + deregistered <= 20 + end - start
    assert is_admitted(ecs.delete_task_definitions, taskDefinitions=["web:1"])
    assert is_admitted(ecs.create_cluster)


def test_the_bucket_fills_with_the_clock(ecs, clock):
    _, empty = admitted(clock, **register(ecs))
    for seconds in (1, 5, 3600):
        start = clock(seconds)
        count, end = admitted(clock, **register(ecs))
        # Part of a token may have been left.
        assert min(seconds, 20) <= count <= min(1 + end - empty, 20 + end - start)
        empty = end


def test_regions_have_buckets_of_their_own(ecs, clock, client_for, server):
    admitted(clock, **register(ecs))
    assert is_admitted(**register(client_for(server.url, "eu-west-1")))


@pytest.mark.parametrize("operation, request_, burst, rate", [
    ("DescribeTaskDefinition", {"taskDefinition": "web"}, 50, 20),
    ("ListTasks", {}, 100, 20),
    ("RunTask", {"taskDefinition": "web"}, 100, 40),
    ("CreateService", {"serviceName": "s", "taskDefinition": "web"}, 50, 5),
    ("CreateCluster", {}, 20, 1),
    ("ListServices", {}, 100, 20),
])
def test_every_group_has_its_burst(server, clock, operation, request_, burst, rate):
    with raw.Client(server.port) as client:
        start = clock()
        # All are sent before the first response: they arrive faster than the bucket refills.
        for _ in range(2 * burst):
            client.send(operation, **request_)
        count = sum(is_admitted(client.answer, operation=operation) for _ in range(2 * burst))
        assert burst <= count <= burst + rate * (clock() - start)


def test_is_off_unless_asked_for(client_for, registry_url, region):
    ecs = client_for(registry_url, region)
    assert all(is_admitted(**register(ecs)) for _ in range(60))
