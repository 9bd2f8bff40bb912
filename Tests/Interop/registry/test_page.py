"""The page of DeregisterTaskDefinition in Amazon's API reference, sentence by sentence.

Each class is a section of the page, in the page's order, and each check a sentence that says what ECS does.
`pytest -v Tests/Interop/registry/test_page.py` prints the page as checks. Other files test the rest of the API:

    test_registry_boto3, _definitions, _refusals    task definitions: registered, kept, refused, listed
    test_registry_deletion, test_registry_tags      deleting what was deregistered; tags
    test_registry_uses, test_registry_task_sets     clusters, services, tasks and task sets, and what they refuse
    test_registry_time                              tasks, deployments and waiters as time passes
    test_registry_wire, _signatures, test_shapes    HTTP, errors, SigV4, the type of every member
    test_registry_races                             many clients at once
    test_registry_cli                               AWS CLI

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeregisterTaskDefinition.html
"""

import copy
import datetime
import http.client
import json
import re

import botocore.exceptions
import pytest

from support.admin import Admin
from support.definitions import EVERYTHING, filled, paths
from support.sessions import make_session

CLIENT = "ClientException"
INVALID = "InvalidParameterException"
INACTIVE = "TaskDefinition is inactive"
YEAR = 365 * 24 * 3600


@pytest.fixture
def ecs(client_for, timed_server, region):
    """A client of an empty Region in which a deregistration takes ten minutes to become final."""
    return client_for(timed_server.url, region)


@pytest.fixture
def advance(timed_server):
    """Moves the registry's clock forward by seconds."""
    return timed_server.advance


@pytest.fixture
def deregister(ecs):
    """Deregisters; returns the definition."""
    return lambda name: ecs.deregister_task_definition(taskDefinition=name)["taskDefinition"]


@pytest.fixture
def used(ecs, register, advance):
    """The default cluster, `web:1` and `web:2`, and a task and two services that run `web:1`."""
    ecs.create_cluster()
    for _ in range(2):
        register()
    ecs.run_task(taskDefinition="web:1")
    ecs.create_service(serviceName="s", taskDefinition="web:1", desiredCount=3)
    ecs.create_service(
        serviceName="external", deploymentController={"type": "EXTERNAL"}, desiredCount=1)
    ecs.create_task_set(
        cluster="default", service="external", taskDefinition="web:1", scale={"value": 100, "unit": "PERCENT"})
    advance(180)
    assert len(running(ecs)) == 5
    return ecs


def running(ecs, **request):
    """The tasks that are RUNNING on `web:1`."""
    arns = ecs.list_tasks(**request)["taskArns"]
    tasks = ecs.describe_tasks(tasks=arns)["tasks"] if arns else []
    return {task["taskArn"] for task in tasks
            if task["lastStatus"] == "RUNNING" and task["taskDefinitionArn"].endswith("/web:1")}


def service(ecs, name="s"):
    return ecs.describe_services(services=[name])["services"][0]


# Calls that must not start using an INACTIVE revision, and the exception that each raises.
RUNS = {
    "RunTask": (lambda ecs, name: ecs.run_task(taskDefinition=name), INVALID),
    "StartTask": (lambda ecs, name: ecs.start_task(taskDefinition=name, containerInstances=["i"]), INVALID),
}
CREATES = {
    "CreateService": (lambda ecs, name: ecs.create_service(serviceName="new", taskDefinition=name), CLIENT),
    "CreateTaskSet": (
        lambda ecs, name: ecs.create_task_set(cluster="default", service="external", taskDefinition=name), CLIENT),
}
UPDATES = {"UpdateService": (lambda ecs, name: ecs.update_service(service="s", taskDefinition=name), CLIENT)}
RESTRICTED = RUNS | CREATES | UPDATES
FORMS = {"by family:revision": "web:{}", "by ARN": "arn:aws:ecs:{region}:123456789012:task-definition/web:{}"}


def uses(table):
    return pytest.mark.parametrize("use, code", table.values(), ids=table.keys())


def error(caught):
    """The exception's name, its text and the HTTP status."""
    response = caught.value.response
    return response["Error"]["Code"], response["Error"]["Message"], response["ResponseMetadata"]["HTTPStatusCode"]


def assert_refused(use, ecs, name, code):
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        use(ecs, name)
    assert error(caught) == (code, INACTIVE, 400)


