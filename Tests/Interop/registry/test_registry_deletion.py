"""DeleteTaskDefinitions, and the states from ACTIVE until a revision is gone (ecs-api.md, section 2)."""

import pytest

from support import raw

CLIENT = "ClientException"
INVALID = "InvalidParameterException"
HOUR = 3600
CANNOT_DESCRIBE = (CLIENT, "Unable to describe task definition.")
STILL_ACTIVE = "The specified task definition is still in ACTIVE status. Please deregister the target and try again."
NOT_THERE = "The specified task definition does not exist. Specify a valid account, family, revision and try again."
NO_NAME = "The specified task definition identifier is invalid. Specify a valid name or ARN and try again."


@pytest.fixture
def ecs(client_for, timed_server, region):
    """A client of an empty Region in which time passes only when told to."""
    return client_for(timed_server.url, region)


@pytest.fixture
def advance(timed_server):
    """Moves the registry's clock forward by seconds."""
    return timed_server.advance


@pytest.fixture
def gone(ecs, register):
    """`web:1` ACTIVE, `web:2` INACTIVE, and `web:3` DELETE_IN_PROGRESS."""
    for _ in range(3):
        register()
    for name in ("web:2", "web:3"):
        ecs.deregister_task_definition(taskDefinition=name)
    ecs.delete_task_definitions(taskDefinitions=["web:3"])
    return ecs


def status(ecs, name):
    """The revision's status; None if it is gone."""
    try:
        return ecs.describe_task_definition(taskDefinition=name)["taskDefinition"]["status"]
    except ecs.exceptions.ClientException as caught:
        assert caught.response["Error"]["Message"] == CANNOT_DESCRIBE[1]


def delete(ecs, *names):
    """The accepted revisions with their status, and the reasons of failures by the requested name."""
    answer = ecs.delete_task_definitions(taskDefinitions=list(names))
    taken = [(f"{item['family']}:{item['revision']}", item["status"]) for item in answer["taskDefinitions"]]
    return taken, {failure["arn"]: failure["reason"] for failure in answer["failures"]}


class TestCalls:
    @pytest.mark.parametrize("name, reason", [
        ("web:1", STILL_ACTIVE), ("arn:aws:ecs:{region}:123456789012:task-definition/web:1", STILL_ACTIVE),
        ("web:9", NOT_THERE), ("nope:1", NOT_THERE),
        ("arn:aws:ecs:{region}:999999999999:task-definition/web:2", NOT_THERE),
        ("arn:aws:ecs:elsewhere-1:123456789012:task-definition/web:2", NOT_THERE),
        ("web", NO_NAME), ("web:latest", NO_NAME),
    ], ids=["ACTIVE", "ACTIVE, by ARN", "no such revision", "no such family", "another account", "another Region",
            "bare family", "bad revision"])
    def test_a_problem_of_one_item_is_a_failure_under_its_own_name(self, gone, region, name, reason):
        name = name.format(region=region)
        assert delete(gone, name) == ([], {name: reason})

    def test_the_others_are_deleted_nevertheless(self, gone):
        assert delete(gone, "web:9", "web:2", "web:1") == (
            [("web:2", "DELETE_IN_PROGRESS")], {"web:9": NOT_THERE, "web:1": STILL_ACTIVE})

    @pytest.mark.parametrize("count, text", [
        (0, "size of TaskDefinition references list must be greater than 0"),
        (11, "Size of TaskDefinition references list cannot exceed 10")])
    def test_one_to_ten_a_call(self, refusal, count, text):
        assert refusal("delete_task_definitions", taskDefinitions=["web:1"] * count) == (INVALID, text)

    def test_ten_a_call(self, ecs, register):
        names = [f"web:{register()['revision']}" for _ in range(10)]
        for name in names:
            ecs.deregister_task_definition(taskDefinition=name)
        assert delete(ecs, *names) == ([(name, "DELETE_IN_PROGRESS") for name in names], {})

    def test_a_repeat_succeeds(self, gone):
        assert [delete(gone, "web:3") for _ in range(2)] == [([("web:3", "DELETE_IN_PROGRESS")], {})] * 2

    def test_says_what_it_was_before(self, gone, timed_server, region):
        with raw.Client(timed_server.port, region) as client:
            answers = [client.call("DeleteTaskDefinitions", taskDefinitions=["web:2"]) for _ in range(2)]
        assert [item["previousStatus"] for answer in answers for item in answer["taskDefinitions"]] == [
            "INACTIVE", "DELETE_IN_PROGRESS"]

    def test_keeps_the_definition_whole(self, ecs, register):
        registered = register(container={"dockerLabels": {"a": "b"}})
        ecs.deregister_task_definition(taskDefinition="web:1")
        deleted = ecs.delete_task_definitions(taskDefinitions=["web:1"])["taskDefinitions"][0]
        assert {name: deleted[name] for name in registered if name != "status"} == {
            name: value for name, value in registered.items() if name != "status"}


