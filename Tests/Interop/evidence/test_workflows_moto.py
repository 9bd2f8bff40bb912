"""Plans with state machines made with boto3 in moto, and with CodeDeploy deployments as its documentation describes
them.

moto cannot describe deployment groups, and returns AppSpecs where CodeDeploy omits them: CodeDeploy is scripted.
"""

import json

import pytest

from support import driver, moto_account, scripted_aws
from support.scripted_services import Resources

ROLE = "arn:aws:iam::123456789012:role/example"
ARN = "arn:aws:ecs:us-east-1:123456789012:task-definition/"
MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:"


def runs(resource="arn:aws:states:::ecs:runTask.sync", **parameters):
    """A state that calls ECS."""
    return {"Type": "Task", "Resource": resource, "Parameters": {"Cluster": "main", **parameters}, "End": True}


def definition(**states):
    return json.dumps({"StartAt": next(iter(states)), "States": states})


@pytest.fixture
def machines(clients):
    """web:1 to web:7 and api:1; returns a function that makes state machines."""
    ecs = clients("ecs")
    moto_account.register(ecs, "web", 7)
    moto_account.register(ecs, "api", 1)
    return clients("stepfunctions")


@pytest.fixture
def plan(program, tmp_path, moto):
    """Plans with the newest of web declared; returns what holds each revision, as (kind of reason, name of its
    owner)."""
    driver.write(tmp_path / "roster.yaml", moto_account.CONFIGURATION)
    driver.write(tmp_path / "manifests/web.yaml", driver.manifest("web", "latest: 1"))

    def make(code=0):
        result = driver.run(
            program, tmp_path, "plan", "--format", "json", "--registry", "aws", "--endpoint-url", moto, "--region",
            "us-east-1")
        assert result.returncode == code, result.stderr
        return json.loads(result.stdout)

    return make


def held(document):
    """By revision: the reasons that name references, with the references' names."""
    return {
        item["revision"]: [
            (reason["code"], reference["name"]) for reason in item["reasons"]
            for reference in reason.get("references") or []]
        for item in document["withheld"]}


def coverage(document, source):
    [reading] = [reading for reading in document["coverage"] if reading["source"] == source]
    return reading


def test_what_the_states_of_a_machine_run_is_in_use(machines, plan):
    nested = definition(Each={
        "Type": "Map", "End": True, "ItemProcessor": json.loads(definition(Run=runs(TaskDefinition=ARN + "web:2")))})
    machines.create_state_machine(name="nested", roleArn=ROLE, definition=nested)
    machines.create_state_machine(
        name="express", type="EXPRESS", roleArn=ROLE,
        definition=definition(Scale=runs("arn:aws:states:::aws-sdk:ecs:updateService", TaskDefinition="web:3")))
    machines.create_state_machine(name="other", roleArn=ROLE, definition=definition(End={"Type": "Succeed"}))
    document = plan()
    assert held(document) == {
        2: [("inUse", f"{MACHINE}nested (state Run)")], 3: [("inUse", f"{MACHINE}express (state Scale)")]}
    assert [removal["revision"] for removal in document["removals"]] == [1, 4, 5, 6]
    assert coverage(document, "stepFunctions") == {"source": "stepFunctions", "state": "whole", "references": 2}


def test_versions_that_an_alias_leads_to_are_in_use(machines, plan):
    made = machines.create_state_machine(
        name="flow", roleArn=ROLE, publish=True, definition=definition(Run=runs(TaskDefinition="web:1")))
    second = machines.update_state_machine(
        stateMachineArn=made["stateMachineArn"], publish=True,
        definition=definition(Run=runs(TaskDefinition="web:4")))
    assert second["stateMachineVersionArn"] == f"{MACHINE}flow:2"
    machines.create_state_machine_alias(name="live", routingConfiguration=[
        {"stateMachineVersionArn": f"{MACHINE}flow:1", "weight": 90},
        {"stateMachineVersionArn": f"{MACHINE}flow:2", "weight": 10}])
    machines.update_state_machine(
        stateMachineArn=made["stateMachineArn"], definition=definition(Run=runs(TaskDefinition="web:5")))
    assert held(plan()) == {
        1: [("inUse", f"{MACHINE}flow:1 (state Run)")], 4: [("inUse", f"{MACHINE}flow:2 (state Run)")],
        5: [("inUse", f"{MACHINE}flow (state Run)")]}


@pytest.mark.parametrize("expression", ["$.definition", "States.Format('{}:{}', $.family, $.revision)"])
def test_what_only_the_moment_decides_holds_every_revision(machines, plan, expression):
    machines.create_state_machine(
        name="any", roleArn=ROLE, definition=definition(Run=runs(**{"TaskDefinition.$": expression})))
    document = plan()
    assert document["removals"] == []
    assert all(reasons == [("opaque", f"{MACHINE}any (state Run)")] for reasons in held(document).values())
    assert sorted(held(document)) == [1, 2, 3, 4, 5, 6]


def test_an_expression_of_another_family_holds_none(machines, plan):
    machines.create_state_machine(
        name="some", roleArn=ROLE,
        definition=definition(Run=runs(**{"TaskDefinition.$": "States.Format('api:{}', $.revision)"})))
    document = plan()
    assert [removal["revision"] for removal in document["removals"]] == [1, 2, 3, 4, 5, 6]


