"""The check of responses against botocore's model detects what it should, and every response passes it."""

import json
import pathlib
import subprocess
import sys

import boto3
import pytest

from support import raw, shapes

INTEROP = pathlib.Path(__file__).parents[1]
HEADERS = {
    "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": "01234567-89ab-4def-8123-456789abcdef"}
DEFINITION = {"family": "web", "revision": 1, "registeredAt": 1750000000.125}


def describe(**members):
    return "DescribeTaskDefinition", 200, {"taskDefinition": DEFINITION | members, "tags": []}


def refused(status=400, **members):
    return "ListClusters", status, {"__type": "ClientException", "message": "No."} | members


@pytest.mark.parametrize("operation, status, answer", [
    describe(), describe(previousStatus="INACTIVE"), describe(registeredAt=1750000000),
    describe(containerDefinitions=[{"name": "app", "dockerLabels": {"Any.Key": "x"}}]), refused(),
], ids=["plain", "a member that ECS adds", "whole seconds", "a map's keys", "a refusal"])
def test_takes(operation, status, answer):
    headers = HEADERS | {"x-amzn-errortype": "ClientException"}
    assert shapes.check_answer(operation, status, headers, json.dumps(answer)) == answer


BAD_ANSWERS = {
    "an unknown member": describe(colour="red"),
    "an unknown member deep inside": describe(containerDefinitions=[{"linuxParameters": {"x": 1}}]),
    "a member that another structure has": ("DescribeTaskDefinition", 200, {"previousStatus": "ACTIVE"}),
    "a name in another case": describe(Family="web"),
    "null": describe(family=None),
    "a number for a string": describe(family=1),
    "a string for a number": describe(revision="1"),
    "a fraction for a whole number": describe(revision=1.5),
    "a whole number that is too large": describe(revision=2**31),
    "a boolean for a number": describe(revision=True),
    "a number for a boolean": describe(containerDefinitions=[{"essential": 1}]),
    "a structure for a list": describe(volumes={}),
    "a list for a structure": describe(runtimePlatform=[]),
    "a list for a map": describe(containerDefinitions=[{"dockerLabels": []}]),
    "a number in a map": describe(containerDefinitions=[{"dockerLabels": {"a": 1}}]),
    "a value that is no choice": describe(status="GONE"),
    "a required member left out": describe(containerDefinitions=[{"secrets": [{"name": "A"}]}]),
    "a time in milliseconds": describe(registeredAt=1750000000125),
    "a time in text": describe(registeredAt="2026-01-01T00:00:00Z"),
    "a time finer than milliseconds": describe(registeredAt=1750000000.1234),
    "a refusal with a trace": refused(stack="at main"),
    "a refusal without a text": ("ListClusters", 400, {"__type": "ClientException"}),
    "a fault without a fault's status": refused(__type="ServerException"),
    "a refusal under another name": refused(__type="OtherException"),
    "a refusal as a fault": refused(status=500),
}


@pytest.mark.parametrize("name", BAD_ANSWERS)
def test_refuses(name):
    operation, status, answer = BAD_ANSWERS[name]
    named = "ServerException" if answer.get("__type") == "ServerException" else "ClientException"
    headers = HEADERS | {"x-amzn-errortype": named}
    with pytest.raises(AssertionError):
        shapes.check_answer(operation, status, headers, json.dumps(answer))


@pytest.mark.parametrize("body, headers", [
    (b'{"families":[],"families":[]}', HEADERS),
    (b'{"families":[]}', HEADERS | {"content-type": "application/json"}),
    (b'{"families":[]}', HEADERS | {"x-amzn-requestid": "7"}),
], ids=["a member twice", "another content type", "no request ID"])
def test_refuses_bytes_and_headers(body, headers):
    with pytest.raises(AssertionError):
        shapes.check_answer("ListTaskDefinitionFamilies", 200, headers, body)


def test_every_client_of_boto3_is_checked(registry_server, region):
    """Also one that a test makes itself."""
    shapes.SUCCEEDED.discard("ListClusters")
    boto3.client(
        "ecs", region_name=region, endpoint_url=registry_server.url, aws_access_key_id="A",
        aws_secret_access_key="B").list_clusters()
    assert "ListClusters" in shapes.SUCCEEDED


