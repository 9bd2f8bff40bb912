"""Task definitions for RegisterTaskDefinition: small ones to build on, and two that together have every member."""

FARGATE = {"requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc"}
SIZE = {"cpu": "256", "memory": "512"}
AWSLOGS = {"logDriver": "awslogs", "options": {"awslogs-region": "r", "awslogs-group": "g"}}
PREFIXED = {"logDriver": "awslogs", "options": AWSLOGS["options"] | {"awslogs-stream-prefix": "p"}}
ROLE = "arn:aws:iam::123456789012:role/execution"
SECRET = {"name": "S", "valueFrom": "/s"}
PROXY = [{"name": name, "value": "1"} for name in ("ProxyIngressPort", "ProxyEgressPort", "AppPorts")]


def app(**members):
    return {"name": "app", "image": "i", "memory": 64} | members


def b(**members):
    return app(name="b", **members)


def with_(*containers, **members):
    return {"family": "web", "containerDefinitions": list(containers) or [app()]} | members


def on_fargate(container=None, **members):
    return with_(container or app(), **FARGATE | SIZE | members)


def awsvpc(**container):
    return with_(app(**container), networkMode="awsvpc")


def port(number, **members):
    return {"containerPort": number, **members}


def mapped(*mappings, **members):
    return with_(app(portMappings=list(mappings)), **members)


def depends(name, condition="START"):
    return [{"containerName": name, "condition": condition}]


def linux(**members):
    return app(linuxParameters=members)


def volume(**members):
    return with_(volumes=[{"name": "v", **members}])


def efs(**members):
    return volume(efsVolumeConfiguration={"fileSystemId": "fs-1", **members})


def proxy(properties, container="app", mode="awsvpc"):
    configuration = {"type": "APPMESH", "containerName": container, "properties": properties}
    return with_(networkMode=mode, proxyConfiguration=configuration)


def health(**members):
    return with_(app(healthCheck={"command": ["CMD", "x"], **members}))


def storage(size, **members):
    return with_(ephemeralStorage={"sizeInGiB": size}, **members)


def tag(key="k", value="v"):
    return {"key": key, "value": value}

ODD_KEYS = {
    "com.example.Ünï-Code/x": "ä \\ \" / \u2028 \U0001f600", "CamelCase": "", "snake_case": "null", "a b": "{}"}

