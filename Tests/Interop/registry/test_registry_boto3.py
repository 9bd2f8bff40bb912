"""Task definitions with boto3's client: one named check for each documented rule (ecs-api.md, section 2)."""

import contextlib
import datetime
import sqlite3

import pytest

ACCOUNT = "123456789012"
CANNOT_DESCRIBE = ("ClientException", "Unable to describe task definition.")
CLIENT = "ClientException"
INVALID = "InvalidParameterException"


def arns(names, region):
    return [f"arn:aws:ecs:{region}:{ACCOUNT}:task-definition/{name}" for name in names]


def revisions(ecs, **request):
    """family:revision from all pages."""
    pages = ecs.get_paginator("list_task_definitions").paginate(**request)
    return [arn.split("/")[1] for page in pages for arn in page["taskDefinitionArns"]]


class TestRegister:
    def test_gives_the_first_number(self, register, region):
        definition = register()
        assert definition["revision"] == 1
        assert definition["taskDefinitionArn"] == arns(["web:1"], region)[0]

    def test_identical_content_still_makes_a_new_revision(self, register):
        assert [register()["revision"] for _ in range(3)] == [1, 2, 3]

    def test_writes_defaults_into_each_container(self, register):
        assert register()["containerDefinitions"] == [{
            "name": "app", "image": "nginx:1", "memory": 64, "cpu": 0, "environment": [], "essential": True,
            "mountPoints": [], "portMappings": [], "systemControls": [], "volumesFrom": []}]

    def test_writes_the_top_level(self, register):
        definition = register()
        assert set(definition) == {
            "taskDefinitionArn", "containerDefinitions", "family", "revision", "volumes", "status",
            "placementConstraints", "compatibilities", "registeredAt", "registeredBy"}
        assert definition["status"] == "ACTIVE"
        assert definition["registeredBy"].startswith("arn:aws:iam::")
        age = datetime.datetime.now(datetime.timezone.utc) - definition["registeredAt"]
        assert abs(age.total_seconds()) < 60

    def test_tags_stand_beside_the_definition_only_when_sent(self, ecs, register):
        tags = [{"key": "release", "value": "stable"}]
        register()
        sent = ecs.register_task_definition(
            family="web", tags=tags, containerDefinitions=[{"name": "a", "image": "i", "memory": 8}])
        assert sent["tags"] == tags
        plain = ecs.register_task_definition(
            family="web", containerDefinitions=[{"name": "a", "image": "i", "memory": 8}])
        assert "tags" not in plain

    @pytest.mark.parametrize("mode, host_port", [(None, 0), ("bridge", 0), ("awsvpc", 80), ("host", 80)])
    def test_completes_port_mappings(self, register, mode, host_port):
        more = {"networkMode": mode} if mode else {}
        definition = register(container={"portMappings": [{"containerPort": 80}]}, **more)
        assert definition["containerDefinitions"][0]["portMappings"] == [
            {"containerPort": 80, "hostPort": host_port, "protocol": "tcp"}]

    def test_sizes_become_units(self, register):
        definition = register(cpu="0.25 vCPU", memory="0.5 GB")
        assert (definition["cpu"], definition["memory"]) == ("256", "512")

    @pytest.mark.parametrize("members, expected", [
        ({}, {"EXTERNAL", "EC2"}),
        ({"networkMode": "host"}, {"EXTERNAL", "EC2"}),
        ({"networkMode": "awsvpc"}, {"EC2", "MANAGED_INSTANCES", "FARGATE"}),
        ({"runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}}, {"EC2", "FARGATE"}),
    ], ids=["default", "host", "awsvpc", "windows"])
    def test_derives_compatibilities(self, register, members, expected):
        assert set(register(**members)["compatibilities"]) == expected

    @pytest.mark.parametrize("members, expected", [
        ({"networkMode": "awsvpc"}, {"com.amazonaws.ecs.capability.docker-remote-api.1.18", "ecs.capability.task-eni"}),
        ({"container": {"logConfiguration": {
            "logDriver": "awslogs", "options": {"awslogs-region": "r", "awslogs-group": "g"}}}},
         {"com.amazonaws.ecs.capability.logging-driver.awslogs",
          "com.amazonaws.ecs.capability.docker-remote-api.1.19"}),
        ({"container": {"startTimeout": 30}}, {"ecs.capability.container-ordering"}),
    ], ids=["awsvpc", "awslogs", "timeouts"])
    def test_derives_required_attributes(self, register, members, expected):
        assert {item["name"] for item in register(**members)["requiresAttributes"]} == expected

    @pytest.mark.parametrize("cpu, memory", [
        (256, 512), (256, 2048), (512, 4096), (1024, 2048), (2048, 16384), (4096, 30720), (8192, 61440),
        (16384, 122880)])
    def test_takes_what_fargate_sells(self, register, cpu, memory):
        register(requiresCompatibilities=["FARGATE"], networkMode="awsvpc", cpu=str(cpu), memory=str(memory))

    @pytest.mark.parametrize("cpu, memory", [
        (256, 4096), (512, 512), (1024, 9216), (2048, 2048), (4096, 31744), (8192, 17408), (16384, 36864), (128, 512)])
    def test_refuses_what_fargate_does_not_sell(self, refusal, cpu, memory):
        assert refusal(
            "register_task_definition", family="web", requiresCompatibilities=["FARGATE"], networkMode="awsvpc",
            cpu=str(cpu), memory=str(memory), containerDefinitions=[{"name": "a", "image": "i"}]) == (
                CLIENT, f"No Fargate configuration exists for given values: {cpu} CPU, {memory} memory. "
                "See the Amazon ECS documentation for the valid values.")

    def test_refuses_more_than_sixty_four_kib(self, refusal):
        code, text = refusal("register_task_definition", family="web", containerDefinitions=[
            {"name": "a", "image": "i", "memory": 8, "environment": [{"name": "A", "value": "x" * 70_000}]}])
        assert code == CLIENT
        assert text.startswith("Actual length: '7") and text.endswith("Max allowed length is '65536' bytes.")


class TestDeregister:
    def test_first_call(self, ecs, register):
        register()
        definition = ecs.deregister_task_definition(taskDefinition="web:1")["taskDefinition"]
        assert definition["status"] == "INACTIVE"
        assert "deregisteredAt" not in definition

    def test_repeat_keeps_the_time(self, ecs, register):
        register()
        ecs.deregister_task_definition(taskDefinition="web:1")
        first = ecs.deregister_task_definition(taskDefinition="web:1")["taskDefinition"]
        second = ecs.deregister_task_definition(taskDefinition="web:1")["taskDefinition"]
        assert first["deregisteredAt"] == second["deregisteredAt"]

    def test_by_arn(self, ecs, register):
        arn = register()["taskDefinitionArn"]
        assert ecs.deregister_task_definition(taskDefinition=arn)["taskDefinition"]["status"] == "INACTIVE"

    @pytest.mark.parametrize("name, expected", [
        ("web", (INVALID, "Revision is missing")),
        ("web:latest", (INVALID, "Invalid revision number. Number: latest")),
        ("web:9", CANNOT_DESCRIBE),
    ])
    def test_refuses(self, refusal, register, name, expected):
        register()
        assert refusal("deregister_task_definition", taskDefinition=name) == expected

    def test_numbers_are_never_used_again(self, ecs, register):
        for number in (1, 2):
            register()
            ecs.deregister_task_definition(taskDefinition=f"web:{number}")
        assert register()["revision"] == 3


    def test_a_family_has_a_million_revisions_at_most(self, client_for, serve, tmp_path, region):
        """Including deregistered ones. The database is edited to skip all but the last two."""
        members = {"family": "web", "containerDefinitions": [{"name": "a", "image": "i", "memory": 8}]}
        server = serve(tmp_path / "registry.db")
        client_for(server.url, region).register_task_definition(**members)
        assert server.stop() == 0
        with contextlib.closing(sqlite3.connect(tmp_path / "registry.db")) as file, file:
            file.execute("UPDATE families SET last = 999998")
        ecs = client_for(serve(tmp_path / "registry.db").url, region)
        numbers = [ecs.register_task_definition(**members)["taskDefinition"]["revision"] for _ in range(2)]
        assert numbers == [999_999, 1_000_000]
        for number in numbers:
            ecs.deregister_task_definition(taskDefinition=f"web:{number}")
        with pytest.raises(ecs.exceptions.LimitExceededException):
            ecs.register_task_definition(**members)
        assert ecs.list_task_definitions(sort="DESC")["taskDefinitionArns"] == arns(["web:1"], region)


class TestDescribe:
    def test_gives_what_register_gave(self, ecs, register):
        registered = register(container={"dockerLabels": {"Keep.My_Case": "ü \\ \" /"}})
        described = ecs.describe_task_definition(taskDefinition="web:1")
        assert described["taskDefinition"] == registered

    def test_a_bare_family_falls_back_to_a_lower_active_one(self, ecs, register):
        for _ in range(3):
            register()
        assert ecs.describe_task_definition(taskDefinition="web")["taskDefinition"]["revision"] == 3
        ecs.deregister_task_definition(taskDefinition="web:3")
        assert ecs.describe_task_definition(taskDefinition="web")["taskDefinition"]["revision"] == 2

    def test_inactive_ones_too(self, ecs, register):
        register()
        ecs.deregister_task_definition(taskDefinition="web:1")
        definition = ecs.describe_task_definition(taskDefinition="web:1")["taskDefinition"]
        assert definition["status"] == "INACTIVE" and definition["deregisteredAt"]

    def test_tags_are_empty_unless_asked_for(self, ecs, register):
        tags = [{"key": "k", "value": "v"}]
        register(tags=tags)
        assert ecs.describe_task_definition(taskDefinition="web:1")["tags"] == []
        assert ecs.describe_task_definition(taskDefinition="web:1", include=["TAGS"])["tags"] == tags

    def test_tags_are_not_inherited(self, ecs, register):
        register(tags=[{"key": "k", "value": "v"}])
        register()
        assert ecs.describe_task_definition(taskDefinition="web:2", include=["TAGS"])["tags"] == []

    @pytest.mark.parametrize("request_, expected", [
        ({"taskDefinition": "nope"}, CANNOT_DESCRIBE),
        ({"taskDefinition": "web:9"}, CANNOT_DESCRIBE),
        ({"taskDefinition": "gone"}, CANNOT_DESCRIBE),
        ({"taskDefinition": "web:bad"}, (INVALID, "Invalid task definition: Invalid revision number.")),
        ({"taskDefinition": "nope:bad", "include": ["BOGUS"]},
         (CLIENT, "BOGUS is not a valid value for include. The value must be one of [[TAGS]]")),
    ], ids=["missing family", "missing revision", "no ACTIVE revision", "bad revision", "bad include first"])
    def test_refuses(self, ecs, refusal, register, request_, expected):
        register()
        register("gone")
        ecs.deregister_task_definition(taskDefinition="gone:1")
        assert refusal("describe_task_definition", **request_) == expected


class TestLists:
    @pytest.fixture
    def filled(self, ecs, register):
        for family in ["a", "a", "a", "ab"] + ["b"] * 11:
            register(family)
        for name in ("a:2", "ab:1"):
            ecs.deregister_task_definition(taskDefinition=name)
        return ecs

    ACTIVE = ["a:1", "a:3"] + [f"b:{number}" for number in range(1, 12)]

    @pytest.mark.parametrize("request_, expected", [
        ({}, ACTIVE),
        ({"sort": "DESC"}, ACTIVE[::-1]),
        ({"familyPrefix": "a"}, ["a:1", "a:3"]),
        ({"status": "INACTIVE"}, ["a:2", "ab:1"]),
        ({"status": "DELETE_IN_PROGRESS"}, []),
    ], ids=["ascending by family, then number", "descending", "a whole family name", "inactive", "being deleted"])
    @pytest.mark.parametrize("size", [1, 4, 100])
    def test_definitions(self, filled, request_, expected, size):
        assert revisions(filled, PaginationConfig={"PageSize": size}, **request_) == expected

    def test_paging_does_not_skip_what_was_deregistered_meanwhile(self, filled):
        seen = []
        for page in filled.get_paginator("list_task_definitions").paginate(PaginationConfig={"PageSize": 2}):
            for arn in page["taskDefinitionArns"]:
                seen.append(arn.split("/")[1])
                filled.deregister_task_definition(taskDefinition=arn)
        assert seen == self.ACTIVE

    @pytest.mark.parametrize("request_, expected", [
        ({}, ["a", "ab", "b"]),
        ({"status": "ALL"}, ["a", "ab", "b"]),
        ({"status": "ACTIVE"}, ["a", "b"]),
        ({"status": "INACTIVE"}, ["ab"]),
        ({"familyPrefix": "a"}, ["a", "ab"]),
    ], ids=["both", "ALL", "ACTIVE", "INACTIVE", "a true prefix"])
    @pytest.mark.parametrize("size", [1, 100])
    def test_families(self, filled, request_, expected, size):
        pages = filled.get_paginator("list_task_definition_families").paginate(
            PaginationConfig={"PageSize": size}, **request_)
        assert [name for page in pages for name in page["families"]] == expected

    @pytest.mark.parametrize("size", [0, 101, -1])
    def test_refuses_other_page_sizes(self, refusal, size):
        assert refusal("list_task_definitions", maxResults=size)[0] == INVALID

    def test_a_hundred_a_page(self, ecs, register):
        for _ in range(101):
            register()
        page = ecs.list_task_definitions()
        assert len(page["taskDefinitionArns"]) == 100
        last = ecs.list_task_definitions(nextToken=page["nextToken"])
        assert len(last["taskDefinitionArns"]) == 1
        assert "nextToken" not in last

    def test_an_exact_page_is_the_last(self, filled):
        assert "nextToken" not in filled.list_task_definitions(maxResults=len(self.ACTIVE))
        assert "nextToken" not in filled.list_task_definition_families(maxResults=3)

    def test_a_token_is_good_for_its_own_list_alone(self, filled, refusal):
        token = filled.list_task_definitions(maxResults=1)["nextToken"]
        for other in ({"sort": "DESC"}, {"status": "INACTIVE"}, {"familyPrefix": "a"}):
            assert refusal("list_task_definitions", nextToken=token, **other)[0] == INVALID
        for token in (token, "nonsense", ""):
            assert refusal("list_task_definition_families", nextToken=token)[0] == INVALID

    @pytest.mark.parametrize("operation, request_", [
        ("list_task_definitions", {"status": "GONE"}), ("list_task_definitions", {"sort": "UP"}),
        ("list_task_definition_families", {"status": "DELETE_IN_PROGRESS"})])
    def test_refuses_other_words(self, refusal, operation, request_):
        code, text = refusal(operation, **request_)
        assert code == CLIENT and " is not a valid value for " in text