class TestInProgress:
    def test_is_described(self, gone):
        assert status(gone, "web:3") == "DELETE_IN_PROGRESS"

    def test_is_listed_under_its_own_status_alone(self, gone):
        listed = {
            value: [arn.split("/")[1] for arn in gone.list_task_definitions(status=value)["taskDefinitionArns"]]
            for value in ("ACTIVE", "INACTIVE", "DELETE_IN_PROGRESS")}
        assert listed == {"ACTIVE": ["web:1"], "INACTIVE": ["web:2"], "DELETE_IN_PROGRESS": ["web:3"]}

    def test_cannot_be_deregistered(self, gone, refusal):
        assert refusal("deregister_task_definition", taskDefinition="web:3") == (
            CLIENT, "The task definition could not be deregistered because it is in the process of being deleted.")

    @pytest.mark.parametrize("operation, request_", [
        ("run_task", {}), ("start_task", {"containerInstances": ["i"]}), ("create_service", {"serviceName": "s"})])
    def test_is_not_taken_up(self, gone, refusal, operation, request_):
        """Not even within ten minutes of its deregistration."""
        gone.create_cluster()
        assert refusal(operation, taskDefinition="web:3", **request_)[1] == "TaskDefinition is inactive"

    def test_is_gone_within_an_hour(self, gone, advance, refusal):
        advance(HOUR)
        assert status(gone, "web:3") is None
        assert refusal("deregister_task_definition", taskDefinition="web:3") == CANNOT_DESCRIBE
        assert delete(gone, "web:3") == ([], {"web:3": NOT_THERE})
        assert gone.list_task_definitions(status="DELETE_IN_PROGRESS")["taskDefinitionArns"] == []

    def test_takes_nothing_else_with_it(self, gone, advance):
        advance(HOUR)
        assert (status(gone, "web:1"), status(gone, "web:2")) == ("ACTIVE", "INACTIVE")

    def test_numbers_are_never_used_again(self, ecs, register, advance):
        """Not even if every revision of the family was deleted."""
        for _ in range(3):
            register()
        names = [f"web:{number}" for number in (1, 2, 3)]
        for name in names:
            ecs.deregister_task_definition(taskDefinition=name)
        delete(ecs, *names)
        advance(HOUR)
        assert [status(ecs, name) for name in names] == [None] * 3
        assert register()["revision"] == 4


def run_task(ecs):
    arn = ecs.run_task(taskDefinition="web:1")["tasks"][0]["taskArn"]
    return lambda: ecs.stop_task(task=arn)


def create_service(ecs):
    ecs.create_service(serviceName="s", taskDefinition="web:1", desiredCount=0)
    return lambda: ecs.delete_service(service="s")


def deploy(ecs):
    """The old deployment uses the revision until its tasks have stopped, which takes a minute."""
    ecs.create_service(serviceName="s", taskDefinition="web:1", desiredCount=1)
    return lambda: ecs.update_service(service="s", taskDefinition="web:2")


def create_task_set(ecs):
    ecs.create_service(serviceName="s", deploymentController={"type": "EXTERNAL"})
    made = ecs.create_task_set(cluster="default", service="s", taskDefinition="web:1")["taskSet"]
    return lambda: ecs.delete_task_set(cluster="default", service="s", taskSet=made["id"], force=True)


@pytest.mark.parametrize("refer", [run_task, create_service, deploy, create_task_set],
                         ids=["task", "service", "deployment", "task set"])
def test_stays_in_progress_for_as_long_as_something_refers_to_it(ecs, register, advance, refer):
    ecs.create_cluster()
    for _ in range(2):
        register()
    let_go = refer(ecs)
    ecs.deregister_task_definition(taskDefinition="web:1")
    delete(ecs, "web:1")
    for _ in range(3):
        advance(HOUR)
        assert status(ecs, "web:1") == "DELETE_IN_PROGRESS"
    let_go()
    advance(360)
    # Old tasks stop once new ones run; each call sees the effects of the time before it.
    ecs.list_tasks()
    advance(HOUR)
    assert status(ecs, "web:1") is None
