"""An account in which each revision has at most one reference, and every kind of reference occurs."""

import json

from support.scripted_services import Cluster, Machine, Resources, arn, definition_arn, machine_arn

CLUSTER = arn("ecs", "cluster/main")
RUN_TASK = "arn:aws:states:::ecs:runTask"
# In the year 2100: something changed this recently may change again within the same second, however long the tests
# take.
LATELY = 4_102_444_800


class Ledger:
    """Hands out revisions: one of `web` for each reference that names a revision, and a family for each that does
    not."""

    def __init__(self):
        self.families = {"web": 0}
        # `family:revision` → what refers to it.
        self.used = {}
        self.unused = set()

    def pinned(self, what):
        self.families["web"] += 1
        name = f"web:{self.families['web']}"
        self.used[name] = what
        return name

    def bare(self, what):
        family = f"bare{len(self.families)}"
        self.families[family] = 1
        self.used[f"{family}:1"] = what
        return family

    def free(self):
        self.families["web"] += 1
        self.unused.add(f"web:{self.families['web']}")


def make():
    """The account and the ledger of its revisions. The newest of `web` is the declared one."""
    ledger = Ledger()
    ledger.free()
    resources = Resources(
        families=ledger.families, clusters=clusters(ledger), buses=buses(ledger), schedules=schedules(ledger),
        groups=["default", "empty", "nightly"], pipes=pipes(ledger))
    ledger.free()
    resources.machines = machines(ledger) | {"started": started(ledger)}
    resources.applications, resources.deployments = code_deploy(ledger)
    ledger.families["web"] += 1
    return resources, ledger


def clusters(ledger):
    """Services in two batches, and tasks in two batches and in every state that counts as use."""
    services = {
        "api": {"taskDefinition": ledger.pinned("a service")},
        "idle": {"taskDefinition": ledger.pinned("a service with a desired count of 0"), "desiredCount": 0},
        "leaving": {"taskDefinition": ledger.pinned("a draining service"), "status": "DRAINING"},
        "moving": {
            "taskDefinition": ledger.pinned("a service that moves"),
            "deployments": {
                "1": ("PRIMARY", ledger.pinned("a deployment in flight")),
                "2": ("ACTIVE", ledger.pinned("the deployment that it replaces"))}},
        "external": {
            "controller": "EXTERNAL", "taskSets": {
                "1": ("PRIMARY", ledger.pinned("the primary task set")),
                "2": ("ACTIVE", ledger.pinned("another task set"))}},
        "green": {
            "controller": "CODE_DEPLOY", "taskDefinition": ledger.pinned("a service of CodeDeploy"),
            "taskSets": {"1": ("ACTIVE", ledger.pinned("a task set of CodeDeploy"))}},
        "rolling": {
            "taskDefinition": ledger.pinned("a service in a service deployment"),
            "rollout": "IN_PROGRESS", "currentServiceDeployment": "d1", "currentServiceRevisions": ["r1", "r2"]},
        "returning": {
            "taskDefinition": ledger.pinned("a service that rolls back"),
            "currentServiceDeployment": "d2", "currentServiceRevisions": ["r4"]},
        # Its newest deployment failed, and none is in flight.
        "failed": {"taskDefinition": ledger.pinned("a service whose deployment failed"), "rollout": "FAILED"},
    }
    for number in range(4):
        services[f"zone{number}"] = {"taskDefinition": ledger.pinned(f"one of many services ({number})")}
    for members in services.values():
        if "deployments" not in members and "controller" not in members:
            members["deployments"] = {"1": ("PRIMARY", members["taskDefinition"])}
    main = Cluster(services)
    main.deployments = {
        "d0": {"service": "rolling", "status": "SUCCESSFUL", "source": [], "target": "r1"},
        "d1": {"service": "rolling", "status": "IN_PROGRESS", "source": ["r1", "r2"], "target": "r3"},
        "d3": {"service": "rolling", "status": "PENDING", "source": ["r3"], "target": "r7"},
        "d4": {"service": "rolling", "status": "STOP_REQUESTED", "source": ["r3"], "target": "r8"},
        # Deliberately unordered.
        "d5": {"service": "failed", "status": "SUCCESSFUL", "source": [], "target": "r9", "age": 3},
        "d6": {"service": "failed", "status": "SUCCESSFUL", "source": ["r9"], "target": "r10", "age": 1},
        "d7": {"service": "failed", "status": "SUCCESSFUL", "source": [], "target": "r9", "age": 2},
        "d2": {"service": "returning", "status": "ROLLBACK_IN_PROGRESS", "source": ["r4"], "target": "r5",
               "rollback": "r6"}}
    main.revisions = {
        "r1": ("rolling", ledger.pinned("the source of a service deployment")),
        "r2": ("rolling", ledger.pinned("another source of it")),
        "r3": ("rolling", ledger.pinned("the target of a service deployment")),
        "r4": ("returning", ledger.pinned("what a roll-back comes from")),
        "r5": ("returning", ledger.pinned("what was rolled back")),
        "r6": ("returning", ledger.pinned("the target of a roll-back")),
        "r7": ("rolling", ledger.pinned("the target of one that waits")),
        "r8": ("rolling", ledger.pinned("the target of one that is to stop")),
        # An older one that succeeded: no rollback goes back to it.
        "r9": ("failed", "web:1"),
        "r10": ("failed", ledger.pinned("the last good deployment of a service whose newest failed"))}
    many = ledger.pinned("many tasks")
    batch = Cluster(tasks={f"{number:032x}": {"taskDefinitionArn": many} for number in range(100)})
    batch.tasks |= {
        "f" * 31 + "0": {"taskDefinitionArn": ledger.pinned("a task in the second batch")},
        "f" * 31 + "1": {
            "taskDefinitionArn": ledger.pinned("a task that is to stop"), "desiredStatus": "STOPPED",
            "lastStatus": "DEPROVISIONING"},
        "f" * 31 + "2": {
            "taskDefinitionArn": ledger.pinned("a task that has yet to start"), "lastStatus": "PROVISIONING"},
        # It has stopped: its revision is free.
        "f" * 31 + "3": {"taskDefinitionArn": "web:1", "desiredStatus": "STOPPED", "lastStatus": "STOPPED"}}
    return {"batch": batch, "empty": Cluster(), "main": main}