class TestDescription:
    def test_deregisters_that_revision_of_that_family_alone(self, ecs, register, deregister):
        for family in ("web", "web", "web", "web2"):
            register(family)
        assert (deregister("web:2")["family"], deregister("web:2")["revision"]) == ("web", 2)
        assert ecs.list_task_definitions()["taskDefinitionArns"] == [
            ecs.describe_task_definition(taskDefinition=name)["taskDefinition"]["taskDefinitionArn"]
            for name in ("web:1", "web:3", "web2:1")]

    def test_marks_the_revision_INACTIVE(self, ecs, register, deregister):
        assert register()["status"] == "ACTIVE"
        assert deregister("web:1")["status"] == "INACTIVE"
        assert ecs.describe_task_definition(taskDefinition="web:1")["taskDefinition"]["status"] == "INACTIVE"

    def test_existing_tasks_go_on(self, used, deregister, advance):
        before = running(used)
        deregister("web:1")
        for seconds in (0, 60, 600, 24 * 3600):
            advance(seconds)
            assert running(used) == before

    def test_existing_services_go_on(self, used, deregister, advance):
        before = service(used)
        deregister("web:1")
        for seconds in (0, 60, 600, 24 * 3600):
            advance(seconds)
            after = service(used)
            assert after == before
            assert (after["status"], after["runningCount"], after["pendingCount"]) == ("ACTIVE", 3, 0)

    def test_existing_services_replace_a_task_that_stops(self, used, deregister, advance):
        deregister("web:1")
        advance(600)
        lost = running(used, serviceName="s").pop()
        used.stop_task(task=lost)
        advance(180)
        assert len(running(used, serviceName="s") - {lost}) == 3

    def test_existing_task_sets_go_on(self, used, deregister, advance):
        deregister("web:1")
        advance(600)
        taken = used.describe_task_sets(cluster="default", service="external")["taskSets"][0]
        assert (taken["runningCount"], taken["stabilityStatus"]) == (1, "STEADY_STATE")

    def test_a_deployment_under_way_comes_to_its_end(self, used, deregister, advance):
        used.update_service(service="s", taskDefinition="web:2")
        deregister("web:2")
        advance(180)
        advance(180)
        ended = service(used)
        assert [(item["rolloutState"], item["runningCount"]) for item in ended["deployments"]] == [("COMPLETED", 3)]
        assert ended["taskDefinition"].endswith("/web:2")

    @pytest.mark.parametrize("count", [7, 1, 0], ids=["up", "down", "to nothing"])
    def test_existing_services_scale_by_their_desired_count(self, used, deregister, advance, count):
        deregister("web:1")
        advance(600)
        used.update_service(service="s", desiredCount=count)
        advance(180)
        assert (service(used)["runningCount"], len(running(used, serviceName="s"))) == (count, count)
        assert service(used)["taskDefinition"].endswith("/web:1")

    def test_a_service_scales_up_again_from_nothing(self, used, deregister, advance):
        deregister("web:1")
        advance(600)
        for count in (0, 2):
            used.update_service(service="s", desiredCount=count)
            advance(180)
        assert len(running(used, serviceName="s")) == 2

    def test_an_ACTIVE_revision_cannot_be_deleted(self, ecs, register):
        arn = register()["taskDefinitionArn"]
        answer = ecs.delete_task_definitions(taskDefinitions=[arn])
        assert answer["taskDefinitions"] == []
        assert answer["failures"] == [{"arn": arn, "reason": (
            "The specified task definition is still in ACTIVE status. Please deregister the target and try again.")}]
        assert ecs.describe_task_definition(taskDefinition=arn)["taskDefinition"]["status"] == "ACTIVE"

    def test_a_deregistered_one_can(self, ecs, register, deregister):
        register()
        deregister("web:1")
        answer = ecs.delete_task_definitions(taskDefinitions=["web:1"])
        assert [item["status"] for item in answer["taskDefinitions"]] == ["DELETE_IN_PROGRESS"]
        assert answer["failures"] == []


