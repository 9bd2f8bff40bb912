"""The calls of a plan: the pages of the lists and the batches of the descriptions, and no call per revision."""

import json

import account
import pytest
import sequential
import servers

from support import driver

# Tests/Benchmarks/Evidence/run.py tests the full size.
SIZE = account.Size(families=100, revisions=100, clusters=5, services=50, tasks=600)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("budget")
    account.write_manifests(folder / "work", SIZE)
    return folder


@pytest.fixture
def url(serve, folder):
    database = folder / "registry.db"
    first = serve(database)
    servers.call(first.url, "RegisterTaskDefinition", **servers.DEFINITION)
    assert first.stop() == 0
    account.fill(database, SIZE)
    server = serve(database, *account.FLAGS)
    account.populate(server.url, SIZE)
    return server.url


@pytest.mark.slow(10)
def test_plan(program, folder, url):
    def command(name):
        ended = driver.run(program, folder / "work", name, "manifests", "--format", "json", "--endpoint-url", url)
        assert ended.returncode in (0, 2), ended.stderr
        return ended.stdout

    plan = command("plan")
    document = json.loads(plan)
    budget = account.budget(SIZE)
    assert document["calls"] == {"total": sum(budget.values()), "byAction": budget}
    assert budget["ecs:ListTaskDefinitions"] == 100, "none for each revision"
    assert command("plan") == plan, "the count is of the state, and of nothing else"
    assert json.loads(command("drift"))["calls"] == document["calls"]

    uses, _, _ = sequential.read(sequential.client(url))
    found = {reading["source"]: reading["references"] for reading in document["coverage"]}
    kinds = [use[0] for use in uses]
    assert found == {
        "services": kinds.count("service") + kinds.count("deployment"), "tasks": kinds.count("task"),
        "serviceDeployments": kinds.count("serviceDeployment")}
    assert found["tasks"] == SIZE.tasks and found["serviceDeployments"] == SIZE.services
