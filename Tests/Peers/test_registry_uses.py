"""Clusters, services and tasks with boto3's client: what uses a definition, ACTIVE or not (ecs-api.md, section 3)."""

import pytest

CLIENT = "ClientException"
INVALID = "InvalidParameterException"
INACTIVE = "TaskDefinition is inactive"


@pytest.fixture
def cluster(ecs, register):
    """The default cluster, two revisions of `web`, and `old:1`, which is INACTIVE."""
    ecs.create_cluster()
    for family in ("web", "web", "old"):
        register(family)
    ecs.deregister_task_definition(taskDefinition="old:1")
    return ecs


@pytest.fixture
def service(cluster):
    def make(name="s", **members):
        request = {"serviceName": name, "taskDefinition": "web:1", "desiredCount": 2} | members
        return cluster.create_service(**request)["service"]

    return make


def running(ecs, **request):
    arns = ecs.list_tasks(**request)["taskArns"]
    return ecs.describe_tasks(tasks=arns)["tasks"] if arns else []


class TestClusters:
    def test_default_when_no_name_is_given(self, ecs):
        assert ecs.create_cluster()["cluster"]["clusterName"] == "default"

    def test_the_same_name_is_the_same_cluster(self, ecs):
        assert ecs.create_cluster(clusterName="a") ["cluster"] == ecs.create_cluster(clusterName="a")["cluster"]
        assert len(ecs.list_clusters()["clusterArns"]) == 1

    def test_list_in_pages(self, ecs):
        for index in range(5):
            ecs.create_cluster(clusterName=f"c{index}")
        pages = ecs.get_paginator("list_clusters").paginate(PaginationConfig={"PageSize": 2})
        assert [arn.split("/")[1] for page in pages for arn in page["clusterArns"]] == [f"c{i}" for i in range(5)]

    @pytest.mark.parametrize("operation, request_", [
        ("create_service", {"serviceName": "s", "taskDefinition": "web"}), ("update_service", {"service": "s"}),
        ("list_services", {}), ("describe_services", {"services": ["s"]}), ("run_task", {"taskDefinition": "web"}),
        ("stop_task", {"task": "t"}), ("list_tasks", {}), ("describe_tasks", {"tasks": ["t"]})])
    def test_not_found(self, refusal, operation, request_):
        expected = ("ClusterNotFoundException", "Cluster not found.")
        assert refusal(operation, cluster="nope", **request_) == expected
        assert refusal(operation, **request_) == expected, "no default cluster was made"


class TestInactive:
    """No new use; whatever is there goes on."""

    @pytest.mark.parametrize("operation, request_, code", [
        ("update_service", {"service": "s", "taskDefinition": "old:1"}, CLIENT),
        ("run_task", {"taskDefinition": "old:1"}, INVALID),
        ("create_service", {"serviceName": "n", "taskDefinition": "old:1"}, CLIENT)],
        ids=["UpdateService", "RunTask", "CreateService"])
    def test_is_refused(self, refusal, service, operation, request_, code):
        service()
        assert refusal(operation, **request_) == (code, INACTIVE)

    @pytest.mark.parametrize("name", ["old", "nope", "web:9"])
    @pytest.mark.parametrize("operation, request_", [
        ("update_service", {"service": "s"}), ("run_task", {}), ("create_service", {"serviceName": "n"})],
        ids=["UpdateService", "RunTask", "CreateService"])
    def test_nothing_of_that_name(self, refusal, service, operation, request_, name):
        service()
        assert refusal(operation, taskDefinition=name, **request_) == (CLIENT, "TaskDefinition not found.")

    def test_a_bare_family_moves_to_an_older_revision(self, cluster):
        cluster.deregister_task_definition(taskDefinition="web:2")
        assert cluster.run_task(taskDefinition="web")["tasks"][0]["taskDefinitionArn"].endswith("/web:1")

    def test_tasks_go_on(self, cluster):
        task = cluster.run_task(taskDefinition="web:1")["tasks"][0]
        cluster.deregister_task_definition(taskDefinition="web:1")
        assert [item["taskArn"] for item in running(cluster)] == [task["taskArn"]]

    def test_services_go_on_and_scale(self, cluster, service):
        service()
        cluster.deregister_task_definition(taskDefinition="web:1")
        after = cluster.update_service(service="s", desiredCount=4)["service"]
        assert after["runningCount"] == 4
        assert {task["taskDefinitionArn"] for task in running(cluster)} == {after["taskDefinition"]}