# Each has what the other cannot have as well. Lists to which ECS would add are complete.
ON_EC2 = {
    "family": "everything-on-EC2", "taskRoleArn": ROLE, "executionRoleArn": ROLE, "networkMode": "bridge",
    "pidMode": "host", "ipcMode": "none", "cpu": "1024", "memory": "4096", "enableFaultInjection": True,
    "requiresCompatibilities": ["EC2", "EXTERNAL"],
    "placementConstraints": [{"type": "memberOf", "expression": "attribute:ecs.os-type == linux"}],
    "runtimePlatform": {"cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX"},
    "inferenceAccelerators": [{"deviceName": "eia", "deviceType": "eia2.medium"}],
    "tags": [tag("Key.of/A-team", "Ä ö"), tag("empty", "")],
    "volumes": [
        {"name": "host", "host": {"sourcePath": "/srv"}},
        {"name": "scratch", "host": {}},
        {"name": "docker", "dockerVolumeConfiguration": {
            "scope": "shared", "autoprovision": True, "driver": "local", "driverOpts": ODD_KEYS,
            "labels": ODD_KEYS}},
        {"name": "efs", "efsVolumeConfiguration": {
            "fileSystemId": "fs-1", "rootDirectory": "/", "transitEncryption": "ENABLED",
            "transitEncryptionPort": 2999, "authorizationConfig": {"accessPointId": "fsap-1", "iam": "ENABLED"}}},
        {"name": "s3", "s3filesVolumeConfiguration": {
            "fileSystemArn": "arn:aws:s3files:r:1:fs/1", "rootDirectory": "/x", "transitEncryptionPort": 3000,
            "accessPointArn": "arn:aws:s3files:r:1:ap/1"}},
        {"name": "fsx", "fsxWindowsFileServerVolumeConfiguration": {
            "fileSystemId": "fs-2", "rootDirectory": "\\share", "authorizationConfig": {
                "credentialsParameter": "arn:aws:ssm:r:1:parameter/p", "domain": "example.com"}}},
        {"name": "launch", "configuredAtLaunch": True},
    ],
    "containerDefinitions": [
        {
            "name": "app", "image": "registry.example.com:5000/team/app@sha256:00ff", "cpu": 10, "memory": 512,
            "memoryReservation": 256, "essential": True, "links": ["router:logs"], "startTimeout": 30,
            "stopTimeout": 500, "versionConsistency": "disabled", "hostname": "app", "user": "1000:1000",
            "workingDirectory": "/app", "disableNetworking": False, "privileged": True,
            "readonlyRootFilesystem": True, "interactive": True, "pseudoTerminal": False,
            "repositoryCredentials": {"credentialsParameter": "arn:aws:secretsmanager:r:1:secret:s"},
            "restartPolicy": {"enabled": True, "ignoredExitCodes": [0, 143], "restartAttemptPeriod": 60},
            "entryPoint": ["sh", "-c"], "command": ["a && b", ""],
            "environment": [{"name": "A", "value": "1"}, {"name": "a", "value": ""}],
            "environmentFiles": [{"value": "arn:aws:s3:::bucket/file.env", "type": "s3"}],
            "secrets": [{"name": "S", "valueFrom": "arn:aws:secretsmanager:r:1:secret:s:key::"}, {
                "name": "T", "valueFrom": "/t"}],
            "mountPoints": [
                {"sourceVolume": "host", "containerPath": "/host", "readOnly": True},
                {"sourceVolume": "launch", "containerPath": "/launch", "readOnly": False}],
            "volumesFrom": [{"sourceContainer": "router", "readOnly": True}],
            "dependsOn": [{"containerName": "router", "condition": "START"}],
            "dnsServers": ["1.1.1.1"], "dnsSearchDomains": ["example.com"],
            "extraHosts": [{"hostname": "db", "ipAddress": "10.0.0.1"}],
            "dockerSecurityOptions": ["no-new-privileges", "label:type:x"], "dockerLabels": ODD_KEYS,
            "credentialSpecs": ["credentialspec:arn:aws:s3:::bucket/spec"],
            "ulimits": [{"name": "nofile", "softLimit": 1024, "hardLimit": 2048}],
            "systemControls": [{"namespace": "net.core.somaxconn", "value": "1024"}],
            "resourceRequirements": [{"type": "GPU", "value": "1"}, {"type": "InferenceAccelerator", "value": "eia"}],
            "healthCheck": {
                "command": ["CMD", "x"], "interval": 6, "timeout": 3, "retries": 2, "startPeriod": 0},
            "linuxParameters": {
                "capabilities": {"add": ["SYS_ADMIN"], "drop": ["ALL"]}, "initProcessEnabled": True,
                "devices": [{"hostPath": "/dev/a", "containerPath": "/dev/b", "permissions": ["read", "mknod"]}],
                "sharedMemorySize": 64, "maxSwap": 0, "swappiness": 100,
                "tmpfs": [{"containerPath": "/tmp", "size": 16, "mountOptions": ["rw", "noexec"]}]},
            "portMappings": [
                {"containerPort": 80, "hostPort": 8080, "protocol": "tcp", "name": "web", "appProtocol": "http2"},
                {"containerPortRange": "9000-9100", "protocol": "udp"}],
            "logConfiguration": {
                "logDriver": "awsfirelens", "options": ODD_KEYS, "secretOptions": [SECRET]},
        },
        {
            "name": "router", "image": "router", "cpu": 0, "essential": False, "user": "0",
            "environment": [], "mountPoints": [], "portMappings": [], "systemControls": [], "volumesFrom": [],
            "firelensConfiguration": {
                "type": "fluentbit", "options": {"config-file-type": "s3", "config-file-value": "arn:x"} | ODD_KEYS},
        },
    ],
}

ON_FARGATE = {
    "family": "everything-else-on-Fargate", **FARGATE, **SIZE, "ephemeralStorage": {"sizeInGiB": 100},
    "proxyConfiguration": {"type": "APPMESH", "containerName": "app", "properties": PROXY},
    "containerDefinitions": [{
        "name": "app", "image": "i", "cpu": 0, "essential": True, "environment": [], "mountPoints": [],
        "portMappings": [], "systemControls": [], "volumesFrom": []}],
}

EVERYTHING = {"EC2": ON_EC2, "Fargate": ON_FARGATE}


def paths(shape, path=""):
    """Every member of a shape, at every depth."""
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            yield f"{path}.{name}"
            yield from paths(member, f"{path}.{name}")
    elif shape.type_name == "list":
        yield from paths(shape.member, f"{path}[]")


def filled(value, shape, path=""):
    """Every member that a request fills; fails if the model has no such member."""
    if shape.type_name == "structure":
        for name, member in value.items():
            yield f"{path}.{name}"
            yield from filled(member, shape.members[name], f"{path}.{name}")
    elif shape.type_name == "list":
        for item in value:
            yield from filled(item, shape.member, f"{path}[]")
