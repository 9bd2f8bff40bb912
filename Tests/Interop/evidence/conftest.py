"""Fixtures for the tests against moto."""

import pytest

from support import shapes
from support.moto_account import control
from support.sessions import make_session


@pytest.fixture
def clients(moto):
    """Clients of a fresh account."""
    session = make_session()
    # moto's responses are not ours to check.
    session.unregister("before-parse.ecs", shapes.check_body)

    def make(service):
        return session.create_client(
            service, region_name="us-east-1", endpoint_url=moto, aws_access_key_id="AKIAEXAMPLE",
            aws_secret_access_key="example")

    control(moto, "reset", {})
    # By default moto ends a task after it was described a few times.
    control(moto, "state-manager/set-transition", {
        "model_name": "ecs::task", "transition": {"progression": "manual", "times": 1_000_000}})
    return make
