"""RegisterTaskDefinition's refusals: text, exception and order, as ECS has them (ecs-api.md, section 2)."""

import pytest

CLIENT = "ClientException"
INVALID = "InvalidParameterException"


def app(**members):
    return {"name": "app", "image": "i", "memory": 64} | members


def with_(*containers, **members):
    return {"family": "web", "containerDefinitions": list(containers) or [app()]} | members


FARGATE = {"requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc"}
AWSLOGS = {"logDriver": "awslogs", "options": {"awslogs-region": "r", "awslogs-group": "g"}}

RULES = {
    "cpu syntax": (with_(cpu="lots"), INVALID, "Invalid 'cpu' setting for task."),
    "family characters": (with_(family="a b"), CLIENT, "Family contains invalid characters."),
    "container name characters": (with_(app(name="a.b")), CLIENT, "Container.name contains invalid characters."),
    "container name": (with_(app(name="")), CLIENT, "Container.name should not be null or empty."),
    "container image": (with_(app(image="")), CLIENT, "Container.image should not be null or empty."),
    "no essential container": (
        with_(app(essential=False)), CLIENT, "Task definition doesn't have any essential container."),
    "dependency missing": (
        with_(app(dependsOn=[{"containerName": "missing", "condition": "START"}])), CLIENT,
        "Cannot depend on container + 'missing' because it does not exist"),
    "dependency cycle": (
        with_(app(dependsOn=[{"containerName": "b", "condition": "START"}]),
              app(name="b", dependsOn=[{"containerName": "app", "condition": "START"}])),
        CLIENT, "Container dependsOn contains a cycle"),
    "dependency healthy": (
        with_(app(dependsOn=[{"containerName": "b", "condition": "HEALTHY"}]), app(name="b")), CLIENT,
        "A dependency container with HEALTHY condition must have health check configured"),
    "dependency success": (
        with_(app(dependsOn=[{"containerName": "b", "condition": "SUCCESS"}]), app(name="b")), CLIENT,
        "A dependency container with SUCCESS or COMPLETE condition cannot be an essential container"),
    "dependency complete": (
        with_(app(dependsOn=[{"containerName": "b", "condition": "COMPLETE"}]), app(name="b")), CLIENT,
        "A dependency container with SUCCESS or COMPLETE condition cannot be an essential container"),
    "fargate network": (
        with_(requiresCompatibilities=["FARGATE"], cpu="256", memory="512"), CLIENT,
        "Fargate only supports network mode ‘awsvpc’."),
    "fargate cpu": (
        with_(memory="512", **FARGATE), CLIENT, "Fargate requires that 'cpu' be defined at the task level."),
    "fargate log role": (
        with_(app(logConfiguration=AWSLOGS), cpu="256", memory="512", **FARGATE), CLIENT,
        "Fargate requires task definition to have execution role ARN to support log driver awslogs."),
    "no memory": (
        with_({"name": "app", "image": "i"}), CLIENT,
        "Invalid setting for container 'app'. At least one of 'memory' or 'memoryReservation' must be specified."),
    "memory below reservation": (
        with_(app(memoryReservation=65)), CLIENT,
        "Invalid setting for container 'app'. 'memory' must be greater than or equal to 'memoryReservation'."),
    "container cpu": (
        with_(app(cpu=200), app(name="b", cpu=57), cpu="256"), CLIENT,
        "The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'."),
    "awsvpc host port": (
        with_(app(portMappings=[{"containerPort": 80, "hostPort": 81}]), networkMode="awsvpc"), CLIENT,
        "When networkMode=awsvpc, the host ports and container ports in port mappings must match."),
    "host host port": (
        with_(app(portMappings=[{"containerPort": 80, "hostPort": 81}]), networkMode="host"), CLIENT,
        "When networkMode=host, the host ports and container ports in port mappings must match."),
    "awslogs options": (
        with_(app(logConfiguration={"logDriver": "awslogs"})), CLIENT,
        "Log driver awslogs requires options: awslogs-region, awslogs-group"),
    "cpu architecture": (with_(runtimePlatform={"cpuArchitecture": "Z80"}), CLIENT, "Invalid CPU architecture"),
    "empty tags": (with_(tags=[]), CLIENT, "Tags can not be empty."),
    "null tag value": (with_(tags=[{"key": "k"}]), CLIENT, "Tag value can not be null."),
}