def test_only_what_is_not_the_registry_is_left_unchecked():
    """moto, which is not ours, and the scripted account, which checks its own responses against the models."""
    left = [
        file.relative_to(INTEROP).as_posix() for file in sorted(INTEROP.rglob("*.py"))
        if ".unregister(" in file.read_text()]
    assert left == ["evidence/conftest.py", "evidence/test_scripted_aws.py", "registry/test_shapes.py"]


def test_the_fuzzer_knows_every_operation():
    """Tests/Fuzz/model.json is up to date with botocore and the sources."""
    script = INTEROP.parent / "Fuzz" / "model.py"
    check = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True)
    assert check.returncode == 0, check.stderr


def test_every_operation_answers_under_the_check(registry_server, ecs):
    """Every operation of the registry is called successfully at least once, and its response checked."""
    with raw.Client(registry_server.port) as client:
        there = {name for name in shapes.model().operation_names if client.has(name)}
    assert len(there) >= 15

    shapes.SUCCEEDED.clear()
    container = {"name": "app", "image": "nginx:1", "memory": 64}
    for _ in range(2):
        definition = ecs.register_task_definition(family="web", containerDefinitions=[container])["taskDefinition"]
    ecs.describe_task_definition(taskDefinition="web:2")
    ecs.list_task_definitions()
    ecs.list_task_definition_families()
    resource = {"resourceArn": definition["taskDefinitionArn"]}
    ecs.tag_resource(**resource, tags=[{"key": "a", "value": "b"}])
    ecs.list_tags_for_resource(**resource)
    ecs.untag_resource(**resource, tagKeys=["a"])
    ecs.list_account_settings()

    ecs.create_cluster()
    ecs.describe_clusters()
    ecs.list_clusters()
    ecs.update_cluster(cluster="default", settings=[])
    ecs.update_cluster_settings(cluster="default", settings=[{"name": "containerInsights", "value": "enabled"}])
    ecs.put_cluster_capacity_providers(
        cluster="default", capacityProviders=["FARGATE"], defaultCapacityProviderStrategy=[])

    task = ecs.run_task(taskDefinition="web:2")["tasks"][0]["taskArn"]
    ecs.start_task(taskDefinition="web:2", containerInstances=["i"])
    ecs.list_tasks()
    ecs.describe_tasks(tasks=[task])
    ecs.stop_task(task=task)

    ecs.create_service(serviceName="s", taskDefinition="web:1", desiredCount=1)
    ecs.update_service(service="s", taskDefinition="web:2")
    ecs.list_services()
    ecs.describe_services(services=["s"])
    arn = ecs.list_service_deployments(service="s")["serviceDeployments"][0]["serviceDeploymentArn"]
    deployment = ecs.describe_service_deployments(serviceDeploymentArns=[arn])["serviceDeployments"][0]
    ecs.describe_service_revisions(serviceRevisionArns=[deployment["targetServiceRevision"]["arn"]])

    ecs.create_service(serviceName="x", deploymentController={"type": "EXTERNAL"})
    of_service = {"cluster": "default", "service": "x"}
    task_set = ecs.create_task_set(**of_service, taskDefinition="web:2")["taskSet"]["id"]
    ecs.describe_task_sets(**of_service)
    ecs.update_task_set(**of_service, taskSet=task_set, scale={"value": 100.0, "unit": "PERCENT"})
    ecs.update_service_primary_task_set(**of_service, primaryTaskSet=task_set)
    ecs.delete_task_set(**of_service, taskSet=task_set, force=True)
    for name in ("s", "x"):
        ecs.delete_service(service=name, force=True)
    ecs.create_cluster(clusterName="other")
    ecs.delete_cluster(cluster="other")
    ecs.deregister_task_definition(taskDefinition="web:1")
    ecs.delete_task_definitions(taskDefinitions=["web:1"])

    assert there <= shapes.SUCCEEDED, sorted(there - shapes.SUCCEEDED)
