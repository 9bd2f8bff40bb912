"""RegisterTaskDefinition's refusals: text, exception and order.

There is a table for each part of a definition, and a named case for each rule. TEXTS, which are ECS's own, are
compared word for word; where only the limit is known, OWN_TEXTS has the registry's wording, and only the exception is
checked.
"""

import pytest

from support.definitions import (
    AWSLOGS, FARGATE, PREFIXED, PROXY, ROLE, SECRET, SIZE, app, awsvpc, b, depends, efs, health, linux, mapped,
    on_fargate, port, proxy, storage, tag, volume, with_)

CLIENT = "ClientException"
INVALID = "InvalidParameterException"


def unsupported(member):
    return f"Fargate compatible task definitions do not support {member}"


def not_sold(cpu, memory):
    return (f"No Fargate configuration exists for given values: {cpu} CPU, {memory} memory. "
            "See the Amazon ECS documentation for the valid values.")


NAMES = {
    "cpu syntax": (with_(cpu="lots"), INVALID, "Invalid 'cpu' setting for task."),
    "cpu below 128": (with_(cpu="127"), INVALID, "Invalid 'cpu' setting for task."),
    "memory syntax": (with_(memory="lots"), INVALID, "Invalid 'memory' setting for task."),
    "family characters": (with_(family="a b"), CLIENT, "Family contains invalid characters."),
    "no containers": (
        {"family": "web", "containerDefinitions": []}, CLIENT, "Container list cannot be empty."),
    "eleven containers": (
        with_(*[app(name=f"c{index}") for index in range(11)]), CLIENT, "Too many containers."),
    "container name": (with_(app(name="")), CLIENT, "Container.name should not be null or empty."),
    "container name characters": (with_(app(name="a.b")), CLIENT, "Container.name contains invalid characters."),
    "container name of 256": (with_(app(name="n" * 256)), CLIENT, "Container.name contains invalid characters."),
    "container names twice": (
        with_(app(), app()), CLIENT, "Container names must be unique within a task definition."),
    "container image": (with_(app(image="")), CLIENT, "Container.image should not be null or empty."),
    "container image characters": (
        with_(app(image="<IMAGE1_NAME>")), CLIENT, "Container.image contains invalid characters."),
    "no essential container": (
        with_(app(essential=False)), CLIENT, "Task definition doesn't have any essential container."),
}

DEPENDENCIES = {
    "dependency missing": (
        with_(app(dependsOn=depends("missing"))), CLIENT,
        "Cannot depend on container + 'missing' because it does not exist"),
    "dependency cycle": (
        with_(app(dependsOn=depends("b")), b(dependsOn=depends("app"))), CLIENT,
        "Container dependsOn contains a cycle"),
    "dependency on itself": (with_(app(dependsOn=depends("app"))), CLIENT, "Container dependsOn contains a cycle"),
    "dependency healthy": (
        with_(app(dependsOn=depends("b", "HEALTHY")), b()), CLIENT,
        "A dependency container with HEALTHY condition must have health check configured"),
    "dependency success": (
        with_(app(dependsOn=depends("b", "SUCCESS")), b()), CLIENT,
        "A dependency container with SUCCESS or COMPLETE condition cannot be an essential container"),
    "dependency complete": (
        with_(app(dependsOn=depends("b", "COMPLETE")), b()), CLIENT,
        "A dependency container with SUCCESS or COMPLETE condition cannot be an essential container"),
    "link cycle": (
        with_(app(links=["b:other"]), b(links=["app"])), CLIENT, "Container links should not have a cycle"),
    "volumes from nobody": (
        with_(app(volumesFrom=[{"sourceContainer": "nope"}])), CLIENT,
        "Invalid 'volumesFrom' setting. Unknown container: 'nope'."),
}

