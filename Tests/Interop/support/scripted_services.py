"""The responses of one account's services: ECS, EventBridge, Scheduler, Pipes, Step Functions, CodeDeploy and STS.

An account is declared as plain data, and each response is computed from it anew. Pages are shorter than clients
request, as those of real services may be.
"""

import base64
import dataclasses
import functools
import hashlib
import json
import operator
import time

ACCOUNT = "123456789012"
REGION = "eu-west-1"
TIME = 1_780_000_000.5


def arn(service, resource):
    """The ARN of a resource in the account."""
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{resource}"


def definition_arn(name):
    """The ARN of `web:1`, or of a family."""
    return arn("ecs", f"task-definition/{name}")


class Refusal(Exception):
    """An error response."""

    def __init__(self, code, message="", status=400, headers=None):
        super().__init__(code, message)
        self.code, self.message, self.status, self.headers = code, message, status, headers or {}


@dataclasses.dataclass
class Cluster:
    """Services and tasks by name: the members of a description, except those that follow from the names."""

    services: dict = dataclasses.field(default_factory=dict)
    tasks: dict = dataclasses.field(default_factory=dict)
    # Of a service, by ID: the members of its service deployments; and of its service revisions: the task definition.
    deployments: dict = dataclasses.field(default_factory=dict)
    revisions: dict = dataclasses.field(default_factory=dict)


@dataclasses.dataclass
class Machine:
    """A state machine: its definition, those of its published versions, and its aliases' versions with their
    weights.

    For each running execution: when it started, when the machine was last changed by then, and the definition. The
    same, by status, for executions that ended an hour ago.
    """

    definition: str
    versions: dict = dataclasses.field(default_factory=dict)
    aliases: dict = dataclasses.field(default_factory=dict)
    executions: dict = dataclasses.field(default_factory=dict)
    ended: dict = dataclasses.field(default_factory=dict)


@dataclasses.dataclass
class Resources:
    """Everything in the account; fields are empty by default."""

    # Family → number of revisions; all ACTIVE at first.
    families: dict = dataclasses.field(default_factory=dict)
    clusters: dict = dataclasses.field(default_factory=dict)
    # Bus → rule → its State and its targets, in the format of ListTargetsByRule.
    buses: dict = dataclasses.field(default_factory=lambda: {"default": {}})
    # (group, name) → members of GetSchedule; and groups without schedules.
    schedules: dict = dataclasses.field(default_factory=dict)
    groups: list = dataclasses.field(default_factory=lambda: ["default"])
    pipes: dict = dataclasses.field(default_factory=dict)
    machines: dict = dataclasses.field(default_factory=dict)
    # Application → group → members of a deployment group; the deployments by ID, newest first.
    applications: dict = dataclasses.field(default_factory=dict)
    deployments: dict = dataclasses.field(default_factory=dict)


