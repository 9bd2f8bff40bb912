"""Clusters, services and tasks with boto3's client: what uses a definition, ACTIVE or not (ecs-api.md, section 3)."""

import pytest

CLIENT = "ClientException"
INVALID = "InvalidParameterException"
INACTIVE = "TaskDefinition is inactive"
INSIGHTS = {"name": "containerInsights", "value": "enabled"}


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


@pytest.fixture
def external(cluster):
    """A service with the external deployment controller, `x`."""
    return cluster.create_service(serviceName="x", deploymentController={"type": "EXTERNAL"})["service"]


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
        ("delete_service", {"service": "s"}), ("list_services", {}), ("describe_services", {"services": ["s"]}),
        ("list_service_deployments", {"service": "s"}), ("run_task", {"taskDefinition": "web"}),
        ("start_task", {"taskDefinition": "web", "containerInstances": ["i"]}), ("stop_task", {"task": "t"}),
        ("list_tasks", {}), ("describe_tasks", {"tasks": ["t"]})])
    def test_not_found(self, ecs, refusal, operation, request_):
        expected = ("ClusterNotFoundException", "Cluster not found.")
        assert refusal(operation, cluster="nope", **request_) == expected
        assert refusal(operation, **request_) == expected, "no default cluster was made"
        ecs.create_cluster(clusterName="gone")
        ecs.delete_cluster(cluster="gone")
        assert refusal(operation, cluster="gone", **request_) == expected

    @pytest.mark.parametrize("operation, request_", [
        ("delete_cluster", {}), ("update_cluster", {}), ("update_cluster_settings", {"settings": [INSIGHTS]}),
        ("put_cluster_capacity_providers", {"capacityProviders": [], "defaultCapacityProviderStrategy": []})])
    def test_not_found_by_what_changes_them(self, refusal, operation, request_):
        assert refusal(operation, cluster="nope", **request_) == ("ClusterNotFoundException", "Cluster not found.")

    def test_deleting_makes_them_INACTIVE_and_can_be_repeated(self, ecs):
        ecs.create_cluster(clusterName="a")
        answers = [ecs.delete_cluster(cluster="a")["cluster"] for _ in range(2)]
        assert [answer["status"] for answer in answers] == ["INACTIVE"] * 2

    def test_INACTIVE_ones_are_described_and_not_listed(self, ecs):
        for name in ("a", "b"):
            ecs.create_cluster(clusterName=name)
        ecs.delete_cluster(cluster="a")
        assert [arn.split("/")[1] for arn in ecs.list_clusters()["clusterArns"]] == ["b"]
        described = ecs.describe_clusters(clusters=["a", "b"])["clusters"]
        assert [item["status"] for item in described] == ["INACTIVE", "ACTIVE"]

    def test_a_missing_one_is_a_failure(self, ecs, region):
        answer = ecs.describe_clusters(clusters=["nope"])
        assert answer["clusters"] == []
        assert answer["failures"] == [
            {"arn": f"arn:aws:ecs:{region}:123456789012:cluster/nope", "reason": "MISSING"}]

    def test_a_name_is_taken_anew_after_its_deletion(self, ecs):
        ecs.create_cluster(clusterName="a")
        ecs.delete_cluster(cluster="a")
        assert ecs.create_cluster(clusterName="a")["cluster"]["status"] == "ACTIVE"

    def test_settings_change(self, ecs):
        ecs.create_cluster()
        for change in (ecs.update_cluster_settings, ecs.update_cluster):
            for value in ("enabled", "disabled"):
                changed = change(cluster="default", settings=[INSIGHTS | {"value": value}])["cluster"]
                assert changed["settings"] == [INSIGHTS | {"value": value}]
        described = ecs.describe_clusters(include=["SETTINGS"])["clusters"][0]
        assert described["settings"] == [INSIGHTS | {"value": "disabled"}]

    def test_settings_that_there_are_not(self, ecs, refusal):
        ecs.create_cluster()
        for setting in ({"name": "moon", "value": "enabled"}, INSIGHTS | {"value": "full"}):
            assert refusal("update_cluster_settings", cluster="default", settings=[setting])[0] in (CLIENT, INVALID)

    def test_capacity_providers_are_replaced(self, ecs):
        ecs.create_cluster(capacityProviders=["FARGATE"])
        strategy = [{"capacityProvider": "FARGATE_SPOT", "weight": 1, "base": 0}]
        changed = ecs.put_cluster_capacity_providers(
            cluster="default", capacityProviders=["FARGATE_SPOT"], defaultCapacityProviderStrategy=strategy)["cluster"]
        assert changed["capacityProviders"] == ["FARGATE_SPOT"]
        assert changed["defaultCapacityProviderStrategy"] == strategy

    def test_count_what_they_have(self, cluster, service):
        service()
        cluster.run_task(taskDefinition="web")
        counted = cluster.describe_clusters()["clusters"][0]
        assert (counted["activeServicesCount"], counted["runningTasksCount"], counted["pendingTasksCount"]) == (1, 3, 0)