NETWORK = {
    "fargate network": (
        with_(requiresCompatibilities=["FARGATE"], **SIZE), CLIENT,
        "Fargate only supports network mode ‘awsvpc’."),
    "awsvpc links": (
        with_(app(links=["b"]), b(), networkMode="awsvpc"), CLIENT,
        "Links are not supported when networkMode=awsvpc."),
    "awsvpc hostname": (
        awsvpc(hostname="h"), CLIENT, "hostname is not supported on container when networkMode=awsvpc."),
    "awsvpc DNS servers": (
        awsvpc(dnsServers=["1.1.1.1"]), CLIENT,
        "DNS servers are not supported on container when networkMode=awsvpc."),
    "awsvpc extra hosts": (
        awsvpc(extraHosts=[{"hostname": "h", "ipAddress": "1.1.1.1"}]), CLIENT,
        "Extra hosts are not supported on container when networkMode=awsvpc."),
    "awsvpc without networking": (
        awsvpc(disableNetworking=True), CLIENT,
        "Disable Networking is not supported on container when networkMode=awsvpc."),
    "proxy on a bridge": (
        proxy(PROXY, mode="bridge"), CLIENT, "APPMESH proxy configuration is only supported in networkMode=awsvpc"),
    "proxy without its container": (proxy(PROXY, "envoy"), CLIENT, "Proxy container [envoy] does not exist."),
    "proxy without a port": (proxy(PROXY[1:]), CLIENT, "Ingress port not found"),
}