# Each breaks two rules; the one that ECS looks at first is what it says.
ORDER = {
    "size before family": (with_(cpu="x", family="a b"), INVALID, "Invalid 'cpu' setting for task."),
    "family before containers": (
        with_(app(name=""), family="a b"), CLIENT, "Family contains invalid characters."),
    "containers before essential": (
        with_(app(image="", essential=False)), CLIENT, "Container.image should not be null or empty."),
    "essential before network": (
        with_(app(essential=False), requiresCompatibilities=["FARGATE"]), CLIENT,
        "Task definition doesn't have any essential container."),
    "network before memory": (
        with_({"name": "app", "image": "i"}, requiresCompatibilities=["FARGATE"]), CLIENT,
        "Fargate only supports network mode ‘awsvpc’."),
    "memory before ports": (
        with_({"name": "app", "image": "i", "portMappings": [{"containerPort": 80, "hostPort": 81}]},
              networkMode="host"), CLIENT,
        "Invalid setting for container 'app'. At least one of 'memory' or 'memoryReservation' must be specified."),
    "ports before logs": (
        with_(app(portMappings=[{"containerPort": 80, "hostPort": 81}], logConfiguration={"logDriver": "awslogs"}),
              networkMode="host"), CLIENT,
        "When networkMode=host, the host ports and container ports in port mappings must match."),
}

# The text is the registry's own: the facts name the limit and not the words.
LIMITS = {
    "no containers": {"family": "web", "containerDefinitions": []},
    "eleven containers": with_(*[app(name=f"c{index}") for index in range(11)]),
    "family of 256": with_(family="f" * 256),
    "51 tags": with_(tags=[{"key": f"k{index}", "value": ""} for index in range(51)]),
    "20 GiB of storage": with_(ephemeralStorage={"sizeInGiB": 20}),
    "201 GiB of storage": with_(ephemeralStorage={"sizeInGiB": 201}),
    "no such network mode": with_(networkMode="mesh"),
    "no such log driver": with_(app(logConfiguration={"logDriver": "paper"})),
}


@pytest.mark.parametrize("request_, code, text", (RULES | ORDER).values(), ids=(RULES | ORDER).keys())
def test_says(refusal, request_, code, text):
    assert refusal("register_task_definition", **request_) == (code, text)


@pytest.mark.parametrize("request_", LIMITS.values(), ids=LIMITS.keys())
def test_limits(ecs, refusal, request_):
    assert refusal("register_task_definition", **request_)[0] in (CLIENT, INVALID)
    assert ecs.list_task_definition_families()["families"] == []


@pytest.mark.parametrize("request_", [
    with_(*[app(name=f"c{index}") for index in range(10)]),
    with_(family="f" * 255),
    with_(tags=[{"key": f"k{index}", "value": "ä +-=._:/@"} for index in range(50)]),
    with_(ephemeralStorage={"sizeInGiB": 21}),
    with_({"name": "app", "image": "i"}, memory="512"),
    with_(app(logConfiguration=AWSLOGS), cpu="256", memory="512", executionRoleArn="arn:aws:iam::1:role/r", **FARGATE),
    with_(app(dependsOn=[{"containerName": "b", "condition": "SUCCESS"}]), app(name="b", essential=False)),
], ids=["ten containers", "family of 255", "fifty tags", "21 GiB", "the task's memory", "a role for logs", "success"])
def test_takes(ecs, request_):
    assert ecs.register_task_definition(**request_)["taskDefinition"]["revision"] == 1