class TestInactive:
    """New uses are refused; existing ones continue."""

    @pytest.mark.parametrize("operation, request_, code", [
        ("update_service", {"service": "s", "taskDefinition": "old:1"}, CLIENT),
        ("run_task", {"taskDefinition": "old:1"}, INVALID),
        ("start_task", {"taskDefinition": "old:1", "containerInstances": ["i"]}, INVALID),
        ("create_service", {"serviceName": "n", "taskDefinition": "old:1"}, CLIENT),
        ("create_task_set", {"cluster": "default", "service": "x", "taskDefinition": "old:1"}, CLIENT)],
        ids=["UpdateService", "RunTask", "StartTask", "CreateService", "CreateTaskSet"])
    def test_is_refused(self, refusal, service, external, operation, request_, code):
        service()
        assert refusal(operation, **request_) == (code, INACTIVE)

    @pytest.mark.parametrize("name", ["old", "nope", "web:9"])
    @pytest.mark.parametrize("operation, request_", [
        ("update_service", {"service": "s"}), ("run_task", {}), ("start_task", {"containerInstances": ["i"]}),
        ("create_service", {"serviceName": "n"}), ("create_task_set", {"cluster": "default", "service": "x"})],
        ids=["UpdateService", "RunTask", "StartTask", "CreateService", "CreateTaskSet"])
    def test_nothing_of_that_name(self, refusal, service, external, operation, request_, name):
        service()
        assert refusal(operation, taskDefinition=name, **request_) == (CLIENT, "TaskDefinition not found.")

    def test_a_bare_family_moves_to_an_older_revision(self, cluster):
        cluster.deregister_task_definition(taskDefinition="web:2")
        assert cluster.run_task(taskDefinition="web")["tasks"][0]["taskDefinitionArn"].endswith("/web:1")

    @pytest.mark.parametrize("operation, request_", [
        ("run_task", {}), ("start_task", {"containerInstances": ["i"]}), ("create_service", {"serviceName": "n"}),
        ("update_service", {"service": "s"})], ids=["RunTask", "StartTask", "CreateService", "UpdateService"])
    def test_without_any_ACTIVE_one_the_bare_family_is_nothing(self, cluster, refusal, service, operation, request_):
        service()
        for number in (2, 1):
            cluster.deregister_task_definition(taskDefinition=f"web:{number}")
        assert refusal(operation, taskDefinition="web", **request_) == (CLIENT, "TaskDefinition not found.")

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

    def test_the_same_request_under_its_token_is_the_same_service(self, cluster, refusal, service):
        made = service(clientToken="t")
        assert service(clientToken="t")["serviceArn"] == made["serviceArn"]
        assert refusal("create_service", serviceName="s", taskDefinition="web:2", clientToken="t") == (
            INVALID, "Creation of service was not idempotent.")

    @pytest.mark.parametrize("operation", ["update_service", "delete_service", "list_service_deployments"])
    def test_not_found(self, cluster, refusal, operation):
        assert refusal(operation, service="nope") == ("ServiceNotFoundException", "Service not found.")

    def test_is_not_deleted_while_it_is_scaled_above_0(self, cluster, refusal, service):
        service()
        assert refusal("delete_service", service="s") == (
            INVALID, "The service cannot be stopped while it is scaled above 0.")
        cluster.update_service(service="s", desiredCount=0)
        assert cluster.delete_service(service="s")["service"]["status"] == "DRAINING"

    def test_is_deleted_with_force_and_stops_its_tasks(self, cluster, service):
        service()
        assert cluster.delete_service(service="s", force=True)["service"]["status"] == "DRAINING"
        assert cluster.list_tasks()["taskArns"] == []
        described = cluster.describe_services(services=["s"])["services"][0]
        assert (described["status"], described["desiredCount"], described["runningCount"]) == ("INACTIVE", 0, 0)
        assert cluster.list_services()["serviceArns"] == []

    def test_a_name_is_taken_anew_after_its_deletion(self, cluster, service):
        service()
        cluster.delete_service(service="s", force=True)
        assert service(taskDefinition="web:2")["taskDefinition"].endswith("/web:2")

    def test_code_deploy_alone_changes_the_revision(self, cluster, refusal, service):
        made = service(deploymentController={"type": "CODE_DEPLOY"})
        assert made["deployments"] == []
        assert [item["taskDefinition"] for item in made["taskSets"]] == [made["taskDefinition"]]
        assert refusal("update_service", service="s", taskDefinition="web:2") == (
            INVALID, "Unable to update task definition on services with a CODE_DEPLOY deployment controller. "
            "Use AWS CodeDeploy to trigger a new deployment.")
        assert cluster.update_service(service="s", desiredCount=1)["service"]["desiredCount"] == 1

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

    @pytest.mark.parametrize("instances", [[], ["i"] * 11], ids=["none", "eleven"])
    def test_one_to_ten_instances_a_start(self, cluster, refusal, instances):
        assert refusal("start_task", taskDefinition="web", containerInstances=instances)[0] == INVALID

    def test_starts_one_on_each_instance(self, cluster):
        answer = cluster.start_task(
            taskDefinition="web:1", containerInstances=["a", "b"], startedBy="me", group="g",
            overrides={"containerOverrides": [{"name": "app", "command": ["x"]}]})
        assert answer["failures"] == []
        assert [task["containerInstanceArn"].split("/")[-1] for task in answer["tasks"]] == ["a", "b"]
        assert {(task["startedBy"], task["group"], task["launchType"]) for task in answer["tasks"]} == {
            ("me", "g", "EC2")}
        assert {task["lastStatus"] for task in running(cluster)} == {"RUNNING"}

    def test_the_same_request_under_its_token_is_the_same_tasks(self, cluster, refusal):
        one, two = (cluster.run_task(taskDefinition="web", count=2, clientToken="t")["tasks"] for _ in range(2))
        assert [task["taskArn"] for task in one] == [task["taskArn"] for task in two]
        assert len(cluster.list_tasks()["taskArns"]) == 2
        assert refusal("run_task", taskDefinition="web", count=3, clientToken="t")[0] == "ConflictException"

    def test_stopping_one_that_is_not_there(self, cluster, refusal):
        assert refusal("stop_task", task="nope") == (INVALID, "The referenced task was not found.")


class TestAccountSettings:
    def test_are_the_defaults_when_they_are_asked_for(self, ecs):
        pages = ecs.get_paginator("list_account_settings").paginate(
            effectiveSettings=True, PaginationConfig={"PageSize": 3})
        settings = {item["name"]: item["value"] for page in pages for item in page["settings"]}
        long = dict.fromkeys(
            ("serviceLongArnFormat", "taskLongArnFormat", "containerInstanceLongArnFormat"), "enabled")
        assert settings == long | {
            "awsvpcTrunking": "disabled", "containerInsights": "disabled", "defaultLogDriverMode": "non-blocking",
            "fargateFIPSMode": "disabled", "fargateTaskRetirementWaitPeriod": "7", "guardDutyActivate": "off",
            "tagResourceAuthorization": "off"}

    def test_are_none_that_somebody_set(self, ecs):
        assert ecs.list_account_settings()["settings"] == []

    def test_are_found_by_name(self, ecs):
        found = ecs.list_account_settings(name="taskLongArnFormat", effectiveSettings=True)["settings"]
        assert [(item["name"], item["value"]) for item in found] == [("taskLongArnFormat", "enabled")]
