"""Tasks, services and deployments as time passes, on a clock that the tests move; and boto3's waiters."""

import pytest

STEP = 60


@pytest.fixture
def ecs(client_for, timed_server, region):
    """A client of an empty Region in which a task spends a minute in each state."""
    return client_for(timed_server.url, region)


@pytest.fixture
def advance(timed_server):
    """Moves the registry's clock forward by seconds."""
    return timed_server.advance


@pytest.fixture
def cluster(ecs, register):
    """The default cluster, `web:1` and `web:2`."""
    ecs.create_cluster()
    for _ in range(2):
        register()
    return ecs


@pytest.fixture
def service(cluster, advance):
    """A stable service with two tasks on `web:1`; returns its name."""
    cluster.create_service(serviceName="s", taskDefinition="web:1", desiredCount=2)
    advance(3 * STEP)
    return "s"


@pytest.fixture
def passing(ecs, advance):
    """Moves the clock by half a minute before each Describe of the kind, as a client that polls would see it."""

    def later(**_):
        advance(STEP / 2)

    def pass_(operation):
        ecs.meta.events.register(f"before-call.ecs.{operation}", later)

    return pass_


WAIT = {"Delay": 0, "MaxAttempts": 40}


def described(ecs, name="s"):
    return ecs.describe_services(services=[name])["services"][0]


def deployments(ecs):
    """For each: status, revision, desired and running tasks, and whether its rollout is complete."""
    return [
        (item["status"], item["taskDefinition"].split("/")[1], item["desiredCount"], item["runningCount"],
         item["rolloutState"])
        for item in described(ecs)["deployments"]]


def describe_task(ecs, arn):
    return ecs.describe_tasks(tasks=[arn])["tasks"][0]


class TestTasks:
    def test_come_up_from_PROVISIONING_to_RUNNING(self, cluster, advance):
        task = cluster.run_task(taskDefinition="web")["tasks"][0]
        assert (task["lastStatus"], task["desiredStatus"]) == ("PROVISIONING", "RUNNING")
        seen = []
        for _ in range(3):
            advance(STEP)
            seen.append(describe_task(cluster, task["taskArn"]))
        assert [item["lastStatus"] for item in seen] == ["PENDING", "ACTIVATING", "RUNNING"]
        assert ["startedAt" in item for item in seen] == [False, False, True]
        assert [item["version"] for item in seen] == [2, 3, 4]

    def test_go_down_from_DEACTIVATING_to_STOPPED(self, cluster, advance):
        arn = cluster.run_task(taskDefinition="web")["tasks"][0]["taskArn"]
        advance(3 * STEP)
        seen = [cluster.stop_task(task=arn, reason="enough")["task"]]
        for _ in range(3):
            advance(STEP)
            seen.append(describe_task(cluster, arn))
        assert [item["lastStatus"] for item in seen] == ["DEACTIVATING", "STOPPING", "DEPROVISIONING", "STOPPED"]
        assert {(item["desiredStatus"], item["stopCode"], item["stoppedReason"]) for item in seen} == {
            ("STOPPED", "UserInitiated", "enough")}
        assert ["stoppedAt" in item for item in seen] == [False, False, False, True]

    def test_are_listed_by_the_status_that_is_desired(self, cluster):
        arn = cluster.run_task(taskDefinition="web")["tasks"][0]["taskArn"]
        assert cluster.list_tasks(desiredStatus="RUNNING")["taskArns"] == [arn]
        cluster.stop_task(task=arn)
        assert cluster.list_tasks(desiredStatus="RUNNING")["taskArns"] == []
        assert cluster.list_tasks(desiredStatus="STOPPED")["taskArns"] == [arn]

    def test_started_ones_come_up_on_their_instance(self, cluster, advance):
        tasks = cluster.start_task(taskDefinition="web:1", containerInstances=["a", "b"], startedBy="me")["tasks"]
        advance(3 * STEP)
        seen = [describe_task(cluster, task["taskArn"]) for task in tasks]
        assert [item["lastStatus"] for item in seen] == ["RUNNING"] * 2
        assert [item["containerInstanceArn"].split("/")[-1] for item in seen] == ["a", "b"]
        assert {(item["launchType"], item["startedBy"], item["group"]) for item in seen} == {
            ("EC2", "me", "family:web")}
        assert cluster.list_tasks(containerInstance="a")["taskArns"] == [tasks[0]["taskArn"]]

    def test_containers_go_with_their_task(self, cluster, advance):
        arn = cluster.run_task(taskDefinition="web")["tasks"][0]["taskArn"]
        seen = []
        for step in (lambda: None, lambda: advance(3 * STEP), lambda: cluster.stop_task(task=arn),
                     lambda: advance(3 * STEP)):
            step()
            container = describe_task(cluster, arn)["containers"][0]
            seen.append((container["lastStatus"], container.get("exitCode")))
        assert seen == [("PENDING", None), ("RUNNING", None), ("RUNNING", None), ("STOPPED", 0)]