class Services:
    """The responses, computed from an account's resources and what was deregistered since."""

    def __init__(self, resources, page=2, pages=None):
        self.has = resources
        self.page, self.pages = page, pages or {}
        self.inactive = set()

    def answer(self, service, operation, request):
        """The response to a call, before it is encoded as JSON.

        - service: as in an ARN and in a signature; request: the members by their names in the model.
        """
        call = getattr(self, f"{service}_{operation}", None)
        if call is None:
            raise Refusal("UnknownOperationException", f"{service} has no {operation}")
        return call(request)

    # Pages. A token holds where its page begins, and is valid only for the list that issued it.

    def paged(self, operation, member, items, request, token="NextToken", size=None):
        """One page of a list."""
        subject = list_digest(operation, request)
        begin = 0
        if request.get(token) is not None:
            owner, begin, _ = read_token(request[token])
            if owner != subject:
                raise Refusal("ValidationException", "the token is of another list")
        size = self.pages.get(operation, self.page) if size is None else size
        page = {member: items[begin:begin + size]}
        if begin + size < len(items):
            page[token] = make_token(subject, begin + size)
        return page

    def ecs_paged(self, *arguments):
        return self.paged(*arguments, token="nextToken")

    # ECS.

    def ecs_ListTaskDefinitions(self, request):
        status, family = request.get("status", "ACTIVE"), request.get("familyPrefix")
        names = [
            definition_arn(f"{name}:{number}") for name in sorted(self.has.families)
            for number in range(1, self.has.families[name] + 1)
            if family in (None, name) and self.status(f"{name}:{number}") == status]
        if request.get("sort") == "DESC":
            names.reverse()
        return self.ecs_paged("ListTaskDefinitions", "taskDefinitionArns", names, request)

    def ecs_DescribeTaskDefinition(self, request):
        name = self.revision(request["taskDefinition"])
        if name is None:
            raise Refusal("ClientException", "Unable to describe task definition.")
        return {"taskDefinition": self.definition(name), "tags": []}

    def ecs_DeregisterTaskDefinition(self, request):
        name = self.revision(request["taskDefinition"])
        if name is None:
            raise Refusal("ClientException", "Unable to describe task definition.")
        previous = self.status(name)
        self.inactive.add(name)
        return {"taskDefinition": self.definition(name) | {"previousStatus": previous}}

    def status(self, name):
        return "INACTIVE" if name in self.inactive else "ACTIVE"

    def revision(self, text):
        family, _, number = text.rsplit("/", 1)[-1].partition(":")
        return f"{family}:{number}" if number.isdigit() and int(number) <= self.has.families.get(family, 0) else None

    def definition(self, name):
        family, number = name.split(":")
        container = {"name": "app", "image": "nginx:1", "cpu": 0, "memory": 64, "essential": True}
        return {
            "taskDefinitionArn": definition_arn(name), "family": family, "revision": int(number),
            "status": self.status(name), "containerDefinitions": [container], "volumes": [],
            "compatibilities": ["EXTERNAL", "EC2"], "registeredAt": TIME - 90 * 86400 + int(number),
            **({"deregisteredAt": TIME} if name in self.inactive else {})}

    def ecs_ListClusters(self, request):
        names = [arn("ecs", f"cluster/{name}") for name in sorted(self.has.clusters)]
        return self.ecs_paged("ListClusters", "clusterArns", names, request)

    def cluster(self, request):
        name = request.get("cluster", "default").rsplit("/", 1)[-1]
        if name not in self.has.clusters:
            raise Refusal("ClusterNotFoundException", "Cluster not found.")
        return name, self.has.clusters[name]

    def ecs_ListServices(self, request):
        cluster, resources = self.cluster(request)
        names = [arn("ecs", f"service/{cluster}/{name}") for name in sorted(resources.services)]
        return self.ecs_paged("ListServices", "serviceArns", names, request)

    def ecs_DescribeServices(self, request):
        cluster, resources = self.cluster(request)
        return self.described(
            "services", request["services"], resources.services, 10,
            lambda name, members: service(cluster, name, members))

    def ecs_ListTasks(self, request):
        cluster, resources = self.cluster(request)
        status = request.get("desiredStatus", "RUNNING")
        names = [
            arn("ecs", f"task/{cluster}/{name}") for name, task in sorted(resources.tasks.items())
            if task.get("desiredStatus", "RUNNING") == status
            and request.get("family") in (None, task["taskDefinitionArn"].split(":")[0])]
        return self.ecs_paged("ListTasks", "taskArns", names, request)

    def ecs_DescribeTasks(self, request):
        cluster, resources = self.cluster(request)
        return self.described(
            "tasks", request["tasks"], resources.tasks, 100, lambda name, members: task(cluster, name, members))

    def ecs_ListServiceDeployments(self, request):
        cluster, resources = self.cluster(request)
        name = request["service"].rsplit("/", 1)[-1]
        if name not in resources.services:
            raise Refusal("ServiceNotFoundException", "Service not found.")
        wanted = request.get("status")
        found = [
            brief(service_deployment(cluster, identifier, members))
            for identifier, members in resources.deployments.items()
            if members["service"] == name and (not wanted or members["status"] in wanted)]
        return self.ecs_paged("ListServiceDeployments", "serviceDeployments", found, request)

    def ecs_DescribeServiceDeployments(self, request):
        return self.described_anywhere(
            "serviceDeployments", request["serviceDeploymentArns"], "deployments", service_deployment)

    def ecs_DescribeServiceRevisions(self, request):
        return self.described_anywhere(
            "serviceRevisions", request["serviceRevisionArns"], "revisions", service_revision)

    def described(self, member, names, resources, most, describe):
        """The descriptions of what exists, and a failure for everything else."""
        if not 1 <= len(names) <= most:
            raise Refusal("InvalidParameterException", f"{len(names)} {member} in one call")
        answer = {member: [], "failures": []}
        for text in names:
            name = text.rsplit("/", 1)[-1]
            if name in resources:
                answer[member].append(describe(name, resources[name]))
            else:
                answer["failures"].append({"arn": text, "reason": "MISSING"})
        return answer

    def described_anywhere(self, member, names, field, describe):
        """The same if the ARN has the cluster."""
        all_of_them = {
            identifier: (cluster, members) for cluster, resources in self.has.clusters.items()
            for identifier, members in getattr(resources, field).items()}
        return self.described(
            member, names, all_of_them, 20, lambda name, found: describe(found[0], name, found[1]))

    # EventBridge.

    def events_ListEventBuses(self, request):
        buses = [{"Name": bus, "Arn": arn("events", f"event-bus/{bus}")} for bus in sorted(self.has.buses)]
        return self.paged("ListEventBuses", "EventBuses", buses, request)

    def bus(self, request):
        name = request.get("EventBusName", "default").split("event-bus/")[-1]
        if name not in self.has.buses:
            raise Refusal("ResourceNotFoundException", f"Event bus {name} does not exist.")
        return name, self.has.buses[name]

    def events_ListRules(self, request):
        bus, rules = self.bus(request)
        found = [rule(bus, name, members) for name, members in sorted(rules.items())]
        return self.paged("ListRules", "Rules", found, request)

    def events_ListTargetsByRule(self, request):
        bus, rules = self.bus(request)
        if request["Rule"] not in rules:
            raise Refusal("ResourceNotFoundException", f"Rule {request['Rule']} does not exist on EventBus {bus}.")
        return self.paged("ListTargetsByRule", "Targets", rules[request["Rule"]]["targets"], request)

    # EventBridge Scheduler.

    def scheduler_ListScheduleGroups(self, request):
        groups = [
            {"Name": name, "Arn": arn("scheduler", f"schedule-group/{name}"), "State": "ACTIVE"}
            for name in sorted(self.has.groups)]
        return self.paged("ListScheduleGroups", "ScheduleGroups", groups, request)

    def scheduler_ListSchedules(self, request):
        found = [
            {key: value for key, value in schedule(group, name, members).items()
             if key in ("Arn", "Name", "GroupName", "State", "CreationDate", "LastModificationDate")}
            | {"Target": {"Arn": members["Target"]["Arn"]}}
            for (group, name), members in sorted(self.has.schedules.items())
            if request.get("GroupName") in (None, group)]
        return self.paged("ListSchedules", "Schedules", found, request)

    def scheduler_GetSchedule(self, request):
        key = request.get("GroupName", "default"), request["Name"]
        if key not in self.has.schedules:
            raise Refusal("ResourceNotFoundException", f"Schedule {key[1]} does not exist.", 404)
        return schedule(*key, self.has.schedules[key])

    # EventBridge Pipes.

    def pipes_ListPipes(self, request):
        found = [
            {key: value for key, value in pipe(name, members).items()
             if key not in ("RoleArn", "TargetParameters", "EnrichmentParameters")}
            for name, members in sorted(self.has.pipes.items())]
        return self.paged("ListPipes", "Pipes", found, request)

    def pipes_DescribePipe(self, request):
        if request["Name"] not in self.has.pipes:
            raise Refusal("NotFoundException", f"Pipe {request['Name']} does not exist.", 404)
        return pipe(request["Name"], self.has.pipes[request["Name"]])

    # Step Functions.

    def states_paged(self, *arguments):
        return self.paged(*arguments, token="nextToken")

    def states_ListStateMachines(self, request):
        found = [
            {"stateMachineArn": machine_arn(name), "name": name, "type": "STANDARD", "creationDate": TIME}
            for name in sorted(self.has.machines)]
        return self.states_paged("ListStateMachines", "stateMachines", found, request)

    def machine(self, text):
        """The name, the machine and the version or alias in an ARN."""
        parts = text.split(":stateMachine:")[-1].split(":")
        if parts[0] not in self.has.machines:
            raise Refusal("StateMachineDoesNotExist", f"State Machine Does Not Exist: '{text}'")
        return parts[0], self.has.machines[parts[0]], parts[1] if len(parts) > 1 else None

    def states_DescribeStateMachine(self, request):
        text = request["stateMachineArn"]
        name, machine, qualifier = self.machine(text)
        definition = machine.definition
        if qualifier is not None:
            version = int(qualifier) if qualifier.isdigit() else max(machine.aliases[qualifier])
            if version not in machine.versions:
                raise Refusal("StateMachineDoesNotExist", f"State Machine Does Not Exist: '{text}'")
            definition = machine.versions[version]
        return {
            "stateMachineArn": text, "name": name, "status": "ACTIVE", "definition": definition, "type": "STANDARD",
            "roleArn": f"arn:aws:iam::{ACCOUNT}:role/machine", "creationDate": TIME}

    def states_ListStateMachineVersions(self, request):
        name, machine, _ = self.machine(request["stateMachineArn"])
        found = [
            {"stateMachineVersionArn": f"{machine_arn(name)}:{version}", "creationDate": TIME}
            for version in sorted(machine.versions, reverse=True)]
        return self.states_paged("ListStateMachineVersions", "stateMachineVersions", found, request)

    def states_ListStateMachineAliases(self, request):
        name, machine, _ = self.machine(request["stateMachineArn"])
        found = [
            {"stateMachineAliasArn": f"{machine_arn(name)}:{alias}", "creationDate": TIME}
            for alias in sorted(machine.aliases)]
        return self.states_paged("ListStateMachineAliases", "stateMachineAliases", found, request)

    def states_DescribeStateMachineAlias(self, request):
        name, machine, alias = self.machine(request["stateMachineAliasArn"])
        routes = [
            {"stateMachineVersionArn": f"{machine_arn(name)}:{version}", "weight": weight}
            for version, weight in machine.aliases[alias].items()]
        return {
            "stateMachineAliasArn": request["stateMachineAliasArn"], "name": alias, "routingConfiguration": routes,
            "creationDate": TIME, "updateDate": TIME}

    def states_ListExecutions(self, request):
        name, machine, _ = self.machine(request["stateMachineArn"])
        ended = machine.ended.get(request["statusFilter"], {})
        executions = machine.executions if request["statusFilter"] == "RUNNING" else ended
        found = [
            {"executionArn": arn("states", f"execution:{name}:{execution}"), "name": execution,
             "status": request["statusFilter"], "stateMachineArn": machine_arn(name), "startDate": started}
            | ({"stopDate": round(time.time() - 3600, 3)} if execution in ended else {})
            for execution, (started, _, _) in executions.items()]
        found.sort(key=lambda item: item["startDate"], reverse=True)
        return self.states_paged("ListExecutions", "executions", found, request)

    def states_DescribeStateMachineForExecution(self, request):
        name, execution = request["executionArn"].split(":execution:")[-1].split(":")
        machine = self.has.machines[name]
        executions = functools.reduce(operator.or_, machine.ended.values(), machine.executions)
        if execution not in executions:
            raise Refusal("ExecutionDoesNotExist", f"Execution Does Not Exist: '{request['executionArn']}'")
        _, updated, definition = executions[execution]
        return {
            "stateMachineArn": machine_arn(name), "name": name, "definition": definition, "updateDate": updated,
            "roleArn": f"arn:aws:iam::{ACCOUNT}:role/machine"}

    # CodeDeploy.

    def codedeploy_paged(self, *arguments):
        return self.paged(*arguments, token="nextToken")

    def codedeploy_ListApplications(self, request):
        return self.codedeploy_paged("ListApplications", "applications", sorted(self.has.applications), request)

    def application(self, request):
        if request["applicationName"] not in self.has.applications:
            raise Refusal("ApplicationDoesNotExistException", "No application found for name.")
        return self.has.applications[request["applicationName"]]

    def codedeploy_BatchGetApplications(self, request):
        return {"applicationsInfo": [
            {"applicationName": name, "applicationId": name, "computePlatform": platform(groups), "createTime": TIME}
            for name, groups in self.has.applications.items() if name in request["applicationNames"]]}

    def codedeploy_ListDeploymentGroups(self, request):
        page = self.codedeploy_paged(
            "ListDeploymentGroups", "deploymentGroups", sorted(self.application(request)), request)
        return {"applicationName": request["applicationName"]} | page

    def codedeploy_BatchGetDeploymentGroups(self, request):
        groups = self.application(request)
        if len(request["deploymentGroupNames"]) > 100:
            raise Refusal("BatchLimitExceededException", "The batch is too large.")
        return {"deploymentGroupsInfo": [
            {"applicationName": request["applicationName"], "deploymentGroupName": name, "computePlatform": "ECS",
             **groups[name]}
            for name in request["deploymentGroupNames"] if name in groups]}

    def codedeploy_ListDeployments(self, request):
        names = request.get("applicationName"), request.get("deploymentGroupName")
        wanted = request.get("includeOnlyStatuses")
        found = [
            identifier for identifier, members in self.has.deployments.items()
            if names[0] in (None, members["applicationName"]) and names[1] in (None, members["deploymentGroupName"])
            and (not wanted or members["status"] in wanted)]
        return self.codedeploy_paged("ListDeployments", "deployments", found, request)

    def codedeploy_BatchGetDeployments(self, request):
        if len(request["deploymentIds"]) > 25:
            raise Refusal("BatchLimitExceededException", "The batch is too large.")
        return {"deploymentsInfo": [
            deployment(identifier, self.has.deployments[identifier]) for identifier in request["deploymentIds"]
            if identifier in self.has.deployments]}

    def codedeploy_GetDeployment(self, request):
        if request["deploymentId"] not in self.has.deployments:
            raise Refusal("DeploymentDoesNotExistException", "The deployment does not exist.")
        return {"deploymentInfo": deployment(
            request["deploymentId"], self.has.deployments[request["deploymentId"]])}

    def codedeploy_GetApplicationRevision(self, request):
        self.application(request)
        wanted = app_spec_digest(request["revision"])
        for members in self.has.deployments.values():
            for content in (members["content"], members.get("before")):
                if members["applicationName"] == request["applicationName"] and digest(content) == wanted:
                    found = {"revisionType": "AppSpecContent", "appSpecContent": {"content": content, "sha256": wanted}}
                    return {"applicationName": request["applicationName"], "revision": found}
        raise Refusal("RevisionDoesNotExistException", "The revision does not exist.")

    # STS: what its XML contains.

    def sts_GetCallerIdentity(self, request):
        return {"Arn": f"arn:aws:iam::{ACCOUNT}:user/tester", "UserId": "AIDATESTER", "Account": ACCOUNT}

    def sts_AssumeRole(self, request):
        name, session = request["RoleArn"].rsplit("/", 1)[-1], request["RoleSessionName"]
        return {
            "Credentials": {
                "AccessKeyId": "ASIAASSUMED", "SecretAccessKey": "assumed", "SessionToken": "token",
                "Expiration": "2099-01-01T00:00:00Z"},
            "AssumedRoleUser": {
                "AssumedRoleId": f"AROATESTER:{session}", "Arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/{name}/{session}"}}