class TestRestrictions:
    """The second paragraph of the description."""

    @pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
    @uses(RUNS)
    def test_no_new_tasks(self, used, deregister, advance, region, use, code, form):
        deregister("web:1")
        advance(600)
        assert_refused(use, used, form.format(1, region=region), code)
        assert len(running(used)) == 5

    @pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
    @uses(CREATES)
    def test_no_new_services(self, used, deregister, advance, region, use, code, form):
        deregister("web:1")
        advance(600)
        assert_refused(use, used, form.format(1, region=region), code)
        assert len(used.list_services()["serviceArns"]) == 2

    @pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
    @uses(UPDATES)
    def test_no_service_is_updated_to_it(self, used, deregister, advance, region, use, code, form):
        deregister("web:2")
        advance(600)
        before = service(used)
        assert_refused(use, used, form.format(2, region=region), code)
        assert service(used) == before

    @uses(UPDATES)
    def test_nor_to_the_INACTIVE_one_that_it_has(self, used, deregister, advance, use, code):
        deregister("web:1")
        advance(600)
        assert_refused(use, used, "web:1", code)

    @uses(RESTRICTED)
    def test_for_up_to_ten_minutes_they_have_no_effect_yet(self, used, deregister, advance, use, code):
        deregister("web:2")
        advance(540)
        use(used, "web:2")

    @uses(RESTRICTED)
    def test_after_ten_minutes_they_have(self, used, deregister, advance, use, code):
        deregister("web:2")
        advance(600)
        assert_refused(use, used, "web:2", code)

    @uses(RESTRICTED)
    def test_nothing_opens_the_window_again(self, used, deregister, advance, use, code):
        """Not another deregistration, a description, another revision or time."""
        deregister("web:2")
        advance(600)
        for look in (
                lambda: deregister("web:2"), lambda: used.describe_task_definition(taskDefinition="web:2"),
                lambda: deregister("web:1"), lambda: advance(1), lambda: advance(YEAR)):
            look()
            assert_refused(use, used, "web:2", code)

    def test_a_repeated_deregistration_does_not_prolong_it(self, used, deregister, advance):
        deregister("web:2")
        advance(300)
        deregister("web:2")
        advance(300)
        assert_refused(RUNS["RunTask"][0], used, "web:2", INVALID)

    def test_what_was_taken_up_in_time_runs_on(self, used, deregister, advance):
        deregister("web:1")
        advance(540)
        late = used.run_task(taskDefinition="web:1")["tasks"][0]["taskArn"]
        advance(YEAR)
        assert late in running(used)

    def test_a_bare_family_never_means_it(self, used, deregister):
        """It means the newest ACTIVE revision, also during the ten minutes."""
        deregister("web:2")
        assert used.run_task(taskDefinition="web")["tasks"][0]["taskDefinitionArn"].endswith("/web:1")


class TestDiscoverability:
    """The third paragraph of the description."""

    @pytest.mark.parametrize("seconds", [0, 600, YEAR, 10 * YEAR], ids=["at once", "ten minutes", "a year", "ten"])
    def test_INACTIVE_ones_are_discoverable_indefinitely(self, ecs, register, deregister, advance, seconds):
        arn = register(container={"dockerLabels": {"a": "b"}})["taskDefinitionArn"]
        deregister("web:1")
        before = ecs.describe_task_definition(taskDefinition="web:1")["taskDefinition"]
        advance(seconds)
        assert ecs.describe_task_definition(taskDefinition="web:1")["taskDefinition"] == before
        assert ecs.list_task_definitions(status="INACTIVE")["taskDefinitionArns"] == [arn]
        assert ecs.list_task_definition_families(status="INACTIVE")["families"] == ["web"]
        assert ecs.list_task_definition_families()["families"] == ["web"]

    def test_but_not_among_the_ACTIVE_ones(self, ecs, register, deregister):
        register()
        deregister("web:1")
        assert ecs.list_task_definitions()["taskDefinitionArns"] == []
        assert ecs.list_task_definition_families(status="ACTIVE")["families"] == []

    def test_there_is_no_way_back_but_a_new_revision(self, ecs, register, deregister, advance):
        first = register()
        deregister("web:1")
        advance(YEAR)
        second = register()
        assert (second["revision"], second["containerDefinitions"]) == (2, first["containerDefinitions"])
        assert ecs.describe_task_definition(taskDefinition="web:1")["taskDefinition"]["status"] == "INACTIVE"

    def test_what_tasks_and_services_run_persists_through_their_life(self, used, deregister, advance):
        """Even if its deletion is requested."""
        deregister("web:1")
        used.delete_task_definitions(taskDefinitions=["web:1"])
        advance(24 * 3600)
        described = used.describe_task_definition(taskDefinition="web:1")["taskDefinition"]
        assert described["status"] == "DELETE_IN_PROGRESS"
        assert len(running(used)) == 5