class TestServices:
    def test_start_what_they_desire(self, cluster, advance):
        made = cluster.create_service(serviceName="s", taskDefinition="web:1", desiredCount=2)["service"]
        assert (made["desiredCount"], made["pendingCount"], made["runningCount"]) == (2, 2, 0)
        assert deployments(cluster) == [("PRIMARY", "web:1", 2, 0, "IN_PROGRESS")]
        advance(3 * STEP)
        assert deployments(cluster) == [("PRIMARY", "web:1", 2, 2, "COMPLETED")]
        assert described(cluster)["events"][0]["message"] == "(service s) has reached a steady state."

    def test_replace_a_task_that_stops(self, cluster, service, advance):
        lost = cluster.list_tasks(serviceName="s")["taskArns"][0]
        cluster.stop_task(task=lost)
        assert (described(cluster)["runningCount"], described(cluster)["pendingCount"]) == (1, 1)
        advance(3 * STEP)
        tasks = cluster.list_tasks(serviceName="s")["taskArns"]
        assert len(tasks) == 2 and lost not in tasks

    @pytest.mark.parametrize("count", [5, 1])
    def test_scale_in_the_deployment_that_they_have(self, cluster, service, advance, count):
        before = described(cluster)["deployments"][0]["id"]
        cluster.update_service(service="s", desiredCount=count)
        advance(3 * STEP)
        assert deployments(cluster) == [("PRIMARY", "web:1", count, count, "COMPLETED")]
        assert described(cluster)["deployments"][0]["id"] == before

    def test_drain_and_then_are_INACTIVE(self, cluster, service, refusal, advance):
        deleted = cluster.delete_service(service="s", force=True)["service"]
        assert (deleted["status"], deleted["desiredCount"]) == ("DRAINING", 0)
        assert refusal("create_service", serviceName="s", taskDefinition="web:1", desiredCount=1) == (
            "InvalidParameterException", "Unable to Start a service that is still Draining.")
        assert refusal("update_service", service="s", desiredCount=1)[0] == "ServiceNotActiveException"
        advance(3 * STEP)
        assert described(cluster)["status"] == "INACTIVE"
        assert cluster.list_services()["serviceArns"] == []
        made = cluster.create_service(serviceName="s", taskDefinition="web:2", desiredCount=1)["service"]
        assert (made["status"], made["taskDefinition"].split("/")[1]) == ("ACTIVE", "web:2")

    def test_hold_their_cluster(self, cluster, service, refusal, advance):
        assert refusal("delete_cluster", cluster="default")[0] == "ClusterContainsServicesException"
        cluster.delete_service(service="s", force=True)
        assert refusal("delete_cluster", cluster="default")[0] == "ClusterContainsServicesException"
        advance(3 * STEP)
        assert cluster.delete_cluster(cluster="default")["cluster"]["status"] == "INACTIVE"

    def test_tasks_hold_their_cluster(self, cluster, refusal, advance):
        arn = cluster.run_task(taskDefinition="web")["tasks"][0]["taskArn"]
        assert refusal("delete_cluster", cluster="default")[0] == "ClusterContainsTasksException"
        cluster.stop_task(task=arn)
        advance(3 * STEP)
        assert cluster.delete_cluster(cluster="default")["cluster"]["status"] == "INACTIVE"


