"""The scripted AWS behaves as botocore expects: every operation, every page, and each way to fail."""

import json

import botocore.config
import pytest

from support import faulty_account, scripted_aws
from support.scripted_aws import Account, Fault
from support.sessions import make_session

PAGES = {"ListTasks": 60, "ListDeployments": 20}
REGION = {"region_name": "eu-west-1", "aws_secret_access_key": "example"}


@pytest.fixture(scope="module")
def aws():
    with scripted_aws.ScriptedAWS() as aws:
        yield aws


@pytest.fixture
def account():
    """The account of the fault matrix; every response is checked against botocore's model."""
    account = Account(faulty_account.make()[0], checks=True, pages=PAGES)
    yield account
    assert account.problems == []


@pytest.fixture
def client(aws, account):
    """Makes clients of the account; each validates its own input."""
    key = aws.add(account)
    session = make_session()

    def make(service):
        # conftest's check is for the registry, all of whose responses are ours.
        session.unregister("before-parse.ecs", scripted_aws.shapes.check_body)
        return session.create_client(
            service, endpoint_url=aws.url, aws_access_key_id=key,
            config=botocore.config.Config(retries={"total_max_attempts": 1}), **REGION)

    return make


def everything(client, operation, **request):
    """All pages of a list as one response, and their number."""
    pages = client.get_paginator(operation)
    return pages.paginate(**request).build_full_result(), sum(1 for _ in pages.paginate(**request))


def test_the_paths_are_those_of_botocore():
    paths = {
        service: {
            operation: scripted_aws.operation_model(service, operation).http["requestUri"] for operation in operations}
        for service, operations in scripted_aws.REST_CALLS.items()}
    assert paths == scripted_aws.REST_CALLS