def ecs_target(identifier, definition):
    """A rule target that runs a task."""
    return {
        "Id": identifier, "Arn": CLUSTER, "RoleArn": "arn:aws:iam::123456789012:role/events",
        "EcsParameters": {"TaskDefinitionArn": definition_arn(definition), "TaskCount": 1}}


def buses(ledger):
    """Rules on several buses, some disabled, one of them with more targets than fit on a page."""
    queue = {"Id": "queue", "Arn": arn("sqs", "jobs")}
    return {
        "default": {
            "disabled": {
                "State": "DISABLED", "targets": [ecs_target("1", ledger.pinned("a disabled rule"))]},
            "enabled": {"targets": [ecs_target("1", ledger.pinned("a rule"))]},
            "starts": {"targets": [{"Id": "1", "Arn": version_arn(1), "RoleArn": "arn:aws:iam::123456789012:role/events"}]},
            "wide": {"targets": [
                queue, {"Id": "log", "Arn": arn("logs", "log-group:/all")},
                ecs_target("3", ledger.pinned("the third target of a rule"))]}},
        "orders": {"placed": {"targets": [ecs_target("1", ledger.pinned("a rule of another bus"))]}},
        "quiet": {},
        "returns": {"asked": {"targets": [queue, ecs_target("2", ledger.bare("a rule that names a family"))]}}}


def target(service, **members):
    """A schedule target."""
    return {"Target": {"Arn": service, "RoleArn": "arn:aws:iam::123456789012:role/scheduler", **members}}


def schedules(ledger):
    """Schedules in two groups: templated and universal targets."""
    universal = "arn:aws:scheduler:::aws-sdk:ecs:"

    def templated(definition):
        return target(CLUSTER, EcsParameters={"TaskDefinitionArn": definition_arn(definition)})

    return {
        ("default", "hourly"): templated(ledger.pinned("a schedule")),
        ("default", "paused"): {"State": "DISABLED"} | templated(ledger.pinned("a disabled schedule")),
        ("default", "function"): target(arn("lambda", "function:run"), Input=json.dumps(
            {"td": definition_arn(ledger.pinned("what a schedule hands a function"))}).replace("/", "\\/")),
        ("default", "queue"): target(arn("sqs", "jobs"), Input='{"not": ["ours", 1]}'),
        ("default", "version"): target(version_arn(3)),
        ("nightly", "any"): templated(ledger.bare("a schedule that names a family")),
        ("nightly", "run"): {"LastModificationDate": LATELY} | target(universal + "runTask", Input=json.dumps(
            {"Cluster": "main", "TaskDefinition": ledger.pinned("a universal target that runs a task")})),
        ("nightly", "start"): target(
            "arn:aws:scheduler:::aws-sdk:sfn:startExecution", Input=json.dumps({"StateMachineArn": version_arn(4)})),
        ("nightly", "update"): target(universal + "updateService", Input=json.dumps({
            "Cluster": "main", "Service": "api",
            "TaskDefinition": definition_arn(ledger.pinned("a universal target that updates a service"))}))}


