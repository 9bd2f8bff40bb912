"""Task sets, which CodeDeploy and others use to deploy: the five operations, with boto3's client."""

import pytest

CLIENT = "ClientException"
INVALID = "InvalidParameterException"
SERVICE = {"cluster": "default", "service": "s"}


@pytest.fixture
def external(ecs, register):
    """An externally deployed service with four tasks, `web:1`, `web:2`, and `old:1`, which is INACTIVE."""
    ecs.create_cluster()
    for family in ("web", "web", "old"):
        register(family)
    ecs.deregister_task_definition(taskDefinition="old:1")
    ecs.create_service(serviceName="s", deploymentController={"type": "EXTERNAL"}, desiredCount=4)
    return ecs


def create(ecs, definition="web:1", percent=None, **members):
    if percent is not None:
        members["scale"] = {"value": percent, "unit": "PERCENT"}
    return ecs.create_task_set(**SERVICE | {"taskDefinition": definition} | members)["taskSet"]


def describe(ecs, **members):
    return ecs.describe_task_sets(**SERVICE | members)


def shares(ecs):
    """For each task set: its status, its revision, and its desired and running tasks."""
    return [(item["status"], item["taskDefinition"].split("/")[1], item["computedDesiredCount"], item["runningCount"])
            for item in describe(ecs)["taskSets"]]


class TestCreate:
    def test_is_ACTIVE_with_the_share_that_was_asked_for(self, external):
        made = create(external, percent=50, externalId="deploy-1")
        assert (made["status"], made["externalId"], made["scale"]) == (
            "ACTIVE", "deploy-1", {"value": 50.0, "unit": "PERCENT"})
        assert made["taskSetArn"].split(":")[5] == f"task-set/default/s/{made['id']}"
        assert shares(external) == [("ACTIVE", "web:1", 2, 2)]

    def test_has_no_tasks_without_a_share(self, external):
        assert create(external)["computedDesiredCount"] == 0

    @pytest.mark.parametrize("percent, count", [(0, 0), (1, 1), (50, 2), (51, 3), (100, 4)])
    def test_a_share_is_rounded_up(self, external, percent, count):
        assert create(external, percent=percent)["computedDesiredCount"] == count

    def test_its_tasks_say_whose_they_are(self, external):
        made = create(external, percent=100)
        tasks = external.describe_tasks(tasks=external.list_tasks(serviceName="s")["taskArns"])["tasks"]
        assert {(task["startedBy"], task["group"]) for task in tasks} == {(made["id"], "service:s")}

    def test_gives_back_what_was_sent(self, external):
        sent = {
            "launchType": "FARGATE", "platformVersion": "1.4.0", "externalId": "e",
            "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1"]}},
            "loadBalancers": [{"targetGroupArn": "t", "containerName": "app", "containerPort": 80}],
            "serviceRegistries": [{"registryArn": "r", "port": 80}], "tags": [{"key": "k", "value": "v"}]}
        create(external, **sent)
        described = describe(external, include=["TAGS"])["taskSets"][0]
        assert {name: described[name] for name in sent} == sent

    @pytest.mark.parametrize("definition, text", [
        ("old:1", "TaskDefinition is inactive"), ("nope", "TaskDefinition not found."),
        ("web:9", "TaskDefinition not found."), ("old", "TaskDefinition not found.")])
    def test_refuses_a_revision(self, external, refusal, definition, text):
        assert refusal("create_task_set", **SERVICE, taskDefinition=definition) == (CLIENT, text)
        assert shares(external) == []

    @pytest.mark.parametrize("scale", [{"value": 101.0}, {"value": -1.0}])
    def test_refuses_a_share(self, external, refusal, scale):
        assert refusal("create_task_set", **SERVICE, taskDefinition="web:1", scale=scale)[0] == INVALID

    def test_five_at_most(self, external, refusal):
        for _ in range(5):
            create(external)
        assert refusal("create_task_set", **SERVICE, taskDefinition="web:1") == (
            INVALID, "5 deployments exist on the service. Unable to create new TaskSet since this exceeds the maximum "
            "limit.")


OPERATIONS = {
    "create_task_set": {"taskDefinition": "web:1"},
    "describe_task_sets": {},
    "update_task_set": {"taskSet": "t", "scale": {"value": 1.0, "unit": "PERCENT"}},
    "update_service_primary_task_set": {"primaryTaskSet": "t"},
    "delete_task_set": {"taskSet": "t"},
}


@pytest.mark.parametrize("operation, members", OPERATIONS.items(), ids=OPERATIONS)
class TestEveryOperation:
    def test_needs_a_cluster(self, external, refusal, operation, members):
        assert refusal(operation, cluster="nope", service="s", **members) == (
            "ClusterNotFoundException", "Cluster not found.")

    def test_needs_a_service(self, external, refusal, operation, members):
        assert refusal(operation, cluster="default", service="nope", **members) == (
            "ServiceNotFoundException", "Service not found.")

    def test_is_not_for_what_ECS_deploys(self, external, refusal, operation, members):
        external.create_service(serviceName="rolling", taskDefinition="web:1", desiredCount=0)
        assert refusal(operation, cluster="default", service="rolling", **members) == (
            INVALID, "Amazon ECS only supports task set management on services configured to use external deployment "
            "controllers.")

    def test_needs_a_service_that_is_ACTIVE(self, external, refusal, operation, members):
        external.delete_service(service="s", force=True)
        assert refusal(operation, cluster="default", service="s", **members)[0] == "ServiceNotActiveException"


