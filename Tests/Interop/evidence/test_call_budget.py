"""The calls of a plan: the pages of the lists and the batches of the descriptions, and no call per revision; and those
of an apply: one for each removal, and the same few for each burst."""

import json

import account
import pytest
import sequential
import servers

from support import driver

# Tests/Benchmarks/Evidence/run.py tests the full size, and Tests/Benchmarks/Apply/run.py that of an apply.
SIZE = account.Size(families=100, revisions=100, clusters=5, services=50, tasks=600)
APPLIED = account.Size(families=10, revisions=10, clusters=2, services=10, tasks=20)
BURST = 16


def start(serve, folder, size, flags):
    """The URL of a registry with an account of a size."""
    database = folder / "registry.db"
    first = serve(database)
    servers.call(first.url, "RegisterTaskDefinition", **servers.DEFINITION)
    assert first.stop() == 0
    account.fill(database, size)
    server = serve(database, *flags)
    account.populate(server.url, size)
    return server.url


@pytest.mark.slow(10)
def test_plan(program, tmp_path, serve):
    account.write_manifests(tmp_path / "work", SIZE.families)
    url = start(serve, tmp_path, SIZE, account.FLAGS)

    def command(name):
        ended = driver.run(program, tmp_path / "work", name, "manifests", "--format", "json", "--endpoint-url", url)
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


def test_a_family_that_only_reports_costs_a_plan_the_same_and_an_apply_no_more(program, tmp_path, serve):
    size = account.Size(families=3, revisions=10, clusters=1, services=1, tasks=1)
    driver.write(tmp_path / "work/roster.yaml", driver.CONFIGURATION)
    for number, spec in enumerate([{}, {"prune": "report"}, {"prune": "report"}]):
        driver.write(
            tmp_path / f"work/manifests/{number}.yaml", driver.manifest(f"family-{number}", "latest: 3", **spec))
    url = start(serve, tmp_path, size, account.AT_REST)
    ended = driver.run(
        program, tmp_path / "work", "apply", "manifests", "--yes", "--format", "json", "--endpoint-url", url)
    assert ended.returncode == 0, ended.stderr
    document = json.loads(ended.stdout)
    assert len(document["plan"]["reported"]["removals"]) == 14
    # One of the seven is in use.
    budget = account.apply_budget(size, {"family-0": 6}, 10)
    assert budget["ecs:DescribeTaskDefinition"] == 3 and budget["ecs:ListTaskDefinitions"] == 1 + 1
    assert document["calls"]["byAction"] == budget


def test_apply(program, tmp_path, serve):
    account.write_manifests(
        tmp_path / "work", APPLIED.families, account.CONFIGURATION + f"  pacing: {{burst: {BURST}}}\n")
    url = start(serve, tmp_path, APPLIED, account.AT_REST)
    ended = driver.run(
        program, tmp_path / "work", "apply", "manifests", "--yes", "--format", "json", "--endpoint-url", url)
    assert ended.returncode == 0, ended.stderr
    # Three are declared, and one is in use.
    removals = {f"family-{number}": 6 for number in range(APPLIED.families)}
    budget = account.apply_budget(APPLIED, removals, BURST)
    document = json.loads(ended.stdout)
    assert [one["outcome"] for one in document["outcomes"]] == ["removed"] * sum(removals.values())
    assert document["calls"] == {"total": sum(budget.values()), "byAction": budget}
    # One for the plan, and in each of the four bursts one for each of its two to four families.
    assert budget["ecs:ListTaskDefinitions"] == 1 + 12 and budget["ecs:ListServiceDeployments"] == APPLIED.services


@pytest.mark.slow(10)
def test_a_large_family_costs_a_page_for_each_burst(program, tmp_path, serve):
    size = account.Size(families=1, revisions=30_000, clusters=1, services=1, tasks=1)
    driver.write(tmp_path / "work/roster.yaml", driver.CONFIGURATION)
    driver.write(tmp_path / "work/manifests/all.yaml", driver.manifest("family-0", "1", "3..30000"))
    url = start(serve, tmp_path, size, account.AT_REST)
    ended = driver.run(
        program, tmp_path / "work", "apply", "manifests", "--yes", "--format", "json", "--endpoint-url", url)
    assert ended.returncode == 0, ended.stderr
    document = json.loads(ended.stdout)
    assert [(one["revision"], one["outcome"]) for one in document["outcomes"]] == [(2, "removed")]
    # The plan's 300 pages, and one before the removal.
    budget = account.apply_budget(size, {"family-0": 1}, 10)
    assert document["calls"]["byAction"] == budget and budget["ecs:ListTaskDefinitions"] == 301
    # Without a minimum age it is for who registered the revision, and the burst does not ask again.
    assert budget["ecs:DescribeTaskDefinition"] == 1