class TestRequest:
    """Request Syntax and Request Parameters."""

    @pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
    def test_takes(self, register, deregister, region, form):
        register()
        assert deregister(form.format(1, region=region))["status"] == "INACTIVE"

    @pytest.mark.parametrize("form", ["web", "arn:aws:ecs:{region}:123456789012:task-definition/web"],
                             ids=["family", "ARN"])
    def test_the_revision_must_be_said(self, ecs, refusal, register, region, form):
        register()
        name = form.format(region=region)
        assert refusal("deregister_task_definition", taskDefinition=name) == (INVALID, "Revision is missing")
        assert ecs.describe_task_definition(taskDefinition="web:1")["taskDefinition"]["status"] == "ACTIVE"

    @pytest.mark.parametrize("request_", [{}, {"taskDefinition": None}, {"taskDefinition": ""}],
                             ids=["absent", "null", "empty"])
    def test_is_required(self, timed_server, region, request_):
        status, _, answer = post(timed_server, region, json.dumps(request_))
        assert (status, answer["__type"]) == (400, INVALID)

    @pytest.mark.parametrize("value", [1, 1.5, True, ["web:1"], {"family": "web"}], ids=repr)
    def test_is_a_string(self, timed_server, region, value):
        status, _, answer = post(timed_server, region, json.dumps({"taskDefinition": value}))
        assert (status, answer["__type"]) == (400, "SerializationException")

    @pytest.mark.parametrize("body", ["taskDefinition=web:1", "<a/>", '{"taskDefinition":"web:1"', "[]", '"web:1"'])
    def test_is_JSON(self, timed_server, region, body):
        status, _, answer = post(timed_server, region, body)
        assert (status, answer["__type"]) == (400, "SerializationException")


class TestResponse:
    """Response Syntax and Response Elements."""

    # Members of the structure that task definitions do not have: all of an attribute's except its name, and the time
    # at which a deletion was requested.
    NEVER = {".requiresAttributes[].value", ".requiresAttributes[].targetType", ".requiresAttributes[].targetId",
             ".deleteRequestedAt"}

    def test_has_every_member_of_the_syntax(self, ecs, deregister):
        shape = ecs.meta.service_model.operation_model("DeregisterTaskDefinition").output_shape.members[
            "taskDefinition"]
        seen = set()
        for sent in EVERYTHING.values():
            ecs.register_task_definition(**sent)
            # The first response lacks the time of the deregistration; a repeated call returns it.
            for _ in range(2):
                seen |= set(filled(deregister(f"{sent['family']}:1"), shape))
        assert set(paths(shape)) - seen == self.NEVER

    @pytest.mark.parametrize("sent", EVERYTHING.values(), ids=EVERYTHING.keys())
    def test_has_every_value_as_it_was_registered(self, ecs, deregister, sent):
        registered = ecs.register_task_definition(**sent)["taskDefinition"]
        kept = copy.deepcopy(registered)
        answer = deregister(f"{sent['family']}:1")
        assert answer.pop("status") == "INACTIVE" and kept.pop("status") == "ACTIVE"
        assert answer == kept
        assert {name: answer[name] for name in sent if name != "tags"} == {
            name: value for name, value in sent.items() if name != "tags"}
        assert set(sent) - set(answer) <= {"tags"}

    def test_the_time_is_that_of_the_first_deregistration(self, ecs, register, deregister, advance):
        register()
        now = advance(0)
        first = deregister("web:1")
        assert "deregisteredAt" not in first
        advance(3600)
        again = [deregister("web:1")["deregisteredAt"].timestamp() for _ in range(2)]
        assert again[0] == again[1] and 0 <= again[0] - now < 60
        assert first["registeredAt"] <= datetime.datetime.fromtimestamp(again[0], datetime.timezone.utc)

    def test_success_is_HTTP_200(self, ecs, register):
        register()
        for _ in range(2):
            answer = ecs.deregister_task_definition(taskDefinition="web:1")
            assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200

    def test_there_is_the_definition_alone(self, ecs, register):
        """Its tags are not returned, although it has some."""
        register(tags=[{"key": "k", "value": "v"}])
        answer = ecs.deregister_task_definition(taskDefinition="web:1")
        assert set(answer) == {"taskDefinition", "ResponseMetadata"}

    def test_says_what_it_was_before(self, timed_server, register, region):
        """A member that ECS returns and the page omits."""
        register()
        answers = [post(timed_server, region, '{"taskDefinition":"web:1"}')[2] for _ in range(2)]
        assert [answer["taskDefinition"]["previousStatus"] for answer in answers] == ["ACTIVE", "INACTIVE"]


