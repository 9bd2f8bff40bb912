"""explain against moto: a service, a task, a disabled rule, a schedule and a state machine that use one revision."""

import datetime
import json
import re

import pytest

from support import driver, moto_account

ROLE = "arn:aws:iam::123456789012:role/example"
DEFINITION = "arn:aws:ecs:us-east-1:123456789012:task-definition/web:2"
SOURCES = {
    "service": "services", "task": "tasks", "rule": "eventBridge", "schedule": "scheduler",
    "stateMachine": "stepFunctions"}


@pytest.fixture
def used(clients):
    """The names of the users of web:2, by kind; nothing uses web:1 and web:3."""
    ecs = clients("ecs")
    moto_account.register(ecs, "web", 3)
    cluster = ecs.create_cluster(clusterName="main")["cluster"]["clusterArn"]
    return {
        "service": ecs.create_service(
            cluster="main", serviceName="api", taskDefinition="web:2", desiredCount=0)["service"]["serviceArn"],
        "task": run_task(ecs, clients("ec2")), "rule": put_rule(clients("events"), cluster),
        "schedule": clients("scheduler").create_schedule(
            Name="hourly", ScheduleExpression="rate(1 hour)", FlexibleTimeWindow={"Mode": "OFF"},
            Target={"Arn": cluster, "RoleArn": ROLE, "EcsParameters": {"TaskDefinitionArn": DEFINITION}}
        )["ScheduleArn"],
        "stateMachine": create_state_machine(clients("stepfunctions"), cluster)}


def run_task(ecs, ec2):
    subnet = ec2.describe_subnets()["Subnets"][0]["SubnetId"]
    return ecs.run_task(
        cluster="main", taskDefinition="web:2", launchType="FARGATE",
        networkConfiguration={"awsvpcConfiguration": {"subnets": [subnet]}})["tasks"][0]["taskArn"]


def put_rule(events, cluster):
    arn = events.put_rule(Name="nightly", ScheduleExpression="rate(1 day)", State="DISABLED")["RuleArn"]
    target = {"Id": "1", "Arn": cluster, "RoleArn": ROLE, "EcsParameters": {"TaskDefinitionArn": DEFINITION}}
    events.put_targets(Rule="nightly", Targets=[target])
    return arn


def create_state_machine(states, cluster):
    state = {
        "Type": "Task", "Resource": "arn:aws:states:::ecs:runTask", "End": True,
        "Parameters": {"Cluster": cluster, "TaskDefinition": "web:2"}}
    definition = json.dumps({"StartAt": "Run", "States": {"Run": state}})
    return states.create_state_machine(name="flow", roleArn=ROLE, definition=definition)["stateMachineArn"]


@pytest.fixture
def command(program, tmp_path, moto):
    """Runs a command with a manifest that declares only the newest revision."""
    driver.write(tmp_path / "roster.yaml", moto_account.CONFIGURATION)
    driver.write(tmp_path / "manifests/web.yaml", driver.manifest("web", "latest: 1"))

    def run(*arguments):
        return driver.run(
            program, tmp_path, *arguments, "--registry", "aws", "--endpoint-url", moto, "--region", "us-east-1")

    return run


def test_every_user_has_its_source_and_its_time(command, used):
    begun = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    explained = command("explain", "web:2", "--format", "json")
    ended = datetime.datetime.now(datetime.timezone.utc)
    assert explained.returncode == 0, explained.stdout + explained.stderr
    document = json.loads(explained.stdout)
    assert document["status"] == "ACTIVE" and document["rules"][0]["code"] == "inUse"
    found = {one["kind"]: one for one in document["references"] if one["kind"] in SOURCES}
    assert found.keys() == SOURCES.keys()
    for kind, name in used.items():
        assert found[kind]["name"].startswith(name) and found[kind]["source"] == SOURCES[kind]
        assert found[kind]["names"] == "web:2"
        assert begun <= datetime.datetime.fromisoformat(found[kind]["readAt"]) <= ended
    assert {one["source"] for one in document["coverage"] if one["state"] == "whole"} == {
        "services", "tasks", "eventBridge", "scheduler", "pipes", "stepFunctions", "codeDeploy"}


def test_people_see_all_of_it_too(command, used):
    explained = command("explain", "web:2")
    assert explained.returncode == 0, explained.stderr
    words = {
        "service": "service main/api", "task": f"task {used['task'].split(':task/')[1]}", "rule": "rule nightly",
        "schedule": "schedule default/hourly", "stateMachine": "state machine flow"}
    for kind, user in words.items():
        line = rf"  · {user} .*names web:2 .*\({SOURCES[kind]}, read at \d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\dZ\)"
        assert re.search(line, explained.stdout), (line, explained.stdout)


def test_what_is_explained_is_what_apply_does(command, used):
    assert command("apply", "--yes").returncode == 0
    fates = {
        number: json.loads(command("explain", f"web:{number}", "--format", "json").stdout)["status"]
        for number in (1, 2, 3)}
    assert fates == {1: "INACTIVE", 2: "ACTIVE", 3: "ACTIVE"}