def test_a_definition_that_cannot_be_read_may_use_anything(machines, plan):
    machines.create_state_machine(name="broken", roleArn=ROLE, definition='{"StartAt": "A"}')
    document = plan()
    assert document["removals"] == []
    assert coverage(document, "stepFunctions")["state"] == "whole"
    reasons = [reason for withheld in document["withheld"] for reason in withheld["reasons"]]
    assert any("state machine broken (its definition cannot be read" in reason["message"] for reason in reasons)


BROKEN = {
    "twice": ('{"StartAt": "A", "States": {}, "Comment": "a", "Comment": "b"}', "correct its definition", None),
    "surrogate": (
        '{"States": {"A": {"TaskDefinition": "web:3"}}, "Comment": "\\ud800"}', "correct its definition", "web"),
    "computed": (
        definition(Run=runs(**{"TaskDefinition.$": "$.task"})), "name the task definition there", None)}


@pytest.mark.parametrize("name", BROKEN)
def test_explain_says_what_would_make_it_readable_and_its_lines_waive_it(
        machines, plan, program, tmp_path, moto, name):
    broken, remedy, family = BROKEN[name]
    machines.create_state_machine(name=name, roleArn=ROLE, definition=broken)
    assert plan()["removals"] == []
    explained = driver.run(
        program, tmp_path, "explain", "web:1", "--registry", "aws", "--endpoint-url", moto, "--region", "us-east-1")
    assert explained.returncode == 0, explained.stderr
    assert f"to make it readable: {remedy}" in explained.stdout
    document = json.loads(driver.run(
        program, tmp_path, "explain", "web:1", "--format", "json", "--registry", "aws", "--endpoint-url", moto,
        "--region", "us-east-1").stdout)
    reference = next(one for one in document["references"] if "opaque" in one)
    assert reference["remedy"] == remedy and reference.get("names") == family
    lines = document["waive"].splitlines()
    assert "\n".join(lines[2:]) + "\n" in explained.stdout
    # As they are, below what the configuration has already.
    assert lines[:2] == ["spec:", "  references:"] and moto_account.CONFIGURATION.count("\n  references:\n") == 1
    configuration = moto_account.CONFIGURATION + "\n".join(lines[2:]) + "\n"
    driver.write(tmp_path / "roster.yaml", configuration)
    # What the text names in full stays in use.
    assert [item["revision"] for item in plan()["removals"]] == [
        revision for revision in range(1, 7) if (family, revision) != ("web", 3)]


def test_codedeploy_in_moto_can_be_read_while_it_has_no_groups(machines, plan, clients):
    codedeploy = clients("codedeploy")
    codedeploy.create_application(applicationName="shop", computePlatform="ECS")
    document = plan()
    assert coverage(document, "codeDeploy")["state"] == "whole" and document["removals"] != []
    codedeploy.create_deployment_group(
        applicationName="shop", deploymentGroupName="blue", serviceRoleArn=ROLE,
        ecsServices=[{"clusterName": "main", "serviceName": "green"}])
    reading = coverage(plan(code=1), "codeDeploy")
    assert "BatchGetDeploymentGroups" in reading["reason"] and 'codeDeploy: {waived: "why"}' in reading["reason"]


def app_spec(task_definition):
    return json.dumps({"version": 0.0, "Resources": [
        {"S": {"Type": "AWS::ECS::Service", "Properties": {"TaskDefinition": task_definition}}}]})


@pytest.fixture
def deployments(program, tmp_path):
    """Plans over an account whose application 'shop' has the group 'blue', with a previous deployment and one in
    progress."""
    driver.write(tmp_path / "roster.yaml", driver.CONFIGURATION)
    driver.write(tmp_path / "manifests/web.yaml", driver.manifest("web", "latest: 1"))

    def make(**members):
        last = {"deploymentId": "d-1", "status": "Succeeded", "createTime": 1_780_000_000.5}
        every = {"d-1": {"status": "Succeeded", "content": app_spec("web:1")}} | members
        resources = Resources(families={"web": 5}, applications={"shop": {"blue": {
            "ecsServices": [{"clusterName": "main", "serviceName": "green"}], "lastSuccessfulDeployment": last,
            "lastAttemptedDeployment": last}}})
        resources.deployments = {
            name: {"applicationName": "shop", "deploymentGroupName": "blue", **deployment}
            for name, deployment in every.items()}
        with scripted_aws.ScriptedAWS() as aws:
            account = scripted_aws.Account(resources, checks=True)
            result = driver.run(
                program, tmp_path, "plan", "--format", "json", "--registry", "aws", "--endpoint-url", aws.url, "--region",
                "eu-west-1", AWS_ACCESS_KEY_ID=aws.add(account))
        assert result.returncode == 0, result.stderr
        assert account.problems == []
        return json.loads(result.stdout)

    return make


def test_what_a_group_goes_back_to_is_in_use(deployments):
    document = deployments(**{
        "d-0": {"status": "Succeeded", "content": app_spec("web:4")},
        "d-2": {"status": "InProgress", "content": app_spec("web:2"), "before": app_spec("web:3")}})
    assert held(document) == {
        1: [("inUse", "shop/blue d-1")], 2: [("inUse", "shop/blue d-2")],
        3: [("inUse", "shop/blue d-2 (previous revision)")]}
    assert [removal["revision"] for removal in document["removals"]] == [4]


def test_a_placeholder_holds_every_revision(deployments):
    document = deployments(**{"d-2": {"status": "Ready", "content": app_spec("<TASK_DEFINITION>")}})
    assert document["removals"] == []
    assert ("opaque", "shop/blue d-2") in held(document)[4]