CANNOT_DESCRIBE = "Unable to describe task definition."


class TestErrors:
    @pytest.mark.parametrize("name, text", [
        ("nope:1", CANNOT_DESCRIBE), ("web:9", CANNOT_DESCRIBE), ("web:99999999999999999999", CANNOT_DESCRIBE),
        ("arn:aws:ecs:elsewhere-1:123456789012:task-definition/web:1", CANNOT_DESCRIBE),
        ("arn:aws:ecs:{region}:999999999999:task-definition/web:1", CANNOT_DESCRIBE),
        ("arn:aws:ecs:{region}:123456789012:service/web:1", CANNOT_DESCRIBE),
        ("deleted:1", "The task definition could not be deregistered because it is in the process of being deleted."),
    ], ids=["no such family", "no such revision", "a number beyond all", "another Region", "another account",
            "the ARN of something else", "being deleted"])
    def test_ClientException_is_400(self, ecs, register, deregister, region, name, text):
        register()
        register("deleted")
        deregister("deleted:1")
        ecs.delete_task_definitions(taskDefinitions=["deleted:1"])
        with pytest.raises(ecs.exceptions.ClientException) as caught:
            deregister(name.format(region=region))
        assert error(caught) == (CLIENT, text, 400)

    @pytest.mark.parametrize("name, text", [
        ("web", "Revision is missing"), ("web:latest", "Invalid revision number. Number: latest"),
        ("web:-1", "Invalid revision number. Number: -1"), ("web:1.0", "Invalid revision number. Number: 1.0"),
    ])
    def test_InvalidParameterException_is_400(self, ecs, register, deregister, name, text):
        register()
        with pytest.raises(ecs.exceptions.InvalidParameterException) as caught:
            deregister(name)
        assert error(caught) == (INVALID, text, 400)

    def test_ServerException_is_500(self, client_for, serve, tmp_path, region):
        """A fault that the registry is told to return. Nothing has changed, and the next call succeeds."""
        server = serve(tmp_path / "registry.db", "--admin")
        ecs = client_for(server.url, region)
        ecs.register_task_definition(**SAMPLE)
        Admin(server).faults({"operation": "DeregisterTaskDefinition", "next": 1, "error": {
            "type": "ServerException", "message": "Service Unavailable. Please try again later."}})
        with pytest.raises(ecs.exceptions.ServerException) as caught:
            ecs.deregister_task_definition(taskDefinition="cpu-wave:1")
        assert error(caught) == ("ServerException", "Service Unavailable. Please try again later.", 500)
        described = ecs.describe_task_definition(taskDefinition="cpu-wave:1")["taskDefinition"]
        assert described["status"] == "ACTIVE"
        answer = ecs.deregister_task_definition(taskDefinition="cpu-wave:1")["taskDefinition"]
        assert answer["status"] == "INACTIVE"

    def test_a_refusal_names_itself_on_the_wire(self, timed_server, region):
        status, headers, answer = post(timed_server, region, '{"taskDefinition":"nope:1"}')
        assert (status, answer) == (400, {"__type": CLIENT, "message": CANNOT_DESCRIBE})
        assert headers["content-type"] == "application/x-amz-json-1.1"
        assert headers["x-amzn-errortype"] == CLIENT
        assert re.fullmatch(REQUEST_ID, headers["x-amzn-requestid"])


# The registration of the sample's `cpu-wave:1`.
SAMPLE = {"family": "cpu-wave", "containerDefinitions": [{
    "name": "wave", "image": "ubuntu", "cpu": 50, "memory": 100, "essential": True, "entryPoint": ["bash", "-c"],
    "command": [
        "apt-get update; apt-get install stress; "
        "while true; do stress --cpu $(( RANDOM % 4 )) -t $(( RANDOM % 10 )); done"]}]}
