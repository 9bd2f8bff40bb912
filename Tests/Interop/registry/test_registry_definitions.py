"""What RegisterTaskDefinition accepts and returns: every member of botocore's model, without loss.

The members are those of the model: the test fails if a newer botocore adds one that no request here fills.
"""

import copy
import json
import urllib.request

import botocore.session
import pytest

from support.definitions import (
    AWSLOGS, EVERYTHING, FARGATE, ODD_KEYS, ON_EC2, ON_FARGATE, PREFIXED, ROLE, SECRET, SIZE, app, b, depends, efs,
    filled, health, linux, mapped, on_fargate, paths, port, storage, tag, volume, with_)

MODEL = botocore.session.get_session().get_service_model("ecs").operation_model("RegisterTaskDefinition")


def post(url, region, operation, body):
    """The response as it was sent, not parsed by a model."""
    request = urllib.request.Request(url, data=body.encode(), method="POST", headers={
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": f"AmazonEC2ContainerServiceV20141113.{operation}",
        "Authorization": f"AWS4-HMAC-SHA256 Credential=AKIA/20260101/{region}/ecs/aws4_request, "
                         "SignedHeaders=host;x-amz-date, Signature=00"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read())


def test_every_member_of_the_model_is_tried():
    tried = {path for request in EVERYTHING.values() for path in filled(request, MODEL.input_shape)}
    assert set(paths(MODEL.input_shape)) == tried


@pytest.mark.parametrize("sent", EVERYTHING.values(), ids=EVERYTHING.keys())
def test_nothing_is_lost(ecs, sent):
    registered = ecs.register_task_definition(**sent)
    described = ecs.describe_task_definition(taskDefinition=sent["family"], include=["TAGS"])
    for answer in (registered, described):
        members = answer["taskDefinition"] | ({"tags": answer["tags"]} if answer.get("tags") else {})
        assert {name: members.get(name) for name in sent} == sent


def test_given_back_it_can_be_registered_again(ecs):
    """As a pipeline does: describe, change, register. Members that only responses have are ignored."""
    ecs.register_task_definition(**ON_EC2)
    first = ecs.describe_task_definition(taskDefinition=ON_EC2["family"])["taskDefinition"]
    again = {name: first[name] for name in MODEL.input_shape.members if name in first}
    second = ecs.register_task_definition(**again)["taskDefinition"]
    changed = {"revision", "taskDefinitionArn", "registeredAt"}
    assert {k: v for k, v in second.items() if k not in changed} == {
        k: v for k, v in first.items() if k not in changed}


def test_map_keys_and_texts_keep_their_bytes(registry_url, region):
    sent = json.dumps(ON_EC2, ensure_ascii=False)
    answer = post(registry_url, region, "RegisterTaskDefinition", sent)["taskDefinition"]
    container = answer["containerDefinitions"][0]
    docker = answer["volumes"][2]["dockerVolumeConfiguration"]
    for keys in (container["dockerLabels"], container["logConfiguration"]["options"], docker["driverOpts"],
                 docker["labels"], answer["containerDefinitions"][1]["firelensConfiguration"]["options"]):
        assert ODD_KEYS.items() <= keys.items()


def salted(value, extra):
    """The value with additional members in each structure, but not in maps, whose keys are the user's."""
    if isinstance(value, list):
        return [salted(item, extra) for item in value]
    if not isinstance(value, dict) or value == ODD_KEYS or ODD_KEYS.items() <= value.items():
        return value
    return {name: salted(member, extra) for name, member in value.items()} | extra


@pytest.mark.parametrize("extra", [
    {"unknownMember": {"deep": [1, "x", None]}, "Family": "other", "NAME": "other"}, {"": 1}, {"unknownMember": None},
], ids=["unknown", "empty name", "null"])
def test_unknown_members_are_ignored_at_every_depth(registry_url, region, extra):
    plain = post(registry_url, region, "RegisterTaskDefinition", json.dumps(ON_EC2))["taskDefinition"]
    salty = post(registry_url, region, "RegisterTaskDefinition", json.dumps(salted(ON_EC2, extra)))["taskDefinition"]
    for answer in (plain, salty):
        for name in ("revision", "taskDefinitionArn", "registeredAt"):
            del answer[name]
    assert salty == plain


def test_nulls_are_dropped_at_every_depth(registry_url, region):
    """As in JSON from the AWS console: every member of the model is present, and most are null."""

    def complete(value, shape):
        if shape.type_name == "structure":
            return {name: complete(value.get(name), member) for name, member in shape.members.items()} if (
                value is not None) else None
        if shape.type_name == "list" and value is not None:
            return [complete(item, shape.member) for item in value] + [None]
        return value

    sent = copy.deepcopy(ON_FARGATE)
    plain = post(registry_url, region, "RegisterTaskDefinition", json.dumps(sent))["taskDefinition"]
    body = json.dumps(complete(sent, MODEL.input_shape))
    assert body.count("null") > 50
    nulls = post(registry_url, region, "RegisterTaskDefinition", body)["taskDefinition"]
    for answer in (plain, nulls):
        for name in ("revision", "taskDefinitionArn", "registeredAt"):
            del answer[name]
    assert nulls == plain
    assert "null" not in json.dumps(nulls)


def container_of(ecs, request):
    return ecs.register_task_definition(**request)["taskDefinition"]["containerDefinitions"][0]


class TestDefaults:
    def test_of_a_health_check(self, ecs):
        assert container_of(ecs, health())["healthCheck"] == {
            "command": ["CMD", "x"], "interval": 30, "timeout": 5, "retries": 3}

    def test_of_a_router_the_user(self, ecs):
        sender = b(logConfiguration={"logDriver": "awsfirelens"})
        assert container_of(ecs, with_(app(firelensConfiguration={"type": "fluentd"}), sender))["user"] == "0"

    def test_of_an_EFS_volume_the_root_directory(self, ecs):
        volumes = ecs.register_task_definition(**efs())["taskDefinition"]["volumes"]
        assert volumes == [{"name": "v", "efsVolumeConfiguration": {"fileSystemId": "fs-1", "rootDirectory": "/"}}]

    def test_of_whole_numbers_that_the_model_requires(self, ecs):
        assert container_of(ecs, with_(app(ulimits=[{"name": "core"}])))["ulimits"] == [
            {"name": "core", "softLimit": 0, "hardLimit": 0}]

    def test_of_ports_in_a_range(self, ecs):
        assert container_of(ecs, mapped({"containerPortRange": "80-90"}))["portMappings"] == [
            {"containerPortRange": "80-90", "protocol": "tcp"}]

    @pytest.mark.parametrize("sent, kept", [
        (("256", "512"), ("256", "512")), (("0.25 vCPU", "0.5 GB"), ("256", "512")),
        ((".5vcpu", "1gb"), ("512", "1024")), (("16 vCPU", "32 GB"), ("16384", "32768")),
        (("1 VCPU", "2GB"), ("1024", "2048"))], ids=lambda pair: " ".join(pair))
    def test_of_sizes_the_unit(self, ecs, sent, kept):
        definition = ecs.register_task_definition(**with_(cpu=sent[0], memory=sent[1]))["taskDefinition"]
        assert (definition["cpu"], definition["memory"]) == kept


EC2_ONLY = {"EC2", "MANAGED_INSTANCES"}
ANYWHERE = EC2_ONLY | {"FARGATE"}


@pytest.mark.parametrize("request_, expected", [
    (with_(networkMode="awsvpc", **SIZE), ANYWHERE),
    (with_(networkMode="awsvpc", cpu="512", memory="717"), EC2_ONLY),
    (with_(networkMode="awsvpc", ipcMode="host"), EC2_ONLY),
    (with_(networkMode="awsvpc", pidMode="task"), ANYWHERE),
    (with_(app(privileged=True), networkMode="awsvpc"), EC2_ONLY),
    (with_(networkMode="none"), {"EXTERNAL", "EC2"}),
    (with_(runtimePlatform={"operatingSystemFamily": "WINDOWS_SERVER_2022_FULL"}, cpu="512", memory="1024"), {"EC2"}),
    (with_(runtimePlatform={"operatingSystemFamily": "LINUX"}), {"EXTERNAL", "EC2"}),
], ids=["a size that is sold", "another size", "ipc", "pid of the task", "privileged", "no network", "small windows",
        "linux"])
def test_compatibilities(ecs, request_, expected):
    assert set(ecs.register_task_definition(**request_)["taskDefinition"]["compatibilities"]) == expected


OLD = "com.amazonaws.ecs.capability."
NEW = "ecs.capability."
ECR = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1"


def docker(*versions):
    return {f"{OLD}docker-remote-api.{version}" for version in versions}


@pytest.mark.parametrize("request_, expected", [
    (with_(), None),
    (with_(taskRoleArn=ROLE), {OLD + "task-iam-role"}),
    (with_(app(image=ECR)), {OLD + "ecr-auth"}),
    (with_(app(image=ECR), executionRoleArn=ROLE), {OLD + "ecr-auth", NEW + "execution-role-ecr-pull"}),
    (with_(app(image="public.ecr.aws/nginx/nginx:1"), executionRoleArn=ROLE), None),
    (with_(app(logConfiguration=AWSLOGS), executionRoleArn=ROLE),
     {OLD + "logging-driver.awslogs", NEW + "execution-role-awslogs"} | docker("1.19")),
    (with_(app(logConfiguration={"logDriver": "awslogs", "options": AWSLOGS["options"] | {
        "awslogs-create-group": "true", "mode": "non-blocking"}})),
     {OLD + "logging-driver.awslogs"} | docker("1.19", "1.28", "1.29")),
    (with_(app(secrets=[SECRET]), executionRoleArn=ROLE), {NEW + "secrets.ssm.environment-variables"}),
    (with_(app(secrets=[{"name": "S", "valueFrom": "arn:aws:secretsmanager:r:1:secret:s"}]), executionRoleArn=ROLE),
     {NEW + "secrets.asm.environment-variables"}),
    (with_(app(repositoryCredentials={"credentialsParameter": "p"}), executionRoleArn=ROLE),
     {NEW + "private-registry-authentication.secretsmanager"}),
    (with_(app(environmentFiles=[{"type": "s3", "value": "arn:aws:s3:::b/e"}])), {NEW + "env-files.s3"}),
    (with_(app(memoryReservation=32)), docker("1.21")),
    (with_(app(user="1337")), docker("1.17")),
    (with_(app(privileged=True, readonlyRootFilesystem=False)), {OLD + "privileged-container"}),
    (with_(app(dockerSecurityOptions=["label:x"])), {OLD + "selinux"}),
    (with_(linux(tmpfs=[{"containerPath": "/t", "size": 1}])), docker("1.22")),
    (with_(linux(initProcessEnabled=True)), docker("1.25")),
    (health(), {NEW + "container-health-check"} | docker("1.24")),
    (health(startPeriod=0), {NEW + "container-health-check"} | docker("1.29")),
    (with_(app(dependsOn=depends("b")), b()), {NEW + "container-ordering"}),
    (with_(app(firelensConfiguration={"type": "fluentbit", "options": {
        "config-file-type": "file", "config-file-value": "/x"}}), b(logConfiguration={"logDriver": "awsfirelens"})),
     {NEW + "firelens.fluentbit", NEW + "firelens.options.config.file", OLD + "logging-driver.awsfirelens"}
     | docker("1.19")),
    (with_(pidMode="host", ipcMode="host"), {NEW + "pid-ipc-namespace-sharing"} | docker("1.17", "1.18")),
    (efs(), {NEW + "efs"} | docker("1.25")),
    (efs(transitEncryption="DISABLED"), {NEW + "efs", NEW + "efsAuth"} | docker("1.25")),
    (volume(dockerVolumeConfiguration={"driver": "local"}), {NEW + "docker-plugin.local"} | docker("1.25")),
    (on_fargate(proxyConfiguration=ON_FARGATE["proxyConfiguration"]),
     {NEW + "aws-appmesh", NEW + "task-eni"} | docker("1.18")),
    (storage(21, **FARGATE, **SIZE), {NEW + "extensible-ephemeral-storage", NEW + "task-eni"} | docker("1.18")),
], ids=["nothing", "task role", "ECR", "ECR with a role", "ECR in public", "awslogs with a role", "awslogs options",
        "Systems Manager", "Secrets Manager", "private registry", "environment files", "reservation", "user",
        "privileged", "SELinux", "tmpfs", "init", "health", "health start", "ordering", "firelens", "namespaces", "EFS",
        "EFS encryption", "docker volume", "mesh", "storage"])
def test_required_attributes(ecs, request_, expected):
    attributes = ecs.register_task_definition(**request_)["taskDefinition"].get("requiresAttributes")
    assert (attributes and {item["name"] for item in attributes}) == expected
    assert attributes is None or all(set(item) == {"name"} for item in attributes)


TAKEN = {
    "ten containers": with_(*[app(name=f"c{index}") for index in range(10)]),
    "family of 255": with_(family="f" * 255),
    "fifty tags": with_(tags=[tag(f"k{index}", "ä +-=._:/@") for index in range(50)]),
    "21 GiB": storage(21), "200 GiB": storage(200, **FARGATE, **SIZE),
    "the task's memory": with_({"name": "app", "image": "i"}, memory="512"),
    "limits that add up to more than the task's": with_(app(memory=512), b(memory=512), memory="512"),
    "a role for logs": on_fargate(app(logConfiguration=PREFIXED), executionRoleArn=ROLE),
    "a role by its name": with_(taskRoleArn="role", executionRoleArn="role"),
    "success": with_(app(dependsOn=depends("b", "SUCCESS")), b(essential=False)),
    "healthy": with_(app(dependsOn=depends("b", "HEALTHY")), b(healthCheck={"command": ["x"]})),
    "a link": with_(app(links=["b:alias"]), b(links=[])),
    "volumes from another": with_(app(volumesFrom=[{"sourceContainer": "b"}]), b()),
    "nothing, said in lists, with awsvpc": with_(app(
        links=[], dnsServers=[], dnsSearchDomains=[], extraHosts=[], hostname=""), networkMode="awsvpc"),
    "nothing, said in lists, on Fargate": on_fargate(
        app(dockerSecurityOptions=[], privileged=False, linuxParameters={"capabilities": {"add": ["SYS_PTRACE"]},
            "tmpfs": [{"containerPath": "/t", "size": 1}], "initProcessEnabled": True}), placementConstraints=[],
        volumes=[{"name": "v", "host": {}}]),
    "Fargate on Windows": on_fargate(
        cpu="1024", memory="2048", runtimePlatform={"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}),
    "one port, two protocols": mapped(port(53, hostPort=53), port(53, hostPort=53, protocol="udp")),
    "one port, two protocols, awsvpc": mapped(port(53), port(53, protocol="udp"), networkMode="awsvpc"),
    "one port, any two of the host": mapped(port(80), port(80)),
    "a range of one port": mapped({"containerPortRange": "80-80"}),
    "one port name, on a bridge": mapped(port(80, name="a"), port(81, name="a")),
    "a hard limit without end": with_(app(ulimits=[{"name": "core", "softLimit": 5, "hardLimit": -1}])),
    "the bounds of a health check": with_(
        app(healthCheck={"command": ["x"], "interval": 5, "timeout": 2, "retries": 1, "startPeriod": 0}),
        b(healthCheck={"command": ["x"], "interval": 300, "timeout": 60, "retries": 10, "startPeriod": 300})),
    "the bounds of a restart": with_(
        app(restartPolicy={"enabled": True, "restartAttemptPeriod": 60}),
        b(restartPolicy={"enabled": False, "restartAttemptPeriod": 1800, "ignoredExitCodes": list(range(50))})),
    "a long stop on EC2": with_(app(stopTimeout=600)),
    "a volume for nobody": volume(), "a volume without a name": with_(volumes=[{"host": {}}]),
    "an access point": efs(transitEncryption="ENABLED", authorizationConfig={"accessPointId": "fsap-1"}),
    "an image by digest": with_(app(image="public.ecr.aws/a_b/c-d.e@sha256:" + "0" * 64)),
}


@pytest.mark.parametrize("request_", TAKEN.values(), ids=TAKEN.keys())
def test_takes(ecs, request_):
    assert ecs.register_task_definition(**request_)["taskDefinition"]["revision"] == 1
