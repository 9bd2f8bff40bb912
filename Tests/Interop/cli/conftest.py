"""Fixtures for the tests of credentials."""

import json
import subprocess
import sys

import pytest

from support.credentials_cloud import Cloud

# One process for all cases: importing botocore takes longer than everything else.
BOTOCORE = """
import json, os, sys
import botocore.config, botocore.loaders, botocore.session
# Read once, as the models take longer than all else.
loader = botocore.loaders.create_loader()
for line in sys.stdin:
    case = json.loads(line)
    os.environ.clear()
    os.environ.update(case["environment"])
    try:
        session = botocore.session.Session(profile=case["profile"])
        session.register_component("data_loader", loader)
        config = botocore.config.Config(retries={"total_max_attempts": 1})
        session.create_client("ecs", config=config).list_clusters()
    except Exception as error:
        print(json.dumps(f"{type(error).__name__}: {error}"), flush=True)
"""


@pytest.fixture(scope="session")
def botocore_says():
    """Makes a call with botocore, which always fails; returns the error."""
    process = subprocess.Popen(
        [sys.executable, "-c", BOTOCORE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        text=True)

    def call(environment, profile):
        process.stdin.write(json.dumps({"environment": environment, "profile": profile}) + "\n")
        process.stdin.flush()
        return json.loads(process.stdout.readline())

    yield call
    process.stdin.close()
    process.wait(timeout=60)
    process.stdout.close()


@pytest.fixture(scope="session")
def cloud(moto):
    """The server that records who called it."""
    server = Cloud(moto)
    yield server
    server.shutdown()
    server.server_close()