ON_FARGATE = {
    "fargate cpu": (
        with_(memory="512", **FARGATE), CLIENT, "Fargate requires that 'cpu' be defined at the task level."),
    "fargate combination": (on_fargate(memory="4096"), CLIENT, not_sold(256, 4096)),
    "fargate on windows": (
        on_fargate(cpu="512", memory="2048", runtimePlatform={"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}),
        CLIENT, not_sold(512, 2048)),
    "fargate pid mode": (
        on_fargate(pidMode="host"), CLIENT,
        "Tasks using the Fargate launch type do not support pidMode 'host'. "
        "The supported value for pidMode is 'task'."),
    "fargate ipc mode": (on_fargate(ipcMode="task"), CLIENT, unsupported("ipcMode")),
    "fargate constraints": (
        on_fargate(placementConstraints=[{"type": "memberOf", "expression": "x"}]), CLIENT,
        unsupported("constraints")),
    "fargate source path": (
        on_fargate(volumes=[{"name": "v", "host": {"sourcePath": "/v"}}]), CLIENT, unsupported("sourcePath")),
    "fargate docker volume": (
        on_fargate(volumes=[{"name": "v", "dockerVolumeConfiguration": {"scope": "task"}}]), CLIENT,
        unsupported("dockerVolumeConfiguration")),
    "fargate privileged": (
        on_fargate(app(privileged=True)), CLIENT,
        "Fargate requires that the ‘privileged’ setting be ‘false’ at the container level."),
    "fargate security options": (
        on_fargate(app(dockerSecurityOptions=["no-new-privileges"])), CLIENT, unsupported("dockerSecurityOptions")),
    "fargate GPU": (
        on_fargate(app(resourceRequirements=[{"type": "GPU", "value": "1"}])), CLIENT,
        "Tasks using the Fargate launch type do not support GPU resource requirements."),
    "fargate log driver": (
        on_fargate(app(logConfiguration={"logDriver": "json-file"})), CLIENT,
        "json-file is not a valid log driver. Must be one of [awslogs,splunk,awsfirelens]"),
    "fargate devices": (on_fargate(linux(devices=[{"hostPath": "/dev/x"}])), CLIENT, unsupported("devices")),
    "fargate shared memory": (on_fargate(linux(sharedMemorySize=64)), CLIENT, unsupported("sharedMemorySize")),
    "fargate swap": (on_fargate(linux(maxSwap=64)), CLIENT, unsupported("maxSwap")),
    "fargate capabilities": (
        on_fargate(linux(capabilities={"add": ["SYS_PTRACE", "NET_ADMIN"]})), CLIENT,
        "NET_ADMIN is not allowed on Fargate."),
    "fargate log role": (
        on_fargate(app(logConfiguration=PREFIXED)), CLIENT,
        "Fargate requires task definition to have execution role ARN to support log driver awslogs."),
    "fargate log stream": (
        on_fargate(app(logConfiguration=AWSLOGS), executionRoleArn=ROLE), CLIENT,
        "Fargate requires log configuration options to include awslogs-stream-prefix to support log driver awslogs."),
    "fargate ECR role": (
        on_fargate(app(image="123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1")), CLIENT,
        "Fargate requires task definition to have execution role ARN to support ECR images."),
}

MEMORY = {
    "no memory": (
        with_({"name": "app", "image": "i"}), CLIENT,
        "Invalid setting for container 'app'. At least one of 'memory' or 'memoryReservation' must be specified."),
    "memory below reservation": (
        with_(app(memoryReservation=65)), CLIENT,
        "Invalid setting for container 'app'. 'memory' must be greater than or equal to 'memoryReservation'."),
    "memory above the task's": (
        with_(app(memory=513), memory="512"), CLIENT,
        "The 'memory' setting for container 'app' is greater than for the task."),
    "reservations above the task's": (
        with_(app(memory=300, memoryReservation=300), b(memory=300, memoryReservation=213), memory="512"), CLIENT,
        "The sum of all container 'memoryReservation' values cannot be greater than the value of the task 'memory'."),
    "container cpu": (
        with_(app(cpu=200), b(cpu=57), cpu="256"), CLIENT,
        "The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'."),
}

RANGE_AND_PORT = "Invalid port mapping for container 'app', cannot specify both single port and port range."

PORTS = {
    "no port": (mapped({"hostPort": 80}), CLIENT, "Invalid 'containerPort' setting for container 'app'."),
    "port 0": (mapped(port(0)), CLIENT, "Invalid 'containerPort' setting for container 'app'."),
    "port 65536": (mapped(port(65536)), CLIENT, "Invalid 'containerPort' setting for container 'app'."),
    "awsvpc host port": (
        mapped(port(80, hostPort=81), networkMode="awsvpc"), CLIENT,
        "When networkMode=awsvpc, the host ports and container ports in port mappings must match."),
    "host host port": (
        mapped(port(80, hostPort=81), networkMode="host"), CLIENT,
        "When networkMode=host, the host ports and container ports in port mappings must match."),
    "port and range": (mapped(port(80, containerPortRange="80-90")), CLIENT, RANGE_AND_PORT),
    "host port and range": (mapped({"hostPort": 80, "containerPortRange": "80-90"}), CLIENT, RANGE_AND_PORT),
    "range backwards": (
        mapped({"containerPortRange": "90-80"}), CLIENT,
        "Invalid 'containerPortRange' setting for container 'app'."),
    "range of one number": (
        mapped({"containerPortRange": "80"}), CLIENT, "Invalid 'containerPortRange' setting for container 'app'."),
    "host port twice": (
        mapped(port(80, hostPort=3000), port(81, hostPort=3000)), CLIENT,
        "TCP host port '3000' is mapped multiple times in task."),
    "host's own port twice": (
        mapped(port(80, protocol="udp"), port(80, protocol="udp"), networkMode="host"), CLIENT,
        "UDP host port '80' is mapped multiple times in task."),
    "container port twice": (
        mapped({"containerPortRange": "8080-8085"}, port(8085), networkMode="awsvpc"), CLIENT,
        "TCP container port '8085' is used multiple times in task when networkMode=awsvpc."),
    "port name twice": (
        mapped(port(80, name="http"), port(81, name="http"), networkMode="awsvpc"), CLIENT,
        "When networkMode=awsvpc, port mapping name is already used"),
}

LOGS = {
    "awslogs options": (
        with_(app(logConfiguration={"logDriver": "awslogs"})), CLIENT,
        "Log driver awslogs requires options: awslogs-region, awslogs-group"),
    "awslogs group": (
        with_(app(logConfiguration={"logDriver": "awslogs", "options": {"awslogs-region": "r"}})), CLIENT,
        "Log driver awslogs requires options: awslogs-group"),
    "no router": (
        with_(app(logConfiguration={"logDriver": "awsfirelens"})), CLIENT,
        "When awsfirelens log driver is specified in log configuration, a firelens configuration object must be "
        "configured in one of the containers."),
    "a router for nobody": (
        with_(app(firelensConfiguration={"type": "fluentbit"})), CLIENT,
        "When a firelensConfiguration object is specified, at least one container has to be configured with the "
        "awsfirelens log driver."),
}

ENVIRONMENT = {
    "eleven files": (
        with_(app(environmentFiles=[{"type": "s3", "value": "arn:aws:s3:::b/e"}] * 11)), CLIENT,
        "The maximum number of environment files was exceeded. Specify ten or less and try again."),
    "a file that is no ARN": (
        with_(app(environmentFiles=[{"type": "s3", "value": "s3://b/e"}])), CLIENT, "Invalid arn syntax."),
    "secret twice": (
        with_(app(secrets=[SECRET, SECRET]), executionRoleArn=ROLE), CLIENT,
        "Duplicate secret names found: S. Each secret name must be unique."),
    "secret and variable": (
        with_(app(secrets=[SECRET], environment=[{"name": "S", "value": "v"}]), executionRoleArn=ROLE), CLIENT,
        "The secret name must be unique and not shared with any new or existing environment variables set on the "
        "container, such as 'S'."),
    "secret without a role": (
        with_(app(secrets=[SECRET])), CLIENT,
        "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'."),
    "private registry without a role": (
        with_(app(repositoryCredentials={"credentialsParameter": "p"})), CLIENT,
        "Private repository authentication requires that the task definition specify a value for executionRoleArn."),
}

LIMITS = {
    "health interval": (
        health(interval=301), CLIENT,
        "Health check interval must be less than or equal to the maximum allowed value 300 for container 'app'"),
    "health timeout": (
        health(timeout=61), CLIENT,
        "Health check timeout must be less than or equal to the maximum allowed value 60 for container 'app'"),
    "health retries": (
        health(retries=11), CLIENT,
        "Health check retries must be less than or equal to the maximum allowed value 10 for container 'app'"),
    "health start": (
        health(startPeriod=301), CLIENT,
        "Health check startPeriod must be less than or equal to the maximum allowed value 300 for container 'app'"),
    "restart period": (
        with_(app(restartPolicy={"enabled": True, "restartAttemptPeriod": 59})), CLIENT,
        "The 'restartAttemptPeriod' setting for container 'app' must be between 60 and 1800."),
    "ulimit": (
        with_(app(ulimits=[{"name": "nofile", "softLimit": 2, "hardLimit": 1}])), CLIENT,
        "Soft limit exceeds hard limit for ulimit nofile"),
    "tmpfs of nothing": (
        with_(linux(tmpfs=[{"containerPath": "/t", "size": 0}])), CLIENT,
        "The container has an invalid tmpfs size value specified. It must be a non-zero, non-negative integer."),
    "cpu architecture": (with_(runtimePlatform={"cpuArchitecture": "Z80"}), CLIENT, "Invalid CPU architecture"),
}

VOLUMES = {
    "volume name": (
        with_(volumes=[{"name": "a.b"}]), CLIENT, "volume.name contains invalid characters."),
    "blank source path": (volume(host={"sourcePath": ""}), CLIENT, "host.sourcePath should not be blank."),
    "blank docker driver": (
        volume(dockerVolumeConfiguration={"driver": ""}), CLIENT,
        "volume.dockerVolumeConfiguration.driver should not be null or empty."),
    "two kinds of volume": (
        efs() | {"volumes": [{"name": "v", "host": {"sourcePath": "/v"},
                              "efsVolumeConfiguration": {"fileSystemId": "fs-1"}}]}, CLIENT,
        "When the volume parameter is specified, only one volume configuration type should be used."),
    "EFS signed in clear": (
        efs(authorizationConfig={"iam": "ENABLED"}), CLIENT,
        "EFS IAM authorization requires TransitEncryption to be enabled."),
    "EFS port in clear": (
        efs(transitEncryptionPort=2999), CLIENT,
        "TransitEncryptionPort requires that TransitEncryption is enabled."),
    "EFS access point and folder": (
        efs(rootDirectory="/x", transitEncryption="ENABLED", authorizationConfig={"accessPointId": "fsap-1"}), CLIENT,
        'When using an EFS access point, the root directory must either be set to "/" or be omitted.'),
    "mount of nothing": (
        with_(app(mountPoints=[{"sourceVolume": "nope", "containerPath": "/v"}])), CLIENT, "Unknown volume 'nope'."),
    "mount without a volume": (
        with_(app(mountPoints=[{"containerPath": "/v"}])), CLIENT, "Unknown volume 'null'."),
    "launch volume for nobody": (
        volume(configuredAtLaunch=True), CLIENT, "Volumes [v] are not referenced by any of the containers"),
    "20 GiB of storage": (storage(20, **FARGATE, **SIZE), CLIENT, "EphemeralStorage size should be at least 21"),
    "201 GiB of storage": (storage(201, **FARGATE, **SIZE), CLIENT, "EphemeralStorage size should be at most 200"),
    "storage on EC2": (
        storage(21, requiresCompatibilities=["EC2"]), CLIENT,
        "Tasks using the EC2 launch type do not support EphemeralStorage."),
}

TAGS = {
    "empty tags": (with_(tags=[]), CLIENT, "Tags can not be empty."),
    "null tag value": (with_(tags=[{"key": "k"}]), CLIENT, "Tag value can not be null."),
    "AWS's own tag": (with_(tags=[tag("AWS:x")]), INVALID, "Tag key must not start with aws:"),
}

TEXTS = (NAMES | DEPENDENCIES | NETWORK | ON_FARGATE | MEMORY | PORTS | LOGS | ENVIRONMENT | LIMITS | VOLUMES | TAGS)

# Each breaks two rules; the message is about the one that ECS checks first.
ORDER = {
    "size before family": (with_(cpu="x", family="a b"), INVALID, "Invalid 'cpu' setting for task."),
    "family before containers": (
        with_(app(name=""), family="a b"), CLIENT, "Family contains invalid characters."),
    "containers before essential": (
        with_(app(image="", essential=False)), CLIENT, "Container.image should not be null or empty."),
    "essential before dependencies": (
        with_(app(essential=False, dependsOn=depends("missing"))), CLIENT,
        "Task definition doesn't have any essential container."),
    "essential before network": (
        with_(app(essential=False), requiresCompatibilities=["FARGATE"]), CLIENT,
        "Task definition doesn't have any essential container."),
    "network before sizes": (
        with_(requiresCompatibilities=["FARGATE"]), CLIENT, "Fargate only supports network mode ‘awsvpc’."),
    "network before memory": (
        with_({"name": "app", "image": "i"}, requiresCompatibilities=["FARGATE"]), CLIENT,
        "Fargate only supports network mode ‘awsvpc’."),
    "memory before ports": (
        with_({"name": "app", "image": "i", "portMappings": [port(80, hostPort=81)]}, networkMode="host"), CLIENT,
        "Invalid setting for container 'app'. At least one of 'memory' or 'memoryReservation' must be specified."),
    "ports before logs": (
        mapped(port(80, hostPort=81), networkMode="host")
        | {"containerDefinitions": [app(
            portMappings=[port(80, hostPort=81)], logConfiguration={"logDriver": "awslogs"})]}, CLIENT,
        "When networkMode=host, the host ports and container ports in port mappings must match."),
    "logs before volumes": (
        with_(app(logConfiguration={"logDriver": "awslogs"},
                  mountPoints=[{"sourceVolume": "nope", "containerPath": "/v"}])), CLIENT,
        "Log driver awslogs requires options: awslogs-region, awslogs-group"),
    "volumes before tags": (
        with_(app(mountPoints=[{"sourceVolume": "nope", "containerPath": "/v"}]), tags=[]), CLIENT,
        "Unknown volume 'nope'."),
}

# Members that the model requires, one by one.
REQUIRED = {
    "repositoryCredentials.credentialsParameter": with_(app(repositoryCredentials={})),
    "environmentFile.value": with_(app(environmentFiles=[{"type": "s3"}])),
    "environmentFile.type": with_(app(environmentFiles=[{"value": "arn:aws:s3:::b/e"}])),
    "secret.name": with_(app(secrets=[{"valueFrom": "/s"}])),
    "secret.valueFrom": with_(app(secrets=[{"name": "S"}])),
    "logConfiguration.secretOption.name": with_(
        app(logConfiguration=AWSLOGS | {"secretOptions": [{"valueFrom": "/s"}]})),
    "logConfiguration.secretOption.valueFrom": with_(
        app(logConfiguration=AWSLOGS | {"secretOptions": [{"name": "S"}]})),
    "extraHost.hostname": with_(app(extraHosts=[{"ipAddress": "1.1.1.1"}])),
    "extraHost.ipAddress": with_(app(extraHosts=[{"hostname": "h"}])),
    "ulimit.name": with_(app(ulimits=[{"softLimit": 1, "hardLimit": 1}])),
    "resourceRequirement.type": with_(app(resourceRequirements=[{"value": "1"}])),
    "resourceRequirement.value": with_(app(resourceRequirements=[{"type": "GPU"}])),
    "restartPolicy.enabled": with_(app(restartPolicy={})),
    "healthCheck.command": with_(app(healthCheck={})),
    "firelensConfiguration.type": with_(app(firelensConfiguration={})),
    "linuxParameters.device.hostPath": with_(linux(devices=[{"containerPath": "/dev/x"}])),
    "linuxParameters.tmpfs.containerPath": with_(linux(tmpfs=[{"size": 1}])),
    "proxyConfiguration.containerName": with_(proxyConfiguration={"type": "APPMESH"}, networkMode="awsvpc"),
    "inferenceAccelerator.deviceName": with_(inferenceAccelerators=[{"deviceType": "t"}]),
    "inferenceAccelerator.deviceType": with_(inferenceAccelerators=[{"deviceName": "n"}]),
    "mountPoint.containerPath": with_(app(mountPoints=[{"sourceVolume": "v"}]), volumes=[{"name": "v"}]),
    "volume.efsVolumeConfiguration.fileSystemId": volume(efsVolumeConfiguration={}),
    "volume.s3filesVolumeConfiguration.fileSystemArn": volume(s3filesVolumeConfiguration={}),
    "volume.fsxWindowsFileServerVolumeConfiguration.fileSystemId": volume(
        fsxWindowsFileServerVolumeConfiguration={}),
    "volume.fsxWindowsFileServerVolumeConfiguration.rootDirectory": volume(
        fsxWindowsFileServerVolumeConfiguration={"fileSystemId": "fs-1"}),
    "volume.fsxWindowsFileServerVolumeConfiguration.authorizationConfig": volume(
        fsxWindowsFileServerVolumeConfiguration={"fileSystemId": "fs-1", "rootDirectory": "/"}),
    "volume.fsxWindowsFileServerVolumeConfiguration.authorizationConfig.credentialsParameter": volume(
        fsxWindowsFileServerVolumeConfiguration={
            "fileSystemId": "fs-1", "rootDirectory": "/", "authorizationConfig": {"domain": "d"}}),
    "volume.fsxWindowsFileServerVolumeConfiguration.authorizationConfig.domain": volume(
        fsxWindowsFileServerVolumeConfiguration={
            "fileSystemId": "fs-1", "rootDirectory": "/", "authorizationConfig": {"credentialsParameter": "p"}}),
}

# Enums. Those of processors have ECS's own text, above.
WORDS = {
    "requiresCompatibilities": with_(requiresCompatibilities=["MOON"]),
    "networkMode": with_(networkMode="MOON"),
    "pidMode": with_(pidMode="MOON"),
    "ipcMode": with_(ipcMode="MOON"),
    "proxyConfiguration.type": with_(proxyConfiguration={"type": "MOON", "containerName": "app"}),
    "placementConstraints.type": with_(placementConstraints=[{"type": "MOON"}]),
    "operatingSystemFamily": with_(runtimePlatform={"operatingSystemFamily": "MOON"}),
    "protocol": mapped(port(80, protocol="MOON")),
    "appProtocol": mapped(port(80, appProtocol="MOON")),
    "environmentFiles.type": with_(app(environmentFiles=[{"type": "MOON", "value": "arn:"}])),
    "ulimits.name": with_(app(ulimits=[{"name": "MOON", "softLimit": 1, "hardLimit": 1}])),
    "resourceRequirements.type": with_(app(resourceRequirements=[{"type": "MOON", "value": "1"}])),
    "devices.permissions": with_(linux(devices=[{"hostPath": "/x", "permissions": ["MOON"]}])),
    "versionConsistency": with_(app(versionConsistency="MOON")),
    "firelensConfiguration.type": with_(app(firelensConfiguration={"type": "MOON"})),
    "logDriver": with_(app(logConfiguration={"logDriver": "MOON"})),
    "condition": with_(app(dependsOn=depends("b", "MOON")), b()),
    "dockerVolumeConfiguration.scope": volume(dockerVolumeConfiguration={"scope": "MOON"}),
    "efsVolumeConfiguration.transitEncryption": efs(transitEncryption="MOON"),
    "efsVolumeConfiguration.authorizationConfig.iam": efs(authorizationConfig={"iam": "MOON"}),
}

# The limit is known; the wording is the registry's own.
OWN_TEXTS = {
    "family": with_(family=""),
    "family of 256": with_(family="f" * 256),
    "link to nobody": with_(app(links=["nope"])),
    "awsvpc outside": with_(networkMode="awsvpc", requiresCompatibilities=["EXTERNAL"]),
    "awsvpc search domains": awsvpc(dnsSearchDomains=["d"]),
    "proxy without egress": proxy(PROXY[:1] + PROXY[2:]),
    "proxy without application": proxy(PROXY[:2]),
    "fargate memory": with_(cpu="256", **FARGATE),
    "fargate swappiness": on_fargate(linux(swappiness=1)),
    "fargate stop timeout": on_fargate(app(stopTimeout=121)),
    "memory of nothing": with_(app(memory=0)),
    "cpu below nothing": with_(app(cpu=-1)),
    "ports without a network": mapped(port(80), networkMode="none"),
    "host port 65536": mapped(port(80, hostPort=65536)),
    "log without a driver": with_(app(logConfiguration={})),
    "health interval of 4": health(interval=4),
    "health timeout of 1": health(timeout=1),
    "health retries of 0": health(retries=0),
    "health start of -1": health(startPeriod=-1),
    "51 exit codes": with_(app(restartPolicy={"enabled": True, "ignoredExitCodes": list(range(51))})),
    "swap below nothing": with_(linux(maxSwap=-1)),
    "swappiness of 101": with_(linux(swappiness=101)),
    "volume twice": with_(volumes=[{"name": "v"}, {"name": "v"}]),
    "EFS access point in clear": efs(authorizationConfig={"accessPointId": "fsap-1"}),
    "51 tags": with_(tags=[tag(f"k{index}") for index in range(51)]),
    "tag twice": with_(tags=[tag(), tag()]),
    "tag key of 129": with_(tags=[tag("k" * 129)]),
    "tag value of 257": with_(tags=[tag(value="v" * 257)]),
    "tag with a star": with_(tags=[tag("*")]),
}


@pytest.mark.parametrize("request_, code, text", (TEXTS | ORDER).values(), ids=(TEXTS | ORDER).keys())
def test_says(refusal, request_, code, text):
    assert refusal("register_task_definition", **request_) == (code, text)


@pytest.mark.parametrize("member, request_", REQUIRED.items(), ids=REQUIRED.keys())
def test_requires(refusal, member, request_):
    assert refusal("register_task_definition", **request_) == (CLIENT, f"{member} should not be null or empty.")


@pytest.mark.parametrize("member, request_", WORDS.items(), ids=WORDS.keys())
def test_knows_the_words(refusal, member, request_):
    code, text = refusal("register_task_definition", **request_)
    assert code == CLIENT
    assert text.startswith(f"MOON is not a valid value for {member}. The value must be one of [[")


@pytest.mark.parametrize("request_", OWN_TEXTS.values(), ids=OWN_TEXTS.keys())
def test_limits(ecs, refusal, request_):
    assert refusal("register_task_definition", **request_)[0] in (CLIENT, INVALID)
    assert ecs.list_task_definition_families()["families"] == []
