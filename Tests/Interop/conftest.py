"""Fixtures for tests that drive the program over HTTP with other people's clients.

ROSTER names the program to test; the default is this checkout's debug build.
"""

import contextlib
import itertools
import os
import pathlib

import botocore.config
import botocore.handlers
import pytest

from support.environment import REPOSITORY
from support.server import Server
from support.sessions import make_session
from support.shapes import check_body

# The responses of every client are checked, whoever makes it; before-parse is the only event that sees them as they
# were sent.
botocore.handlers.BUILTIN_HANDLERS.append(("before-parse.ecs", check_body))

_regions = itertools.count(1)


def pytest_collection_modifyitems(items):
    """Starts the slowest tests first, so that no process is still busy with one of them at the end."""
    slow = {item: item.get_closest_marker("slow") for item in items}
    items.sort(key=lambda item: -slow[item].args[0] if slow[item] else 0)


@pytest.fixture(scope="session")
def program():
    """The program's path."""
    path = pathlib.Path(os.environ.get("ROSTER", REPOSITORY / ".build" / "debug" / "roster"))
    if not path.exists():
        pytest.exit(f"{path} is not there: run 'swift build', or name the program in ROSTER", returncode=1)
    return str(path.resolve())


@pytest.fixture
def serve(program, tmp_path):
    """Starts registries; those still running at the end of the test are stopped."""
    servers = []

    def start(database=tmp_path / "registry.db", *flags):
        servers.append(Server(program, database, *flags))
        return servers[-1]

    yield start
    with contextlib.ExitStack() as ends:
        for server in servers:
            if not server.process.stderr.closed:
                ends.callback(server.stop)


@pytest.fixture(scope="session")
def registry_server(program, tmp_path_factory):
    """One registry for all tests that do not stop it."""
    server = Server(program, tmp_path_factory.mktemp("registry") / "registry.db")
    yield server
    assert server.stop() == 0


@pytest.fixture(scope="session")
def registry_url(registry_server):
    """The URL of the session's registry."""
    return registry_server.url


@pytest.fixture(scope="session")
def timed_server(program, tmp_path_factory):
    """One registry in which everything takes time, on a clock that the tests move.

    A task spends a minute in each of three states before RUNNING, and is STOPPED three minutes after it was told to
    stop. A deregistered revision can still be picked up for ten minutes.
    """
    database = tmp_path_factory.mktemp("timed") / "registry.db"
    server = Server(program, database, "--admin", "--task-step", "60s", "--propagation-window", "600s")
    yield server
    assert server.stop() == 0


@pytest.fixture(scope="session")
def moto():
    """moto's address."""
    # Imported only where it is used, since this takes longer than most tests.
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def region():
    """A Region that no other test uses, and that is empty in the registry."""
    return f"test-{next(_regions)}"


@pytest.fixture(scope="session")
def client_for():
    """Makes boto3 ECS clients whose every response is checked against botocore's model."""
    session = make_session()

    def make(url, region):
        return session.create_client(
            "ecs", region_name=region, endpoint_url=url, aws_access_key_id="AKIAEXAMPLE", aws_secret_access_key="x",
            config=botocore.config.Config(parameter_validation=False, retries={"total_max_attempts": 1}))

    return make


@pytest.fixture
def ecs(client_for, registry_url, region):
    """A client of an empty registry."""
    return client_for(registry_url, region)


@pytest.fixture
def register(ecs):
    """Registers a family with one container; returns the definition."""

    def make(family="web", **members):
        container = {"name": "app", "image": "nginx:1", "memory": 64} | members.pop("container", {})
        request = {"family": family, "containerDefinitions": [container]} | members
        return ecs.register_task_definition(**request)["taskDefinition"]

    return make


@pytest.fixture
def refusal(ecs):
    """Calls an operation that must be refused; returns the exception's name and message."""

    def call(operation, **request):
        with pytest.raises(ecs.exceptions.ClientError) as caught:
            getattr(ecs, operation)(**request)
        error = caught.value.response["Error"]
        assert caught.value.response["ResponseMetadata"]["RequestId"]
        return error["Code"], error["Message"]

    return call