@pytest.mark.parametrize("operation", [name for name, members in OPERATIONS.items() if len(members) and (
    "taskSet" in members or "primaryTaskSet" in members)])
def test_there_is_no_such_task_set(external, refusal, operation):
    assert refusal(operation, **SERVICE, **OPERATIONS[operation])[0] == "TaskSetNotFoundException"


class TestDescribe:
    def test_all_of_the_service_s_unless_some_are_named(self, external):
        made = [create(external)["id"] for _ in range(3)]
        assert [item["id"] for item in describe(external)["taskSets"]] == made

    def test_by_ID_and_by_ARN_and_what_is_missing(self, external):
        one, two = create(external), create(external)
        answer = describe(external, taskSets=[two["taskSetArn"], "nope", one["id"]])
        assert [item["id"] for item in answer["taskSets"]] == [two["id"], one["id"]]
        assert answer["failures"] == [{"arn": "nope", "reason": "MISSING"}]

    def test_the_service_has_them_and_no_deployments(self, external):
        made = create(external, percent=100)
        service = external.describe_services(services=["s"])["services"][0]
        assert service["deployments"] == []
        assert [item["id"] for item in service["taskSets"]] == [made["id"]]


class TestUpdate:
    def test_a_share_grows_and_shrinks(self, external):
        made = create(external, percent=25)
        for percent, count in ((100, 4), (50, 2), (0, 0)):
            changed = external.update_task_set(
                **SERVICE, taskSet=made["id"], scale={"value": percent, "unit": "PERCENT"})["taskSet"]
            assert (changed["scale"]["value"], changed["computedDesiredCount"]) == (percent, count)
            assert shares(external) == [("ACTIVE", "web:1", count, count)]

    def test_shares_follow_the_service_s_desired_count(self, external):
        create(external, percent=50)
        external.update_service(service="s", desiredCount=10)
        assert shares(external) == [("ACTIVE", "web:1", 5, 5)]

    def test_scales_on_a_revision_that_is_INACTIVE_by_now(self, external):
        made = create(external, percent=50)
        external.deregister_task_definition(taskDefinition="web:1")
        external.update_task_set(**SERVICE, taskSet=made["id"], scale={"value": 100.0, "unit": "PERCENT"})
        assert shares(external) == [("ACTIVE", "web:1", 4, 4)]

    def test_the_service_takes_over_what_its_primary_one_runs(self, external):
        one, two = create(external, percent=100), create(external, "web:2", percent=100)
        for chosen, other, definition in ((one, two, "web:1"), (two, one, "web:2")):
            answer = external.update_service_primary_task_set(**SERVICE, primaryTaskSet=chosen["taskSetArn"])
            assert answer["taskSet"]["status"] == "PRIMARY"
            statuses = {item["id"]: item["status"] for item in describe(external)["taskSets"]}
            assert statuses == {chosen["id"]: "PRIMARY", other["id"]: "ACTIVE"}
            service = external.describe_services(services=["s"])["services"][0]
            assert service["taskDefinition"].endswith("/" + definition)


class TestDelete:
    def test_one_without_tasks(self, external):
        made = create(external)
        assert external.delete_task_set(**SERVICE, taskSet=made["id"])["taskSet"]["status"] == "DRAINING"
        assert shares(external) == []

    def test_one_with_tasks_takes_force(self, external, refusal):
        made = create(external, percent=100)
        assert refusal("delete_task_set", **SERVICE, taskSet=made["id"])[0] == INVALID
        assert shares(external) == [("ACTIVE", "web:1", 4, 4)]
        external.delete_task_set(**SERVICE, taskSet=made["id"], force=True)
        assert shares(external) == []
        assert external.list_tasks(serviceName="s")["taskArns"] == []

    def test_makes_room_for_another(self, external):
        made = [create(external) for _ in range(5)]
        external.delete_task_set(**SERVICE, taskSet=made[2]["id"])
        create(external)
        assert len(describe(external)["taskSets"]) == 5


def test_code_deploy_begins_with_one_that_is_primary(external):
    """A blue/green deployment as CodeDeploy carries it out."""
    blue_green = {"cluster": "default", "service": "b"}
    external.create_service(
        serviceName="b", taskDefinition="web:1", desiredCount=2, deploymentController={"type": "CODE_DEPLOY"})
    blue = external.describe_task_sets(**blue_green)["taskSets"][0]
    assert (blue["status"], blue["runningCount"], blue["scale"]["value"]) == ("PRIMARY", 2, 100.0)
    green = external.create_task_set(
        **blue_green, taskDefinition="web:2", scale={"value": 100.0, "unit": "PERCENT"})["taskSet"]
    external.update_service_primary_task_set(**blue_green, primaryTaskSet=green["id"])
    external.delete_task_set(**blue_green, taskSet=blue["id"], force=True)
    service = external.describe_services(services=["b"])["services"][0]
    assert [(item["id"], item["runningCount"]) for item in service["taskSets"]] == [(green["id"], 2)]
    assert service["taskDefinition"].endswith("/web:2")