def list_digest(operation, request):
    """Identifies a list: its operation and input, without its page and page size."""
    asked = {key: value for key, value in request.items() if key.lower() not in ("nexttoken", "maxresults", "limit")}
    return hashlib.sha256(json.dumps([operation, asked], sort_keys=True).encode()).hexdigest()[:16]


def make_token(owner, begin, mark=""):
    """A token; different marks give different tokens for the same page."""
    return base64.urlsafe_b64encode(f"{owner} {begin} {mark}".encode()).decode()


def read_token(token):
    """Whose token it is, where its page begins, and its mark."""
    try:
        owner, begin, mark = base64.urlsafe_b64decode(token.encode()).decode().split(" ")
    except ValueError:
        raise Refusal("InvalidParameterException", "Invalid token.") from None
    return owner, int(begin), mark


def service(cluster, name, members):
    """A service in the format of DescribeServices; `deployments` and `taskSets` by ID."""
    members = dict(members)
    rollout = members.pop("rollout", "COMPLETED")
    deployments = [
        {"id": f"ecs-svc/{identifier}", "status": status, "taskDefinition": definition_arn(definition),
         "rolloutState": rollout, "createdAt": TIME, "updatedAt": TIME}
        for identifier, (status, definition) in members.pop("deployments", {}).items()]
    sets = [
        {"id": f"ecs-svc/{identifier}", "status": status, "taskDefinition": definition_arn(definition),
         "createdAt": TIME, "updatedAt": TIME}
        for identifier, (status, definition) in members.pop("taskSets", {}).items()]
    if controller := members.pop("controller", None):
        members["deploymentController"] = {"type": controller}
    if definition := members.pop("taskDefinition", None):
        members["taskDefinition"] = definition_arn(definition)
    if (current := members.pop("currentServiceDeployment", None)) is not None:
        members["currentServiceDeployment"] = arn("ecs", f"service-deployment/{cluster}/{name}/{current}")
    if (current := members.pop("currentServiceRevisions", None)) is not None:
        members["currentServiceRevisions"] = [
            {"arn": arn("ecs", f"service-revision/{cluster}/{name}/{revision}"), "requestedTaskCount": 1,
             "runningTaskCount": 1, "pendingTaskCount": 0} for revision in current]
    return {
        "serviceArn": arn("ecs", f"service/{cluster}/{name}"), "serviceName": name,
        "clusterArn": arn("ecs", f"cluster/{cluster}"), "status": "ACTIVE", "desiredCount": 1, "runningCount": 1,
        "pendingCount": 0, "deployments": deployments, "events": [], "createdAt": TIME,
        **({"taskSets": sets} if sets else {}), **members}