class TestServices:
    def test_a_new_service_runs_what_it_desires(self, cluster, service):
        made = service()
        assert (made["status"], made["desiredCount"], made["runningCount"]) == ("ACTIVE", 2, 2)
        assert [item["status"] for item in made["deployments"]] == ["PRIMARY"]
        tasks = running(cluster, serviceName="s")
        assert {task["group"] for task in tasks} == {"service:s"}
        assert {task["startedBy"] for task in tasks} == {made["deployments"][0]["id"]}
        assert made["deployments"][0]["id"].startswith("ecs-svc/")

    def test_an_update_replaces_deployment_and_tasks(self, cluster, service):
        before = service()
        after = cluster.update_service(service="s", taskDefinition="web")["service"]
        assert after["deployments"][0]["id"] != before["deployments"][0]["id"]
        assert {task["taskDefinitionArn"] for task in running(cluster)} == {after["taskDefinition"]}
        assert len(cluster.list_tasks(desiredStatus="STOPPED")["taskArns"]) == 2

    def test_a_name_is_taken_once(self, refusal, service):
        service()
        assert refusal("create_service", serviceName="s", taskDefinition="web:2") == (
            INVALID, "Creation of service was not idempotent.")

    def test_not_found(self, cluster, refusal):
        assert refusal("update_service", service="nope") == ("ServiceNotFoundException", "Service not found.")

    def test_code_deploy_alone_changes_the_revision(self, cluster, refusal, service):
        made = service(deploymentController={"type": "CODE_DEPLOY"})
        assert made["deployments"] == []
        assert [item["taskDefinition"] for item in made["taskSets"]] == [made["taskDefinition"]]
        assert refusal("update_service", service="s", taskDefinition="web:2") == (
            INVALID, "Unable to update task definition on services with a CODE_DEPLOY deployment controller. "
            "Use AWS CodeDeploy to trigger a new deployment.")

    def test_external_needs_no_definition(self, cluster):
        made = cluster.create_service(serviceName="s", deploymentController={"type": "EXTERNAL"})["service"]
        assert "taskDefinition" not in made and made["deployments"] == []

    def test_lists_ten_unless_told(self, cluster, service):
        for index in range(12):
            service(f"s{index:02}", desiredCount=0)
        assert len(cluster.list_services()["serviceArns"]) == 10
        assert len(cluster.list_services(maxResults=100)["serviceArns"]) == 12
        pages = cluster.get_paginator("list_services").paginate()
        assert sum(len(page["serviceArns"]) for page in pages) == 12

    def test_describes_ten_at_most_and_what_is_missing(self, cluster, refusal, service):
        made = service()
        answer = cluster.describe_services(services=["s", "nope", made["serviceArn"]])
        assert [item["serviceName"] for item in answer["services"]] == ["s", "s"]
        assert [(item["arn"][-5:], item["reason"]) for item in answer["failures"]] == [("/nope", "MISSING")]
        assert refusal("describe_services", services=[str(index) for index in range(11)])[0] == INVALID

    def test_gives_back_what_was_sent(self, cluster, service):
        sent = {
            "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1"], "assignPublicIp": "ENABLED"}},
            "placementConstraints": [{"type": "distinctInstance"}],
            "placementStrategy": [{"type": "spread", "field": "host"}],
            "loadBalancers": [{"targetGroupArn": "t", "containerName": "app", "containerPort": 80}],
            "serviceRegistries": [{"registryArn": "r", "port": 80}], "healthCheckGracePeriodSeconds": 5,
            "propagateTags": "SERVICE", "enableExecuteCommand": True, "enableECSManagedTags": True,
            "tags": [{"key": "k", "value": "v"}], "launchType": "FARGATE", "schedulingStrategy": "REPLICA"}
        service(**sent)
        described = cluster.describe_services(services=["s"], include=["TAGS"])["services"][0]
        assert {name: described[name] for name in sent} == sent


class TestTasks:
    @pytest.mark.parametrize("count", [0, 11])
    def test_one_to_ten_a_call(self, cluster, refusal, count):
        assert refusal("run_task", taskDefinition="web", count=count)[0] == INVALID

    def test_runs_what_was_asked_for(self, cluster):
        tasks = cluster.run_task(
            taskDefinition="web", count=3, startedBy="me", group="g", launchType="FARGATE",
            overrides={"containerOverrides": [{"name": "app", "command": ["x"]}]})["tasks"]
        assert len({task["taskArn"] for task in tasks}) == 3
        assert {(task["startedBy"], task["group"], task["launchType"]) for task in tasks} == {("me", "g", "FARGATE")}
        assert tasks[0]["overrides"]["containerOverrides"] == [{"name": "app", "command": ["x"]}]

    def test_stopping(self, cluster):
        arn = cluster.run_task(taskDefinition="web")["tasks"][0]["taskArn"]
        task = cluster.stop_task(task=arn, reason="enough")["task"]
        assert (task["desiredStatus"], task["lastStatus"]) == ("STOPPED", "STOPPED")
        assert (task["stopCode"], task["stoppedReason"]) == ("UserInitiated", "enough")
        assert cluster.list_tasks()["taskArns"] == []
        assert cluster.list_tasks(desiredStatus="STOPPED")["taskArns"] == [arn]

    def test_lists_by_family_service_and_starter(self, cluster, service):
        service(desiredCount=3)
        cluster.run_task(taskDefinition="web", count=2, startedBy="me")
        assert len(cluster.list_tasks()["taskArns"]) == 5
        assert len(cluster.list_tasks(family="web")["taskArns"]) == 5
        assert len(cluster.list_tasks(serviceName="s")["taskArns"]) == 3
        assert len(cluster.list_tasks(startedBy="me")["taskArns"]) == 2

    def test_describes_a_hundred_at_most_and_what_is_missing(self, cluster, refusal):
        answer = cluster.describe_tasks(tasks=["nope"])
        assert (answer["tasks"], answer["failures"][0]["reason"]) == ([], "MISSING")
        assert refusal("describe_tasks", tasks=[str(index) for index in range(101)])[0] == INVALID