def pipes(ledger):
    """Pipes that run a task, some stopped; one whose function runs a task; and one that has nothing to do with
    tasks."""
    def runs(definition):
        return {"Target": CLUSTER, "TargetParameters": {
            "EcsTaskParameters": {"TaskDefinitionArn": definition_arn(definition)}}}

    return {
        "any": runs(ledger.bare("a pipe that names a family")),
        "enriched": {
            "Target": arn("sqs", "out"), "Enrichment": arn("lambda", "function:run"), "EnrichmentParameters": {
                "InputTemplate": definition_arn(ledger.pinned("what a pipe hands its enrichment"))}},
        "jobs": runs(ledger.pinned("a pipe")),
        "other": {"Target": arn("sqs", "out")},
        "starts": {"Target": version_arn(5), "Enrichment": version_arn(6)},
        "stopped": {"CurrentState": "STOPPED", "DesiredState": "STOPPED"} | runs(ledger.pinned("a stopped pipe"))}


def runs(definition, resource=RUN_TASK, **more):
    """A state that runs a task."""
    return {
        "Type": "Task", "Resource": resource, "End": True,
        "Parameters": {"Cluster": CLUSTER, "TaskDefinition": definition, **more}}


def machine(state, **more):
    """A definition with one state."""
    return json.dumps({"StartAt": "Run", "States": {"Run": state}} | more)


def machines(ledger):
    """State machines that run tasks in every way that the language allows."""
    branch = json.loads(machine(runs(ledger.pinned("a state within another"), RUN_TASK + ".sync")))
    item = {"ItemProcessor": json.loads(machine(runs(ledger.pinned("a state of a map"))))}
    parallel = {"Type": "Parallel", "Branches": [
        branch, json.loads(machine({"Type": "Map", "End": True} | item))], "End": True}
    jsonata = {
        "Type": "Task", "Resource": RUN_TASK, "End": True,
        "Arguments": {"TaskDefinition": ledger.pinned("a state in JSONata")}}
    sdk = runs(ledger.pinned("a state that calls the SDK"), "arn:aws:states:::aws-sdk:ecs:runTask")
    earlier = machine(runs(ledger.pinned("an execution of an earlier definition")))
    redriven = machine(runs(ledger.pinned("an execution that can be redriven")))
    nothing = machine({"Type": "Pass", "End": True})
    return {
        "any": Machine(machine(runs(ledger.bare("a state machine that names a family")))),
        "jsonata": Machine(machine(jsonata, QueryLanguage="JSONata")),
        "nested": Machine(machine(parallel)),
        "other": Machine(machine({"Type": "Pass", "End": True})),
        "parent": Machine(machine({
            "Type": "Task", "Resource": "arn:aws:states:::states:startExecution", "End": True,
            "Parameters": {"StateMachineArn": version_arn(7)}})),
        "published": Machine(
            machine({"Type": "Pass", "End": True}),
            versions={
                1: machine(runs(definition_arn(ledger.pinned("a published version of a state machine")))),
                2: machine({"Type": "Pass", "End": True}),
                3: machine({"Type": "Pass", "End": True})},
            aliases={"blue": {2: 100}, "green": {1: 50, 2: 50}, "live": {1: 100}}),
        "run": Machine(machine(runs(definition_arn(ledger.pinned("a state machine"))))),
        "sdk": Machine(machine(sdk)),
        "slow": Machine(nothing, executions={
            "new": (1_780_009_000.5, 1_780_008_000.5, nothing),
            "newer": (1_780_009_500.5, 1_780_008_000.5, nothing),
            "old": (1_780_005_000.5, 1_780_000_100.5, earlier)}, ended={
            "FAILED": {"failed": (1_780_000_090.5, 1_780_000_010.5, redriven)}})}


