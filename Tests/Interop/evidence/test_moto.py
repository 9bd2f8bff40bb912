"""plan and apply against moto, an independent implementation, as against a real account."""

import json

import pytest

from support import driver, moto_account


@pytest.fixture
def ecs(clients):
    """web:1 to web:5; a service runs 2 and a task runs 3."""
    ecs = clients("ecs")
    moto_account.register(ecs, "web", 5)
    ecs.create_cluster(clusterName="main")
    ecs.create_service(cluster="main", serviceName="api", taskDefinition="web:2", desiredCount=1)
    subnet = clients("ec2").describe_subnets()["Subnets"][0]["SubnetId"]
    ecs.run_task(
        cluster="main", taskDefinition="web:3", launchType="FARGATE",
        networkConfiguration={"awsvpcConfiguration": {"subnets": [subnet]}})
    return ecs


def test_plan_and_apply(program, tmp_path, moto, ecs):
    driver.write(tmp_path / "roster.yaml", moto_account.CONFIGURATION)
    driver.write(tmp_path / "manifests/web.yaml", driver.manifest("web", "latest: 1", "9"))

    def command(*arguments):
        return driver.run(
            program, tmp_path, *arguments, "--registry", "aws", "--endpoint-url", moto, "--region", "us-east-1")

    plan = command("plan", "manifests", "--format", "json", "--detailed-exitcode")
    assert plan.returncode == 2, plan.stderr
    document = json.loads(plan.stdout)
    assert [item["revision"] for item in document["removals"]] == [1, 4]
    assert [(item["revision"], item["reasons"][0]["code"]) for item in document["withheld"]] == [
        (2, "inUse"), (3, "inUse")]
    assert "declaredMissing" in [item["reason"] for item in document["drift"]]

    apply = command("apply", "manifests", "--yes")
    assert apply.returncode == 0, apply.stdout + apply.stderr
    status = {
        number: ecs.describe_task_definition(taskDefinition=f"web:{number}")["taskDefinition"]["status"]
        for number in range(1, 6)}
    assert status == {1: "INACTIVE", 2: "ACTIVE", 3: "ACTIVE", 4: "INACTIVE", 5: "ACTIVE"}

    again = command("plan", "manifests", "--detailed-exitcode")
    assert again.returncode == 0, again.stdout


def test_it_is_not_taken_for_an_embedded_registry(program, tmp_path, moto, ecs):
    """Otherwise rules, schedules and state machines would go unread, and the revisions that they use would be
    removed."""
    driver.write(tmp_path / "roster.yaml", driver.CONFIGURATION)
    driver.write(tmp_path / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    apply = driver.run(
        program, tmp_path, "apply", "manifests", "--yes", "--endpoint-url", moto, "--region", "us-east-1")
    assert apply.returncode == 1 and not apply.stdout
    assert "use --registry aws" in apply.stderr
    assert len(ecs.list_task_definitions(familyPrefix="web")["taskDefinitionArns"]) == 5


def test_half_a_stand_in_is_refused(program, tmp_path, moto):
    driver.write(tmp_path / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    result = driver.run(
        program, tmp_path, "plan", "--registry", "aws", "--region", "us-east-1", AWS_ENDPOINT_URL_EVENTBRIDGE=moto)
    assert result.returncode == 1
    assert f"ecs is at https://ecs.us-east-1.amazonaws.com and events at {moto}" in result.stderr


def test_a_profile_is_of_an_account(program, tmp_path):
    driver.write(tmp_path / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    result = driver.run(program, tmp_path, "plan", "--profile", "production")
    assert result.returncode == 1
    assert "add --registry aws" in result.stderr
    assert not (tmp_path / ".roster").exists()


def test_without_credentials_nothing_is_sent(program, tmp_path, moto):
    driver.write(tmp_path / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    result = driver.run(
        program, tmp_path, "plan", "--registry", "aws", "--endpoint-url", moto, "--region", "us-east-1",
        AWS_ACCESS_KEY_ID="", AWS_SECRET_ACCESS_KEY="")
    assert result.returncode == 1
    assert "AWS_ACCESS_KEY_ID" in result.stderr
