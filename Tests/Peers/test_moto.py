"""plan and apply against moto, which somebody else wrote, as against a real account."""

import json
import urllib.request

import botocore.session
import pytest
from moto.server import ThreadedMotoServer

import driver
import shapes


@pytest.fixture(scope="module")
def moto():
    """moto's address."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def clients(moto):
    """Clients of a fresh account."""
    session = botocore.session.Session()
    # moto's answers are not ours to check.
    session.unregister("before-parse.ecs", shapes.check_body)

    def make(service):
        return session.create_client(
            service, region_name="us-east-1", endpoint_url=moto, aws_access_key_id="AKIAEXAMPLE",
            aws_secret_access_key="example")

    control(moto, "reset", {})
    # Left to itself, moto ends a task after it was described a few times.
    control(moto, "state-manager/set-transition", {
        "model_name": "ecs::task", "transition": {"progression": "manual", "times": 1_000_000}})
    return make


def control(moto, path, body):
    """Tells moto something about itself."""
    request = urllib.request.Request(
        f"{moto}/moto-api/{path}", data=json.dumps(body).encode(), headers={"Content-Type": "application/json"},
        method="POST")
    urllib.request.urlopen(request, timeout=10).read()


@pytest.fixture
def ecs(clients):
    """web:1 to web:5, of which a service runs 2 and a task 3."""
    ecs = clients("ecs")
    container = {"name": "app", "image": "nginx:1", "memory": 64}
    for _ in range(5):
        ecs.register_task_definition(family="web", containerDefinitions=[container])
    ecs.create_cluster(clusterName="main")
    ecs.create_service(cluster="main", serviceName="api", taskDefinition="web:2", desiredCount=1)
    subnet = clients("ec2").describe_subnets()["Subnets"][0]["SubnetId"]
    ecs.run_task(
        cluster="main", taskDefinition="web:3", launchType="FARGATE",
        networkConfiguration={"awsvpcConfiguration": {"subnets": [subnet]}})
    return ecs


def test_plan_and_apply(program, tmp_path, moto, ecs):
    # moto knows no service deployments.
    driver.write(
        tmp_path / "roster.yaml",
        driver.CONFIGURATION + "  references: {serviceDeployments: {waived: moto has none}}\n")
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


def test_without_credentials_nothing_is_sent(program, tmp_path, moto):
    driver.write(tmp_path / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    result = driver.run(
        program, tmp_path, "plan", "--registry", "aws", "--endpoint-url", moto, "--region", "us-east-1",
        AWS_ACCESS_KEY_ID="", AWS_SECRET_ACCESS_KEY="")
    assert result.returncode == 1
    assert "AWS_ACCESS_KEY_ID" in result.stderr