class TestRollingDeployments:
    def test_from_PRIMARY_and_ACTIVE_to_COMPLETED(self, cluster, service, advance):
        cluster.update_service(service="s", taskDefinition="web:2")
        assert deployments(cluster) == [
            ("PRIMARY", "web:2", 2, 0, "IN_PROGRESS"), ("ACTIVE", "web:1", 2, 2, "COMPLETED")]
        advance(3 * STEP)
        first = deployments(cluster)[0]
        assert first == ("PRIMARY", "web:2", 2, 2, "IN_PROGRESS"), "the old tasks are still on their way out"
        advance(3 * STEP)
        assert deployments(cluster) == [("PRIMARY", "web:2", 2, 2, "COMPLETED")]

    @pytest.mark.parametrize("least, most", [(100, 200), (50, 100), (0, 100), (100, 150)])
    def test_keep_within_their_percentages(self, cluster, advance, least, most):
        cluster.create_service(
            serviceName="s", taskDefinition="web:1", desiredCount=4,
            deploymentConfiguration={"minimumHealthyPercent": least, "maximumPercent": most})
        advance(3 * STEP)
        cluster.update_service(service="s", taskDefinition="web:2")
        running, wanted = [], []
        for _ in range(40):
            now = described(cluster)
            running.append(now["runningCount"])
            wanted.append(now["runningCount"] + now["pendingCount"])
            if deployments(cluster) == [("PRIMARY", "web:2", 4, 4, "COMPLETED")]:
                break
            advance(STEP)
        else:
            pytest.fail("the deployment did not come to its end")
        assert min(running) >= 4 * least / 100
        assert max(wanted) <= 4 * most / 100

    def test_of_the_same_revision_when_forced(self, cluster, service, advance):
        before = described(cluster)["deployments"][0]["id"]
        cluster.update_service(service="s", forceNewDeployment=True)
        advance(3 * STEP)
        advance(3 * STEP)
        after = described(cluster)
        assert [item["rolloutState"] for item in after["deployments"]] == ["COMPLETED"]
        assert after["deployments"][0]["id"] != before

    def test_the_circuit_breaker_is_kept(self, cluster):
        breaker = {"enable": True, "rollback": True}
        made = cluster.create_service(
            serviceName="s", taskDefinition="web:1", desiredCount=2,
            deploymentConfiguration={"deploymentCircuitBreaker": breaker})["service"]
        assert made["deploymentConfiguration"] == {
            "deploymentCircuitBreaker": breaker, "maximumPercent": 200, "minimumHealthyPercent": 100}
        assert made["deployments"][0]["failedTasks"] == 0
        off = {"enable": False, "rollback": False}
        changed = cluster.update_service(
            service="s", deploymentConfiguration={"deploymentCircuitBreaker": off})["service"]
        assert changed["deploymentConfiguration"]["deploymentCircuitBreaker"] == off

    def test_of_an_INACTIVE_revision_still_under_way_go_on(self, cluster, service, advance):
        cluster.update_service(service="s", taskDefinition="web:2")
        cluster.deregister_task_definition(taskDefinition="web:2")
        for _ in range(6):
            advance(STEP)
            cluster.list_tasks()
        assert deployments(cluster) == [("PRIMARY", "web:2", 2, 2, "COMPLETED")]


def service_deployments(ecs, **request):
    return ecs.list_service_deployments(service="s", **request)["serviceDeployments"]


