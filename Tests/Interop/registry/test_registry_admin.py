"""What --admin adds: a clock that can be moved, a reset, and scripted faults."""

import concurrent.futures
import socket
import subprocess
import time

import botocore.config
import botocore.exceptions
import pytest

from support.admin import Admin
from support.sessions import make_session

CONTAINERS = [{"name": "a", "image": "i", "memory": 8}]


@pytest.fixture
def server(serve, tmp_path):
    return serve(tmp_path / "registry.db", "--admin")


@pytest.fixture
def admin(server):
    return Admin(server)


@pytest.fixture
def ecs(client_for, server):
    return client_for(server.url, "us-east-1")


def register(ecs, family="web"):
    return ecs.register_task_definition(family=family, containerDefinitions=CONTAINERS)["taskDefinition"]


def code(call, **request):
    """The name of the exception that a call raises; None if it succeeds."""
    try:
        call(**request)
    except botocore.exceptions.ClientError as error:
        return error.response["Error"]["Code"]


def test_the_clock_is_moved(admin, ecs):
    before = admin.clock()
    assert abs(before - time.time()) < 60
    moved = admin.clock(advance=3600.5)
    assert 3600.5 <= moved - before < 3660
    assert register(ecs)["registeredAt"].timestamp() >= moved - 0.001
    assert admin.clock() >= moved


def test_the_reset_empties_the_registry_and_leaves_the_clock(admin, ecs):
    register(ecs)
    ecs.create_cluster()
    ecs.run_task(taskDefinition="web")
    moved = admin.clock(advance=1000)
    admin.faults({"drop": True})
    assert admin.post("/_roster/reset") == (200, {})
    assert admin.clock() >= moved
    assert ecs.list_task_definition_families()["families"] == []
    assert ecs.list_clusters()["clusterArns"] == []
    assert register(ecs)["revision"] == 1


def test_what_was_reset_stays_away(serve, client_for, tmp_path):
    server = serve(tmp_path / "r.db", "--admin")
    register(client_for(server.url, "us-east-1"))
    Admin(server).post("/_roster/reset")
    server.kill()
    ecs = client_for(serve(tmp_path / "r.db").url, "us-east-1")
    assert ecs.list_task_definition_families()["families"] == []


@pytest.mark.parametrize("path", ["/_roster/clock", "/_roster/reset", "/_roster/faults"])
def test_is_off_unless_asked_for(registry_server, path):
    status, answer = Admin(registry_server).post(path, {})
    assert (status, answer["__type"]) == (400, "UnknownOperationException")


def test_listens_on_this_machine_alone(program, tmp_path):
    ended = subprocess.run(
        [program, "registry", "serve", "--admin", "--access-key", "AKIA:x", "--listen", "0.0.0.0:0", "--database",
         str(tmp_path / "r.db")], capture_output=True, text=True, timeout=60)
    assert ended.returncode == 1 and "--admin" in ended.stderr


@pytest.mark.parametrize("path, body, said", [
    ("clock", {"advance": -1}, "advance: a number of seconds from 0"),
    ("clock", {"advance": "1h"}, "advance: a number of seconds from 0"),
    ("clock", {"forward": 1}, "forward: unknown member; expected: advance"),
    ("reset", {"really": True}, "really: unknown member"),
    ("faults", {}, "faults: a list is expected"),
    ("faults", {"faults": [{"drop": True}, {"operation": "Nope", "drop": True}]}, "faults[1].operation: "),
    ("faults", {"faults": [{"error": {"type": "X", "code": 1}}]}, "faults[0].error.code: unknown member"),
])
def test_says_what_it_cannot_take(admin, path, body, said):
    status, answer = admin.post("/_roster/" + path, body)
    assert status == 400 and answer["message"].startswith(said)


def test_an_error_takes_the_place_of_the_operation(admin, ecs):
    admin.faults({"operation": "RegisterTaskDefinition", "next": 2,
                  "error": {"type": "ServerException", "message": "Service Unavailable", "status": 503}})
    for _ in range(2):
        with pytest.raises(botocore.exceptions.ClientError) as caught:
            register(ecs)
        response = caught.value.response
        assert response["Error"] == {"Code": "ServerException", "Message": "Service Unavailable"}
        assert response["ResponseMetadata"]["HTTPStatusCode"] == 503
    assert register(ecs)["revision"] == 1


def test_access_is_denied_to_one_cluster_alone(admin, ecs):
    for name in "ab":
        ecs.create_cluster(clusterName=name)
    admin.faults({"operation": "ListServices", "where": {"cluster": "b"},
                  "error": {"type": "AccessDeniedException", "message": "not you"}})
    assert code(ecs.list_services, cluster="a") is None
    assert code(ecs.list_services, cluster="b") == "AccessDeniedException"
    assert code(ecs.list_tasks, cluster="b") is None


