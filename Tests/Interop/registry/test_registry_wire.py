"""The HTTP interface without a client library: bad, large, slow and broken requests (ecs-api.md, section 1)."""

import http.client
import json
import socket
import sqlite3
import subprocess
import time

import pytest

TARGET = "AmazonEC2ContainerServiceV20141113."
HEADERS = {
    "Content-Type": "application/x-amz-json-1.1",
    "X-Amz-Target": TARGET + "ListClusters",
    "Authorization": "AWS4-HMAC-SHA256 Credential=K/20260101/us-east-1/ecs/aws4_request, "
                     "SignedHeaders=host, Signature=0",
}


@pytest.fixture
def send(registry_server):
    """Sends one request; returns the status, the headers and the JSON of the response."""

    def call(body=b"{}", method="POST", path="/", without=(), **headers):
        connection = http.client.HTTPConnection("127.0.0.1", registry_server.port, timeout=60)
        merged = HEADERS | {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, {k: v for k, v in merged.items() if k not in without})
        response = connection.getresponse()
        answer = response.status, dict(response.getheaders()), json.loads(response.read())
        connection.close()
        return answer

    return call


@pytest.mark.parametrize("request_, name", [
    ({"X_Amz_Target": TARGET + "NoSuchOperation"}, "UnknownOperationException"),
    ({"without": ["X-Amz-Target"]}, "UnknownOperationException"),
    ({"method": "GET"}, "UnknownOperationException"),
    ({"path": "/health"}, "UnknownOperationException"),
    ({"body": b"{"}, "SerializationException"),
    ({"body": b"\xff\xfe"}, "SerializationException"),
    ({"body": b'{"maxResults":"ten"}'}, "SerializationException"),
    ({"body": b'{"maxResults":1e400}'}, "SerializationException"),
    ({"body": b"[" * 100_000}, "SerializationException"),
    ({"without": ["Authorization"]}, "MissingAuthenticationTokenException"),
    ({"Authorization": "AWS4-HMAC-SHA256 nonsense"}, "IncompleteSignatureException"),
], ids=["unknown operation", "no target", "GET", "another path", "malformed JSON", "no text", "wrong type",
        "a number beyond all", "nested too deep", "no signature", "malformed signature"])
def test_refuses(send, request_, name):
    status, headers, body = send(**request_)
    assert status == 400
    assert body["__type"] == name
    assert headers["Content-Type" if "Content-Type" in headers else "content-type"] == "application/x-amz-json-1.1"


def test_missing_signature_says_so(send):
    assert send(without=["Authorization"])[2]["message"] == "Missing Authentication Token"


def test_empty_input(send):
    assert send(body=b"")[0] == 200


@pytest.mark.parametrize("operation", [
    "ListClusters", "CreateCluster", "DescribeClusters", "ListTaskDefinitions", "ListTaskDefinitionFamilies",
    "ListAccountSettings"])
@pytest.mark.parametrize("body", [
    b"{}", b'{"moon":{"deep":[1,null]},"ClusterName":1}', b'{"nextToken":null,"clusterName":null,"clusters":null}',
    b' {\r\n\t}\n'], ids=["empty", "unknown members", "nulls", "white space"])
def test_what_says_nothing_is_taken(send, operation, body):
    """Unknown members and nulls are ignored, whatever the operation."""
    assert send(body=body, X_Amz_Target=TARGET + operation)[0] == 200


def test_an_answer_s_times_are_numbers(send):
    """Seconds since 1970, with milliseconds."""
    body = json.dumps({"family": "wire", "containerDefinitions": [{"name": "a", "image": "i", "memory": 8}]}).encode()
    definition = send(body=body, X_Amz_Target=TARGET + "RegisterTaskDefinition")[2]["taskDefinition"]
    assert isinstance(definition["registeredAt"], (int, float))
    assert abs(definition["registeredAt"] - time.time()) < 60


def test_no_two_answers_have_the_same_request_ID(send):
    names = [{k.lower(): v for k, v in send()[1].items()}["x-amzn-requestid"] for _ in range(20)]
    assert len(set(names)) == 20


@pytest.mark.parametrize("size", [1 << 20, 10 << 20])
def test_a_large_body_gets_an_answer_in_json(send, size):
    status, _, body = send(body=b'{"a":"' + b"x" * size + b'"}')
    assert status == 413
    assert body["__type"] == "RequestEntityTooLargeException"
    assert send()[0] == 200


def test_dropped_connections_harm_nobody(registry_server, send):
    head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n"
    for part in (b"", b"POST", head, head + b"\r\n", head + b"\r\n{"):
        with socket.create_connection(("127.0.0.1", registry_server.port)) as connection:
            connection.sendall(part)
    assert send()[0] == 200


def test_what_is_not_http_harms_nobody(registry_server, send):
    with socket.create_connection(("127.0.0.1", registry_server.port)) as connection:
        connection.sendall(b"\x16\x03\x01\x02\x00 this is not HTTP\r\n\r\n")
        connection.settimeout(60)
        assert connection.recv(100).startswith(b"HTTP/1.1 400")
    assert send()[0] == 200


def test_slow_clients_hold_up_nobody(registry_server, send):
    slow = []
    for _ in range(200):
        connection = socket.create_connection(("127.0.0.1", registry_server.port))
        connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{")
        slow.append(connection)
    assert send()[0] == 200
    for connection in slow:
        connection.close()


def test_one_connection_serves_many_requests(registry_server):
    connection = http.client.HTTPConnection("127.0.0.1", registry_server.port, timeout=60)
    for _ in range(50):
        connection.request("POST", "/", b"{}", HEADERS)
        assert json.loads(connection.getresponse().read())["clusterArns"] is not None
    connection.close()


def test_regions_are_separate(client_for, registry_url):
    here, there = client_for(registry_url, "here-1"), client_for(registry_url, "there-1")
    here.create_cluster()
    assert there.list_clusters()["clusterArns"] == []
    assert here.list_clusters()["clusterArns"] == ["arn:aws:ecs:here-1:123456789012:cluster/default"]


@pytest.fixture
def refused(program, tmp_path):
    """Starts a registry that must fail to start; returns its standard error."""

    def start(listen="127.0.0.1:0", database="r.db"):
        ended = subprocess.run(
            [program, "registry", "serve", "--listen", listen, "--database", str(tmp_path / database)],
            capture_output=True, text=True, timeout=60)
        assert ended.returncode == 1
        return ended.stderr

    return start


def test_listens_on_this_machine_alone(refused):
    said = refused(listen="0.0.0.0:0")
    assert "0.0.0.0" in said and "127.0.0.1" in said


def test_says_which_port_is_taken(refused, registry_server):
    said = refused(listen=f"127.0.0.1:{registry_server.port}")
    assert f"cannot listen on 127.0.0.1, port {registry_server.port}: Address already in use; use another" in said


def test_refuses_the_database_of_another_program(refused, tmp_path):
    sqlite3.connect(tmp_path / "theirs.db").executescript("CREATE TABLE theirs (id)")
    assert "theirs.db is the database of another program" in refused(database="theirs.db")