def task(cluster, name, members):
    """A task in the format of DescribeTasks."""
    return {
        "taskArn": arn("ecs", f"task/{cluster}/{name}"), "clusterArn": arn("ecs", f"cluster/{cluster}"),
        "desiredStatus": "RUNNING", "lastStatus": "RUNNING", "createdAt": TIME,
        **members, "taskDefinitionArn": definition_arn(members["taskDefinitionArn"])}


def service_deployment(cluster, identifier, members):
    """A service deployment; `source`, `target` and `rollback` are IDs of service revisions."""
    name = members["service"]

    def revision(one):
        return arn("ecs", f"service-revision/{cluster}/{name}/{one}")

    found = {
        "serviceDeploymentArn": arn("ecs", f"service-deployment/{cluster}/{name}/{identifier}"),
        "serviceArn": arn("ecs", f"service/{cluster}/{name}"), "clusterArn": arn("ecs", f"cluster/{cluster}"),
        "createdAt": TIME - members.get("age", 0), "startedAt": TIME, "updatedAt": TIME, "status": members["status"],
        "sourceServiceRevisions": [{"arn": revision(one)} for one in members.get("source", [])],
        "targetServiceRevision": {"arn": revision(members["target"])}}
    if "rollback" in members:
        found["rollback"] = {
            "reason": "circuit breaker", "startedAt": TIME, "serviceRevisionArn": revision(members["rollback"])}
    return found


