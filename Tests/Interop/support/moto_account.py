"""An account of moto, which somebody else wrote: fixtures for tests that take it for a real one."""

import json
import urllib.request

import botocore.session
import pytest
from moto.server import ThreadedMotoServer

from support import driver, shapes

# What moto cannot answer.
CONFIGURATION = driver.waiving("moto has no ListServiceDeployments", "serviceDeployments")


@pytest.fixture(scope="module")
def moto():
    """moto's address."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def clients(moto):
    """Clients of a fresh account."""
    session = botocore.session.Session()
    # moto's answers are not ours to check.
    session.unregister("before-parse.ecs", shapes.check_body)

    def make(service):
        return session.create_client(
            service, region_name="us-east-1", endpoint_url=moto, aws_access_key_id="AKIAEXAMPLE",
            aws_secret_access_key="example")

    control(moto, "reset", {})
    # Left to itself, moto ends a task after it was described a few times.
    control(moto, "state-manager/set-transition", {
        "model_name": "ecs::task", "transition": {"progression": "manual", "times": 1_000_000}})
    return make


def control(moto, path, body):
    """Tells moto something about itself."""
    request = urllib.request.Request(
        f"{moto}/moto-api/{path}", data=json.dumps(body).encode(), headers={"Content-Type": "application/json"},
        method="POST")
    urllib.request.urlopen(request, timeout=60).read()


def register(ecs, family, count):
    """Registers so many revisions of a family."""
    for _ in range(count):
        ecs.register_task_definition(
            family=family, containerDefinitions=[{"name": "app", "image": "nginx:1", "memory": 64}])