def test_ecs(client, account):
    ecs = client("ecs")
    revisions, pages = everything(ecs, "list_task_definitions", familyPrefix="web")
    web = account.services.has.families["web"]
    assert len(revisions["taskDefinitionArns"]) == web and pages == -(-web // 2)
    newest = ecs.list_task_definitions(familyPrefix="web", sort="DESC")["taskDefinitionArns"]
    assert newest == revisions["taskDefinitionArns"][:-3:-1]
    assert everything(ecs, "list_clusters")[0]["clusterArns"][2].endswith(":cluster/main")
    services = everything(ecs, "list_services", cluster="main")[0]["serviceArns"]
    described = ecs.describe_services(cluster="main", services=services[:10])["services"]
    assert [one["serviceArn"] for one in described] == services[:10]
    tasks = [everything(ecs, "list_tasks", cluster="batch", desiredStatus=status)[0]["taskArns"]
             for status in ("RUNNING", "STOPPED")]
    assert [len(arns) for arns in tasks] == [102, 2]
    stopping = ecs.describe_tasks(cluster="batch", tasks=tasks[1])["tasks"][0]
    assert (stopping["desiredStatus"], stopping["lastStatus"]) == ("STOPPED", "DEPROVISIONING")
    found = ecs.list_service_deployments(cluster="main", service="rolling", status=["IN_PROGRESS"])
    arn = found["serviceDeployments"][0]["serviceDeploymentArn"]
    deployment = ecs.describe_service_deployments(serviceDeploymentArns=[arn])["serviceDeployments"][0]
    source = deployment["sourceServiceRevisions"][0]["arn"]
    revision = ecs.describe_service_revisions(serviceRevisionArns=[source])["serviceRevisions"][0]
    assert ":task-definition/web:" in revision["taskDefinition"]
    assert ecs.describe_tasks(cluster="main", tasks=["none"])["failures"][0]["reason"] == "MISSING"
    said = [ecs.deregister_task_definition(taskDefinition="web:1")["taskDefinition"] for _ in range(2)]
    assert [one["status"] for one in said] == ["INACTIVE", "INACTIVE"] and said[0]["deregisteredAt"]
    # boto3 omits what the model lacks.
    assert [answer["taskDefinition"]["previousStatus"] for answer in account.answers[-2:]] == ["ACTIVE", "INACTIVE"]
    assert account.removed == {"web:1"} and account.deregistered == ["web:1", "web:1"]
    gone = ecs.list_task_definitions(familyPrefix="web", status="INACTIVE")["taskDefinitionArns"]
    assert [arn.split("/")[1] for arn in gone] == ["web:1"]


def test_event_bridge(client):
    events = client("events")
    buses, pages = [], 0
    answer = {"NextToken": None}
    while "NextToken" in answer:
        token = {"NextToken": answer["NextToken"]} if answer["NextToken"] else {}
        answer = events.list_event_buses(**token)
        buses += [bus["Name"] for bus in answer["EventBuses"]]
        pages += 1
    assert buses == ["default", "orders", "quiet", "returns"] and pages == 2
    rules, pages = everything(events, "list_rules", EventBusName="default")
    assert [(rule["Name"], rule["State"]) for rule in rules["Rules"]] == [
        ("disabled", "DISABLED"), ("enabled", "ENABLED"), ("starts", "ENABLED"), ("wide", "ENABLED")] and pages == 2
    targets = everything(events, "list_targets_by_rule", Rule="wide")[0]["Targets"]
    assert ":task-definition/web:" in targets[2]["EcsParameters"]["TaskDefinitionArn"]


def test_scheduler_and_pipes(client):
    scheduler, pipes = client("scheduler"), client("pipes")
    groups = everything(scheduler, "list_schedule_groups")[0]["ScheduleGroups"]
    assert [group["Name"] for group in groups] == ["default", "empty", "nightly"]
    schedules = everything(scheduler, "list_schedules")[0]["Schedules"]
    nightly = everything(scheduler, "list_schedules", GroupName="nightly")[0]["Schedules"]
    assert len(schedules) == 9 and nightly == schedules[-len(nightly):]
    one = scheduler.get_schedule(GroupName="nightly", Name="run")
    assert one["Target"]["Arn"].endswith("aws-sdk:ecs:runTask") and "web:" in one["Target"]["Input"]
    assert [pipe["Name"] for pipe in everything(pipes, "list_pipes")[0]["Pipes"]] == [
        "any", "enriched", "jobs", "other", "starts", "stopped"]
    assert "EcsTaskParameters" in pipes.describe_pipe(Name="stopped")["TargetParameters"]
    with pytest.raises(pipes.exceptions.NotFoundException):
        pipes.describe_pipe(Name="none")


def test_step_functions(client):
    states = client("stepfunctions")
    machines = everything(states, "list_state_machines")[0]["stateMachines"]
    arn = next(machine["stateMachineArn"] for machine in machines if machine["name"] == "published")
    versions = states.list_state_machine_versions(stateMachineArn=arn, maxResults=1)
    assert versions["stateMachineVersions"][0]["stateMachineVersionArn"] == arn + ":3" and versions["nextToken"]
    aliases = states.list_state_machine_aliases(stateMachineArn=arn)["stateMachineAliases"]
    alias = states.describe_state_machine_alias(stateMachineAliasArn=aliases[1]["stateMachineAliasArn"])
    assert [route["weight"] for route in alias["routingConfiguration"]] == [50, 50]
    definition = states.describe_state_machine(stateMachineArn=arn + ":1")["definition"]
    assert "web:" in definition and "web:" not in states.describe_state_machine(stateMachineArn=arn)["definition"]
    arn = next(machine["stateMachineArn"] for machine in machines if machine["name"] == "slow")
    pages = everything(states, "list_executions", stateMachineArn=arn, statusFilter="RUNNING")
    executions = pages[0]["executions"]
    assert [execution["name"] for execution in executions] == ["newer", "new", "old"]
    old = states.describe_state_machine_for_execution(executionArn=executions[-1]["executionArn"])
    assert "web:" in old["definition"] and old["updateDate"] < executions[-1]["startDate"]


def test_code_deploy(client):
    code_deploy = client("codedeploy")
    assert everything(code_deploy, "list_applications")[0]["applications"] == ["fleet", "shop", "works", "zoo"]
    info = code_deploy.batch_get_applications(applicationNames=["fleet", "shop"])["applicationsInfo"]
    assert [one["computePlatform"] for one in info] == ["Server", "ECS"]
    groups = everything(code_deploy, "list_deployment_groups", applicationName="shop")[0]["deploymentGroups"]
    good = code_deploy.batch_get_deployment_groups(applicationName="shop", deploymentGroupNames=groups)
    assert [one.get("lastSuccessfulDeployment", {}).get("deploymentId") for one in good["deploymentGroupsInfo"]] == [
        "d-API", "d-WEB", None]
    deployments, pages = everything(code_deploy, "list_deployments")
    assert len(deployments["deployments"]) == 33 and pages == 2
    found = code_deploy.batch_get_deployments(deploymentIds=["d-WEB", "d-NONE"])["deploymentsInfo"]
    assert [one["deploymentId"] for one in found] == ["d-WEB"]
    revision = code_deploy.get_application_revision(applicationName="shop", revision=found[0]["revision"])["revision"]
    assert "TaskDefinition" in revision["appSpecContent"]["content"]


def test_sts(client):
    assert client("sts").get_caller_identity()["Account"] == "123456789012"
    role = client("sts").assume_role(RoleArn="arn:aws:iam::123456789012:role/reader", RoleSessionName="roster")
    assert role["Credentials"]["AccessKeyId"] == "ASIAASSUMED"


def test_a_token_is_good_for_its_own_list_alone(client):
    events = client("events")
    token = events.list_rules()["NextToken"]
    with pytest.raises(events.exceptions.ClientError, match="another list"):
        events.list_event_buses(NextToken=token)


@pytest.mark.parametrize("change, lasts, outcomes", [
    (scripted_aws.denies, False, ["AccessDeniedException", "2 of 3", "2 of 3"]),
    (scripted_aws.throttles, True, ["ThrottlingException"] * 3),
    (scripted_aws.fails, True, ["ServerException"] * 3),
    (scripted_aws.cuts(), False, ["ConnectionClosedError", "2 of 3", "2 of 3"]),
    (scripted_aws.cuts(0.5), False, ["ConnectionClosedError", "2 of 3", "2 of 3"]),
    # botocore treats JSON that it cannot parse as a response without members.
    (scripted_aws.truncates, False, ["none", "2 of 3", "2 of 3"]),
    (scripted_aws.pauses, False, ["0 of 3", "2 of 3", "2 of 3"]),
    (scripted_aws.repeats, True, ["2 of 3"] * 3),
    (scripted_aws.omits_list, True, ["none"] * 3),
    (scripted_aws.says_nothing, False, ["none", "2 of 3", "2 of 3"]),
])
def test_a_fault_befalls_the_call_that_it_is_for(client, account, change, lasts, outcomes):
    call = scripted_aws.Call("ecs:ListClusters", "{}", 0, 1)
    account.fault = Fault(call, change, lasts)
    ecs = client("ecs")
    assert [outcome(ecs) for _ in outcomes] == outcomes
    assert account.fault.hits == (3 if lasts else 1)
    # The fault does not affect the next page.
    following = scripted_aws.make_token(scripted_aws.scripted_services.list_digest("ListClusters", {}), 2)
    assert len(ecs.list_clusters(nextToken=following)["clusterArns"]) == 1


@pytest.mark.parametrize("carried_out", [True, False])
def test_a_failing_call_has_its_effect_or_not(client, account, carried_out):
    request = {"taskDefinition": "web:1"}
    call = scripted_aws.Call("ecs:DeregisterTaskDefinition", json.dumps(request), 0, 1)
    account.fault = Fault(call, scripted_aws.fails, lasts=True, carried_out=carried_out)
    ecs = client("ecs")
    with pytest.raises(ecs.exceptions.ServerException):
        ecs.deregister_task_definition(**request)
    assert account.removed == ({"web:1"} if carried_out else set())


def outcome(ecs):
    """The outcome of one list of clusters."""
    try:
        arns = ecs.list_clusters().get("clusterArns")
    except ecs.exceptions.ClientError as error:
        return error.response["Error"]["Code"]
    except Exception as error:  # Whatever a client raises when a connection ends.
        return type(error).__name__
    return "none" if arns is None else f"{len(arns)} of 3"