def brief(deployment):
    """In the format of ListServiceDeployments."""
    kept = ("serviceDeploymentArn", "serviceArn", "clusterArn", "startedAt", "createdAt", "status")
    return {key: deployment[key] for key in kept} | {
        "targetServiceRevisionArn": deployment["targetServiceRevision"]["arn"]}


def service_revision(cluster, identifier, members):
    """A service revision: its service and task definition."""
    name, definition = members
    return {
        "serviceRevisionArn": arn("ecs", f"service-revision/{cluster}/{name}/{identifier}"),
        "serviceArn": arn("ecs", f"service/{cluster}/{name}"), "clusterArn": arn("ecs", f"cluster/{cluster}"),
        "taskDefinition": definition_arn(definition), "createdAt": TIME}


def rule(bus, name, members):
    """A rule in the format of ListRules."""
    place = name if bus == "default" else f"{bus}/{name}"
    return {
        "Name": name, "Arn": arn("events", f"rule/{place}"), "EventBusName": bus,
        "EventPattern": '{"source":["example"]}', "State": members.get("State", "ENABLED")}


def schedule(group, name, members):
    """A schedule in the format of GetSchedule."""
    return {
        "Name": name, "GroupName": group, "Arn": arn("scheduler", f"schedule/{group}/{name}"), "State": "ENABLED",
        "ScheduleExpression": "rate(1 hour)", "FlexibleTimeWindow": {"Mode": "OFF"}, "CreationDate": TIME,
        "LastModificationDate": TIME, **members}