# Version of the state machine `started` → the source in which something names it.
STARTERS = {
    1: "eventBridge", 2: "eventBridge", 3: "scheduler", 4: "scheduler", 5: "pipes", 6: "pipes", 7: "stepFunctions",
    8: "stepFunctions"}


def version_arn(number):
    return f"{machine_arn('started')}:{number}"


def started(ledger):
    """A state machine whose versions have no alias; each is named by something, some by one another."""
    nested = {1: 2, 2: 1, 7: 8, 8: 7}

    def version(number):
        definition = ledger.pinned(f"a version of a state machine that something of {STARTERS[number]} starts ({number})")
        start = {"Next": {
            "Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "End": True,
            "Parameters": {"StateMachineArn": version_arn(nested[number])}}} if number in nested else {}
        return json.dumps({"StartAt": "Run", "States": {"Run": runs(definition)} | start})

    return Machine(machine({"Type": "Pass", "End": True}), versions={number: version(number) for number in STARTERS})


def app_spec(definition):
    """The AppSpec of an ECS deployment."""
    properties = {
        "TaskDefinition": definition_arn(definition),
        "LoadBalancerInfo": {"ContainerName": "app", "ContainerPort": 80}}
    return json.dumps({"version": 0.0, "Resources": [
        {"TargetService": {"Type": "AWS::ECS::Service", "Properties": properties}}]})


def code_deploy(ledger):
    """Groups with a last successful deployment, deployments in progress and a long history; applications of other
    platforms."""
    def last(good, attempted=None):
        def at(identifier, status):
            return {"deploymentId": identifier, "status": status, "createTime": 1_780_000_000.5}
        return {
            "ecsServices": [{"clusterName": "main", "serviceName": "green"}],
            "lastSuccessfulDeployment": at(good, "Succeeded"),
            "lastAttemptedDeployment": at(attempted or good, "InProgress" if attempted else "Succeeded")}

    def deployment(group, status, definition, application="shop"):
        return {
            "applicationName": application, "deploymentGroupName": group, "status": status,
            "content": app_spec(definition)}

    # AppSpecs may be YAML too.
    yaml = "\n".join([
        "version: 0.0", "Resources:", "  - TargetService:", "      Type: AWS::ECS::Service", "      Properties:",
        f"        TaskDefinition: \"{definition_arn(ledger.pinned('the last good deployment of CodeDeploy, in YAML'))}\"",
        "        LoadBalancerInfo: {ContainerName: app, ContainerPort: 80}", ""])
    deployments = {
        "d-NOW": {
            **deployment("web", "InProgress", ledger.pinned("a deployment of CodeDeploy under way")),
            "before": app_spec(ledger.pinned("what a deployment under way would go back to"))},
        "d-WEB": deployment("web", "Succeeded", ledger.pinned("the last good deployment of CodeDeploy")),
        "d-NEXT": deployment("api", "Created", ledger.pinned("a deployment of CodeDeploy that has yet to begin")),
        "d-WAIT": deployment("web", "Ready", ledger.pinned("a deployment of CodeDeploy that waits for its traffic")),
        "d-API": {**deployment("api", "Succeeded", "web:1"), "content": yaml},
        "d-JOBS": deployment("jobs", "Succeeded", ledger.pinned("that of another application"), "works"),
        # Long over: what was deployed before the last successful one is free.
        "d-OLD": deployment("web", "Succeeded", "web:1")}
    # More than fit in one batch; all but the last one deploy the same revision.
    many = ledger.pinned("many deployments of CodeDeploy")
    zoo = {f"g{number:02}": last(f"d-Z{number:02}") for number in range(26)}
    for number, group in enumerate(zoo):
        deployments[f"d-Z{number:02}"] = deployment(group, "Succeeded", many, "zoo")
    deployments["d-Z25"] = deployment(
        "g25", "Succeeded", ledger.pinned("a deployment of CodeDeploy in the second batch"), "zoo")
    server = {"computePlatform": "Server"}
    return {
        "fleet": {"machines": server},
        "shop": {"api": last("d-API"), "web": last("d-WEB", "d-NOW"), "zero": {"ecsServices": []}},
        "works": {"jobs": last("d-JOBS")}, "zoo": zoo}, deployments