ACCOUNT = "012345678910"
SAMPLE_BODY = '{\n "taskDefinition": "cpu-wave:1"\n}'
REQUEST_ID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def post(server, region, body, connection=None):
    """Sends a body as in the page's sample; returns the status, the headers in lower case and the JSON."""
    connection = connection or http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.putrequest("POST", "/", skip_accept_encoding=True)
    for name, value in {
            "Accept-Encoding": "identity", "Content-Length": str(len(body.encode())),
            "X-Amz-Target": "AmazonEC2ContainerServiceV20141113.DeregisterTaskDefinition",
            "X-Amz-Date": "20150429T184806Z", "Content-Type": "application/x-amz-json-1.1",
            "Authorization": f"AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20150429/{region}/ecs/aws4_request, "
                             "SignedHeaders=host;x-amz-date;x-amz-target, Signature=00"}.items():
        connection.putheader(name, value)
    connection.endheaders(body.encode())
    response = connection.getresponse()
    text = response.read()
    headers = {name.lower(): value for name, value in response.getheaders()}
    assert int(headers["content-length"]) == len(text)
    return response.status, headers, json.loads(text)


class TestExamples:
    """The sample request and response, byte for byte where the page gives bytes."""

    @pytest.fixture
    def sample(self, client_for, serve, tmp_path):
        """A registry of the sample's account, with `cpu-wave:1` in the sample's Region."""
        server = serve(tmp_path / "registry.db", "--account", ACCOUNT)
        client_for(server.url, "us-west-2").register_task_definition(**SAMPLE)
        return server

    def test_the_sample_request_is_answered(self, sample):
        assert len(SAMPLE_BODY) == 35
        status, headers, _ = post(sample, "us-west-2", SAMPLE_BODY)
        assert status == 200
        assert headers["content-type"] == "application/x-amz-json-1.1"
        assert re.fullmatch(REQUEST_ID, headers["x-amzn-requestid"])
        assert datetime.datetime.strptime(headers["date"], "%a, %d %b %Y %H:%M:%S GMT")

    def test_the_sample_response_has_all_that_the_page_shows(self, sample):
        """What the page does not show was added to ECS later: times, compatibilities, systemControls."""
        definition = post(sample, "us-west-2", SAMPLE_BODY)[2]["taskDefinition"]
        container = definition.pop("containerDefinitions")
        assert container == [SAMPLE["containerDefinitions"][0] | {
            "environment": [], "mountPoints": [], "portMappings": [], "volumesFrom": [], "systemControls": []}]
        shown = {
            "family": "cpu-wave", "revision": 1, "status": "INACTIVE", "volumes": [],
            "taskDefinitionArn": f"arn:aws:ecs:us-west-2:{ACCOUNT}:task-definition/cpu-wave:1"}
        assert {name: definition[name] for name in shown} == shown
        assert set(definition) - set(shown) == {
            "placementConstraints", "compatibilities", "registeredAt", "registeredBy", "previousStatus"}

    def test_the_connection_is_kept_alive(self, sample):
        connection = http.client.HTTPConnection("127.0.0.1", sample.port, timeout=60)
        identifiers = set()
        for _ in range(3):
            status, headers, _ = post(sample, "us-west-2", SAMPLE_BODY, connection)
            assert (status, headers.get("connection", "keep-alive")) == (200, "keep-alive")
            identifiers.add(headers["x-amzn-requestid"])
        assert len(identifiers) == 3, "each answer has a request ID of its own"

    def test_SDKs_sign_requests_by_themselves(self, serve, tmp_path):
        """With the key that they are configured with; a registry that knows the key verifies the signature."""
        server = serve(tmp_path / "registry.db", "--access-key", "AKIAEXAMPLE:secret", "--account", ACCOUNT)
        ecs = make_session().create_client(
            "ecs", region_name="us-west-2", endpoint_url=server.url, aws_access_key_id="AKIAEXAMPLE",
            aws_secret_access_key="secret")
        ecs.register_task_definition(**SAMPLE)
        answer = ecs.deregister_task_definition(taskDefinition="cpu-wave:1")["taskDefinition"]
        assert answer["status"] == "INACTIVE"
        # The same by hand, with an invalid signature.
        assert post(server, "us-west-2", SAMPLE_BODY)[2]["__type"] == "InvalidSignatureException"