def pipe(name, members):
    """A pipe in the format of DescribePipe."""
    return {
        "Name": name, "Arn": arn("pipes", f"pipe/{name}"), "Source": arn("sqs", "jobs"), "DesiredState": "RUNNING",
        "CurrentState": "RUNNING", "CreationTime": TIME, "LastModifiedTime": TIME,
        "RoleArn": f"arn:aws:iam::{ACCOUNT}:role/pipe", **members}


def machine_arn(name):
    return arn("states", f"stateMachine:{name}")


def platform(groups):
    """An application's compute platform, which is also that of its groups."""
    return next((members["computePlatform"] for members in groups.values() if "computePlatform" in members), "ECS")


def digest(content):
    """The digest that identifies an AppSpec; None if there is none."""
    return content and hashlib.sha256(content.encode()).hexdigest()


def app_spec_digest(revision):
    """The digest of the AppSpec in a revision, under either of its names."""
    return (revision.get("appSpecContent") or revision["string"])["sha256"]


def deployment(identifier, members):
    """A CodeDeploy deployment with the AppSpec `content`; `before` is that of the previous one. Descriptions have
    only digests."""
    members = dict(members)
    for member, content in (("revision", members.pop("content")), ("previousRevision", members.pop("before", None))):
        if content is not None:
            members[member] = {"revisionType": "AppSpecContent", "appSpecContent": {"sha256": digest(content)}}
    return {
        "deploymentId": identifier, "computePlatform": "ECS", "createTime": TIME, "creator": "user", **members}
