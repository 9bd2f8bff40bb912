"""Revisions that AWS Batch registered, known by their tag, against the embedded registry with boto3. What
`registeredBy` says is tested in AWSAdaptersTests: the embedded registry always names the account."""

import json

import pytest

from support import driver

TAG = {"key": "AWSBatchServiceTag", "value": "batch"}
YOUNG = driver.CONFIGURATION.replace("0s", "1h")


@pytest.fixture
def command(program, tmp_path, registry_url, region):
    """Runs a command in a folder with manifests of jobs and web, which declare the newest."""
    driver.write(tmp_path / "roster.yaml", driver.CONFIGURATION)
    for family in ("jobs", "web"):
        driver.write(tmp_path / f"manifests/{family}.yaml", driver.manifest(family, "latest: 1"))

    def run(*arguments):
        return driver.run(program, tmp_path, *arguments, "--endpoint-url", registry_url, "--region", region)
    return run


@pytest.fixture
def both(register):
    """jobs:1 to jobs:3, registered as AWS Batch does, and web:1 to web:3."""
    for _ in range(3):
        register("jobs", tags=[TAG])
        register("web", tags=[{"key": "team", "value": "AWSBatchServiceTag"}])


def test_the_registry_returns_what_the_plan_asks_for(ecs, both):
    answer = ecs.describe_task_definition(taskDefinition="jobs:2", include=["TAGS"])
    assert answer["tags"] == [TAG] and answer["taskDefinition"]["registeredBy"].startswith("arn:aws:iam::")
    assert ecs.describe_task_definition(taskDefinition="jobs:2")["tags"] == []


@pytest.mark.parametrize("configuration, others", [(driver.CONFIGURATION, []), (YOUNG, ["tooYoung"])])
def test_they_are_withheld(command, both, tmp_path, configuration, others):
    driver.write(tmp_path / "roster.yaml", configuration)
    document = json.loads(command("plan", "--format", "json").stdout)
    held = {(item["family"], item["revision"]): [reason["code"] for reason in item["reasons"]]
            for item in document["withheld"]}
    # The newest candidate of jobs was described, and no older one.
    assert held.pop(("jobs", 1)) == ["registeredByBatch"]
    assert held.pop(("jobs", 2)) == ["registeredByBatch", *others]
    web = [(item["family"], item["revision"]) for item in document["removals"]] + list(held)
    assert sorted(web) == [("web", 1), ("web", 2)] and all(codes == others for codes in held.values())
    assert document["calls"]["byAction"]["ecs:DescribeTaskDefinition"] == 2 + (1 if others else 0)


def test_apply_leaves_them_and_says_why(command, both, ecs):
    applied = command("apply", "--yes", "--format", "json")
    assert applied.returncode == 0, applied.stderr
    outcomes = json.loads(applied.stdout)["outcomes"]
    assert [(item["family"], item["revision"], item["outcome"]) for item in outcomes] == [
        ("web", 1, "removed"), ("web", 2, "removed")]
    left = ecs.list_task_definitions()["taskDefinitionArns"]
    assert [arn.rsplit("/", 1)[1] for arn in left] == ["jobs:1", "jobs:2", "jobs:3", "web:3"]

    plan = command("plan", "--detailed-exitcode")
    assert plan.returncode == 0
    assert ("= jobs:1..2               registered by AWS Batch, which deregisters its own revisions; "
            "leave the family out of the manifests\n") in plan.stdout
    explained = command("explain", "jobs:1").stdout
    assert "registeredByBatch" in explained and "remove the manifest of the family" in explained


def test_a_family_that_only_reports_them_says_so(command, both, tmp_path):
    driver.write(tmp_path / "manifests/jobs.yaml", driver.manifest("jobs", "latest: 1", prune="report"))
    reported = json.loads(command("plan", "--format", "json").stdout)["reported"]
    assert reported["removals"] == []
    assert [item["reasons"][0]["code"] for item in reported["withheld"]] == ["registeredByBatch"] * 2