@pytest.mark.parametrize("drop, revision", [(True, 1), ("before", 1), ("after", 2)])
def test_a_dropped_connection_has_no_answer(admin, ecs, drop, revision):
    """After the operation: its writes stay, although the client received no response."""
    admin.faults({"operation": "RegisterTaskDefinition", "drop": drop, "next": 1})
    with pytest.raises(botocore.exceptions.ConnectionClosedError):
        register(ecs)
    assert register(ecs)["revision"] == revision


def test_not_a_byte_of_a_dropped_answer_is_seen(admin, server):
    admin.faults({"drop": "after"})
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
            connection.sendall(
                b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
                b"X-Amz-Target: AmazonEC2ContainerServiceV20141113.CreateCluster\r\n"
                b"Authorization: AWS4-HMAC-SHA256 Credential=K/20260101/us-east-1/ecs/aws4_request, "
                b"SignedHeaders=host, Signature=0\r\n\r\n{}")
            assert connection.recv(1000) == b""


def test_a_delay_comes_before_the_answer(admin, ecs):
    admin.faults({"operation": "ListClusters", "delay": 0.3, "next": 1})
    start = time.monotonic()
    ecs.list_clusters()
    assert time.monotonic() - start >= 0.3


def test_a_delay_holds_up_nobody_else(admin, ecs):
    admin.faults({"operation": "ListClusters", "delay": 3600})
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(lambda: code(ecs.list_clusters))
        assert register(ecs)["revision"] == 1
        assert not waiting.done()
        admin.server.kill()
        with pytest.raises(botocore.exceptions.BotoCoreError):
            waiting.result()


def test_a_share_of_the_calls_fails_the_same_way_for_the_same_seed(admin, ecs):
    def run(seed):
        admin.faults({"share": 0.5, "error": {"type": "ServerException"}}, seed=seed)
        return [code(ecs.list_clusters) for _ in range(40)]

    first = run(11)
    assert 8 <= first.count("ServerException") <= 32
    assert run(11) == first != run(12)


def test_clients_survive_what_is_transient(admin, server):
    admin.faults(
        {"operation": "ListClusters", "next": 1, "drop": True},
        {"operation": "ListClusters", "next": 1, "error": {"type": "ThrottlingException", "message": "Rate exceeded"}})
    ecs = make_session().create_client(
        "ecs", region_name="us-east-1", endpoint_url=server.url, aws_access_key_id="A", aws_secret_access_key="B",
        config=botocore.config.Config(retries={"total_max_attempts": 3, "mode": "standard"}))
    answer = ecs.list_clusters()
    assert answer["ResponseMetadata"]["RetryAttempts"] == 2


@pytest.mark.parametrize("headers, status", [
    ({"Host": "evil.example:8000"}, 421), ({"Host": "127.0.0.1.evil.example"}, 421),
    ({"Origin": "https://evil.example"}, 400), ({"Origin": "null", "Content-Type": "text/plain"}, 400),
    ({"Origin": "http://localhost:1", "Content-Type": "application/x-www-form-urlencoded"}, 400),
    ({"Host": "LOCALHOST:1"}, 200), ({"Host": "[::1]"}, 200)])
def test_a_page_in_a_browser_resets_nothing(admin, ecs, headers, status):
    register(ecs)
    assert admin.post("/_roster/reset", **headers)[0] == status
    assert ecs.list_task_definition_families()["families"] == ([] if status == 200 else ["web"])


@pytest.mark.parametrize("kind", [
    "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "application/json"])
def test_a_form_calls_no_operation(admin, ecs, kind):
    status, answer = admin.post("/", {"clusterName": "x"}, **{"Content-Type": kind})
    assert (status, answer["__type"]) == (400, "UnknownOperationException")


def test_a_page_whose_name_leads_here_calls_no_operation(admin, ecs):
    status, answer = admin.post("/", {}, **{
        "Origin": "http://evil.example:8000", "Host": "evil.example:8000",
        "X-Amz-Target": "AmazonEC2ContainerServiceV20141113.CreateCluster",
        "Authorization": "AWS4-HMAC-SHA256 Credential=K/20260101/us-east-1/ecs/aws4_request, "
                         "SignedHeaders=host;x-amz-date, Signature=0"})
    assert (status, answer["__type"]) == (400, "AccessDeniedException")
    assert ecs.list_clusters()["clusterArns"] == []


def test_a_browser_gets_no_leave_to_send_the_header(server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        connection.sendall(
            b"OPTIONS / HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n"
            b"Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: x-amz-target\r\n"
            b"Connection: close\r\n\r\n")
        answer = connection.makefile("rb").read().lower()
    assert answer.startswith(b"http/1.1 400") and b"access-control" not in answer