class TestServiceDeployments:
    def test_are_listed_newest_first(self, cluster, service, advance):
        cluster.update_service(service="s", taskDefinition="web:2")
        assert [item["status"] for item in service_deployments(cluster)] == ["IN_PROGRESS", "SUCCESSFUL"]
        advance(3 * STEP)
        advance(3 * STEP)
        newest, oldest = service_deployments(cluster)
        assert (newest["status"], oldest["status"]) == ("SUCCESSFUL", "SUCCESSFUL")
        assert newest["startedAt"] < newest["finishedAt"] and oldest["finishedAt"] <= newest["createdAt"]

    def test_are_found_by_status_and_in_pages(self, cluster, service):
        for _ in range(4):
            cluster.update_service(service="s", forceNewDeployment=True)
        assert len(service_deployments(cluster, status=["IN_PROGRESS"])) == 1
        assert len(service_deployments(cluster, status=["STOPPED", "IN_PROGRESS"])) == 4
        found, token = [], {}
        while True:
            page = cluster.list_service_deployments(service="s", maxResults=2, **token)
            found += page["serviceDeployments"]
            if "nextToken" not in page:
                break
            token = {"nextToken": page["nextToken"]}
        assert found == service_deployments(cluster) and len(found) == 5

    def test_tell_where_they_go_from_and_to(self, cluster, service, advance):
        cluster.update_service(service="s", taskDefinition="web:2")
        arn = service_deployments(cluster)[0]["serviceDeploymentArn"]
        assert described(cluster)["currentServiceDeployment"] == arn
        answer = cluster.describe_service_deployments(serviceDeploymentArns=[arn, arn + "0"])
        assert [item["reason"] for item in answer["failures"]] == ["MISSING"]
        deployment = answer["serviceDeployments"][0]
        arns = [deployment["targetServiceRevision"]["arn"], deployment["sourceServiceRevisions"][0]["arn"]]
        revisions = cluster.describe_service_revisions(serviceRevisionArns=arns)
        assert revisions["failures"] == []
        assert [item["taskDefinition"].split("/")[1] for item in revisions["serviceRevisions"]] == ["web:2", "web:1"]
        advance(3 * STEP)
        advance(3 * STEP)
        ended = cluster.describe_service_deployments(serviceDeploymentArns=[arn])["serviceDeployments"][0]
        assert (ended["status"], ended["targetServiceRevision"]["runningTaskCount"]) == ("SUCCESSFUL", 2)
        assert "currentServiceDeployment" not in described(cluster)

    def test_have_the_circuit_breaker_s_state(self, cluster, advance):
        cluster.create_service(
            serviceName="s", taskDefinition="web:1", desiredCount=20,
            deploymentConfiguration={"deploymentCircuitBreaker": {"enable": True, "rollback": False}})
        arn = service_deployments(cluster)[0]["serviceDeploymentArn"]
        states = []
        for _ in range(2):
            found = cluster.describe_service_deployments(serviceDeploymentArns=[arn])["serviceDeployments"][0]
            states.append(found["deploymentCircuitBreaker"])
            advance(3 * STEP)
        assert states == [
            {"status": status, "failureCount": 0, "threshold": 10} for status in ("MONITORING", "MONITORING_COMPLETE")]

    @pytest.mark.parametrize("operation, member", [
        ("describe_service_deployments", "serviceDeploymentArns"),
        ("describe_service_revisions", "serviceRevisionArns")])
    @pytest.mark.parametrize("count", [0, 21])
    def test_one_to_twenty_a_call(self, refusal, operation, member, count):
        assert refusal(operation, **{member: ["arn"] * count})[0] == "InvalidParameterException"

    def test_of_no_service(self, cluster, refusal):
        assert refusal("list_service_deployments", service="nope") == (
            "ServiceNotFoundException", "Service not found.")
        assert refusal("list_service_deployments", cluster="nope", service="s") == (
            "ClusterNotFoundException", "Cluster not found.")


class TestWaiters:
    def test_tasks_running(self, cluster, passing):
        arn = cluster.run_task(taskDefinition="web")["tasks"][0]["taskArn"]
        passing("DescribeTasks")
        cluster.get_waiter("tasks_running").wait(tasks=[arn], WaiterConfig=WAIT)
        assert describe_task(cluster, arn)["lastStatus"] == "RUNNING"

    def test_tasks_stopped(self, cluster, passing):
        arn = cluster.run_task(taskDefinition="web")["tasks"][0]["taskArn"]
        cluster.stop_task(task=arn)
        passing("DescribeTasks")
        cluster.get_waiter("tasks_stopped").wait(tasks=[arn], WaiterConfig=WAIT)
        assert describe_task(cluster, arn)["lastStatus"] == "STOPPED"

    def test_services_stable(self, cluster, passing):
        cluster.create_service(serviceName="s", taskDefinition="web:1", desiredCount=2)
        passing("DescribeServices")
        cluster.get_waiter("services_stable").wait(services=["s"], WaiterConfig=WAIT)
        cluster.update_service(service="s", taskDefinition="web:2")
        cluster.get_waiter("services_stable").wait(services=["s"], WaiterConfig=WAIT)
        assert deployments(cluster) == [("PRIMARY", "web:2", 2, 2, "COMPLETED")]

    def test_services_inactive(self, cluster, service, passing):
        cluster.delete_service(service="s", force=True)
        passing("DescribeServices")
        cluster.get_waiter("services_inactive").wait(services=["s"], WaiterConfig=WAIT)
        assert described(cluster)["status"] == "INACTIVE"
