"""Broken, slow, hostile or many clients: each gets a proper response or a closed connection, and the registry keeps
serving.

Uses raw sockets, since no client library sends such requests.
"""

import concurrent.futures
import json
import resource
import socket

import pytest

TARGET = b"AmazonEC2ContainerServiceV20141113."
MEBIBYTE = 1 << 20


def head(length=None, operation=b"ListClusters", method=b"POST", path=b"/", more=()):
    lines = [
        method + b" " + path + b" HTTP/1.1", b"Host: localhost", b"X-Amz-Target: " + TARGET + operation,
        b"Authorization: AWS4-HMAC-SHA256 Credential=K/20260101/strength-1/ecs/aws4_request, "
        b"SignedHeaders=host, Signature=0", *more]
    if length is not None:
        lines.append(b"Content-Length: %d" % length)
    return b"\r\n".join(lines) + b"\r\n\r\n"


def post(body, operation=b"ListClusters", **how):
    return head(len(body), operation, **how) + body


class Connection:
    """A connection whose responses are read one by one."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.file = self.socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def answer(self):
        """Status, headers and body; None if the connection is closed."""
        line = self.file.readline()
        if not line:
            return None
        status, headers = int(line.split()[1]), {}
        while (line := self.file.readline().strip()):
            name, value = line.split(b":", 1)
            headers[name.strip().lower().decode()] = value.strip().decode()
        return status, headers, self.file.read(int(headers.get("content-length", 0)))

    def outcome(self):
        """The status and the exception's name of a JSON response."""
        status, headers, body = self.answer()
        assert headers["content-type"] == "application/x-amz-json-1.1" and headers["x-amzn-requestid"]
        body = json.loads(body)
        assert "trace" not in str(body).lower()
        return status, body.get("__type")


@pytest.fixture
def port(registry_server):
    yield registry_server.port
    with Connection(registry_server.port) as connection:
        connection.send(post(b"{}"))
        assert connection.outcome() == (200, None), "the registry does not serve on"


@pytest.fixture
def outcome(port):
    """Sends bytes on a new connection; returns the outcome of the response."""

    def send(data):
        with Connection(port) as connection:
            connection.send(data)
            return connection.outcome()

    return send


def register(family=b'"f"', more=b""):
    return (b'{"family":' + family + b',"containerDefinitions":[{"name":"a","image":"i","memory":8' + more + b"}]}")


MALFORMED = {
    "nothing but a brace": b"{",
    "cut off": register()[:-1],
    "more than one value": b"{}{}",
    "a trailing comma": b'{"maxResults":1,}',
    "a trailing comma in a list": b'{"a":[1, ]}',
    "single quotes": b"{'maxResults':1}",
    "a comment": b"{/* */}",
    "no text": b"\xff\xfe\xfd",
    "a byte that is no UTF-8": b'{"nextToken":"\xff"}',
    "an overlong encoding": b'{"nextToken":"\xc0\xaf"}',
    "a surrogate in UTF-8": b'{"nextToken":"\xed\xa0\x80"}',
    "a lone high surrogate": b'{"nextToken":"\\ud800"}',
    "a lone low surrogate": b'{"nextToken":"\\udc00x"}',
    "a high surrogate before a letter": b'{"nextToken":"\\ud800\\u0041"}',
    "an escape that is none": b'{"nextToken":"\\x41"}',
    "a line break in a string": b'{"nextToken":"a\nb"}',
    "a number with a leading zero": b'{"maxResults":01}',
    "a number that is none": b'{"maxResults":NaN}',
    "infinity": b'{"maxResults":-Infinity}',
    "a number beyond all": b'{"maxResults":1e999999999}',
    "a number of a million digits": b'{"maxResults":' + b"9" * 1_000_000 + b"}",
    "100,000 lists": b"[" * 100_000,
    "100,000 lists, closed": b"[" * 100_000 + b"]" * 100_000,
    "100,000 objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "100,000 lists in a member that nobody knows": b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "a list": b"[]",
    "a string": b'"maxResults"',
    "a number": b"1",
    "true": b"true",
    "a string for a number": b'{"maxResults":"ten"}',
    "a number for a string": b'{"nextToken":1}',
    "an object for a string": b'{"nextToken":{}}',
    "a fraction for a whole number": b'{"maxResults":1.5}',
    "a boolean for a number": b'{"maxResults":true}',
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED.keys())
def test_a_body_that_cannot_be_read(outcome, body):
    assert outcome(post(body)) == (400, "SerializationException")


WRONG_TYPES = {
    "a string for a list": b'{"family":"f","containerDefinitions":"a"}',
    "an object for a list": b'{"family":"f","containerDefinitions":{}}',
    "a list of numbers": b'{"family":"f","containerDefinitions":[1]}',
    "a list for a map": register(more=b',"dockerLabels":[]'),
    "a map of numbers": register(more=b',"dockerLabels":{"a":1}'),
    "a string for a boolean": register(more=b',"essential":"yes"'),
    "a number deep within": register(more=b',"logConfiguration":{"logDriver":1}'),
    "one too large for 32 bits": register(more=b',"cpu":2147483648'),
    "one too large for 64 bits": register(more=b',"cpu":9223372036854775808'),
}


@pytest.mark.parametrize("body", WRONG_TYPES.values(), ids=WRONG_TYPES.keys())
def test_a_definition_of_wrong_types(outcome, body):
    assert outcome(post(body, b"RegisterTaskDefinition")) == (400, "SerializationException")


@pytest.mark.parametrize("time", [b"1e300", b"-1e300", b"1e17", b"9223372036854775808"])
def test_a_time_beyond_all(outcome, time):
    body = b'{"service":"s","createdAt":{"after":' + time + b"}}"
    assert outcome(post(body, b"ListServiceDeployments")) == (400, "SerializationException")


UNUSUAL = {
    "NUL in the family": (register(b'"a\\u0000b"'), {400}),
    "NUL in an image": (register(more=b',"image":"a\\u0000b"'), {200, 400}),
    "NUL in a label": (register(more=b',"dockerLabels":{"a\\u0000":"\\u0000"}'), {200, 400}),
    "a NUL byte": (register(b'"a\x00b"'), {400}),
    "the whole of Unicode": (register(more=b',"dockerLabels":{"\\ud83d\\ude00":"\xf0\x9f\x98\x80\\uffff"}'), {200}),
    "duplicate members": (b'{"family":"f","family":"g",' + register()[1:], {200, 400}),
    "a negative memory": (register(more=b',"cpu":-2147483648'), {200, 400}),
    "a byte order mark": (b"\xef\xbb\xbf" + register(), {200, 400}),
    "white space": (b" \t\r\n" + register() + b" \r\n", {200}),
    "null everywhere": (b'{"family":null,"containerDefinitions":[null,null]}', {400}),
    "ten thousand containers": (
        b'{"family":"f","containerDefinitions":[' + b",".join([b'{"name":"a"}'] * 10_000) + b"]}", {400}),
    "a family of a megabyte": (register(b'"' + b"f" * 1_000_000 + b'"'), {400}),
}


@pytest.mark.parametrize("body, statuses", UNUSUAL.values(), ids=UNUSUAL.keys())
def test_a_body_that_is_unusual(outcome, body, statuses):
    status, name = outcome(post(body, b"RegisterTaskDefinition"))
    assert status in statuses and (status == 200) == (name is None) and name != "ServerException"


@pytest.mark.parametrize("request_", [
    post(b"{}", b"NoSuchOperation"), post(b"{}", b""), post(b"{}", b"../../etc/passwd"), post(b"{}", b"x" * 10_000),
    post(b"{}", method=b"PUT"), post(b"{}", method=b"DELETE"), head(method=b"GET"), post(b"{}", path=b"/x"),
    post(b"{}", path=b"/%00"), post(b"{}", path=b"//"), post(b"{}", path=b"/_roster/reset"),
], ids=["unknown", "empty", "a path", "a long name", "PUT", "DELETE", "GET", "another path", "NUL in the path",
        "two slashes", "a path for tests"])
def test_an_operation_that_there_is_not(outcome, request_):
    assert outcome(request_) == (400, "UnknownOperationException")


@pytest.mark.parametrize("data", [
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"GET\r\n\r\n", b"POST / HTTP/9.9\r\n\r\n", b"\x00" * 100,
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
    b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n",
    b"POST / HTTP/1.1\r\n" + b"".join(b"A%d: b\r\n" % index for index in range(20_000)) + b"\r\n",
    b"POST / HTTP/1.1\r\nA: " + b"a" * MEBIBYTE + b"\r\n\r\n",
    b"POST /" + b"a" * MEBIBYTE + b" HTTP/1.1\r\n\r\n",
], ids=["TLS", "no path", "another version", "zeros", "a negative length", "a length beyond all", "two lengths",
        "a chunk that is none", "a header that is none", "20,000 headers", "a header of a megabyte",
        "a path of a megabyte"])
def test_what_is_not_http(port, data):
    with Connection(port) as connection:
        try:
            connection.send(data)
            answer = connection.answer()
        except ConnectionError:
            return
        assert answer is None or answer[0] in (400, 408, 413)


def chunked(body, size=65_536):
    pieces = [body[start:start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def test_a_body_in_chunks(outcome):
    assert outcome(head(more=[b"Transfer-Encoding: chunked"]) + chunked(b'{"maxResults":10}', 3)) == (200, None)


@pytest.mark.parametrize("framing", ["length", "chunks", "closing"])
def test_ten_mebibytes(port, framing):
    """A client that reads only after it has sent everything can read the response."""
    body = b'{"a":"' + b"x" * (10 * MEBIBYTE) + b'"}'
    with Connection(port) as connection:
        if framing == "chunks":
            connection.send(head(more=[b"Transfer-Encoding: chunked"]) + chunked(body))
        else:
            connection.send(post(body, more=[b"Connection: close"] if framing == "closing" else []))
        assert connection.outcome() == (413, "RequestEntityTooLargeException")
        if framing != "closing":
            connection.send(post(b"{}"))
            assert connection.outcome() == (200, None)


def test_a_body_without_an_end_is_not_read_to_it(port):
    with Connection(port) as connection:
        connection.send(head(1 << 40))
        for _ in range(65):
            connection.send(b"x" * MEBIBYTE)
        assert connection.outcome() == (413, "RequestEntityTooLargeException")
        assert connection.answer() is None


def test_a_client_that_asks_before_it_sends(port):
    with Connection(port) as connection:
        connection.send(head(2, more=[b"Expect: 100-continue"]))
        assert connection.answer()[0] == 100
        connection.send(b"{}")
        assert connection.outcome() == (200, None)
        connection.send(head(10 * MEBIBYTE, more=[b"Expect: 100-continue"]))
        assert connection.outcome() == (413, "RequestEntityTooLargeException")
        assert connection.answer() is None


def test_requests_one_after_the_other_without_waiting(port):
    with Connection(port) as connection:
        requests = [post(b"{}"), post(b"{"), post(b"{}", b"Nope"), post(b"{}", method=b"PUT")] * 50
        connection.send(b"".join(requests))
        expected = [(200, None), (400, "SerializationException"), (400, "UnknownOperationException"),
                    (400, "UnknownOperationException")] * 50
        assert [connection.outcome() for _ in requests] == expected


def test_connections_that_end_anywhere(port):
    """In the head, in the body, in the response; some gracefully, some with a reset."""
    request = post(register(), b"RegisterTaskDefinition")
    for end in [*range(0, len(request), 17), len(request)]:
        for is_reset in (False, True):
            connection = socket.create_connection(("127.0.0.1", port), timeout=60)
            connection.sendall(request[:end])
            if is_reset:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
            connection.close()


@pytest.mark.parametrize("framing", [[b"Content-Length: 100"], [b"Transfer-Encoding: chunked"]],
                         ids=["with a length", "in chunks"])
@pytest.mark.parametrize("part", [b"", b"{}"], ids=["nothing", "what would be a whole body"])
def test_half_a_request_is_none(client_for, registry_server, framing, part):
    region = f"half-{len(framing[0])}-{len(part)}"
    if part and framing[0].startswith(b"Transfer"):
        part = b"2\r\n" + part + b"\r\n"
    request = head(operation=b"CreateCluster", more=framing).replace(b"strength-1", region.encode())
    with Connection(registry_server.port) as connection:
        connection.send(request + part)
        connection.socket.shutdown(socket.SHUT_WR)
        answer = connection.answer()
        assert answer is None or answer[0] in (400, 408)
    assert client_for(registry_server.url, region).list_clusters()["clusterArns"] == []


def test_a_client_that_stops_sending_may_still_read(port):
    with Connection(port) as connection:
        connection.send(post(b"{}"))
        connection.socket.shutdown(socket.SHUT_WR)
        assert connection.outcome() == (200, None)


@pytest.mark.slow(5)
def test_a_client_that_never_reads(port):
    with Connection(port) as connection:
        connection.socket.settimeout(1)
        try:
            for _ in range(200):
                connection.send(post(b"{}") * 100)
        except (TimeoutError, ConnectionError):
            pass


@pytest.fixture
def many_files():
    """Allows this program many connections as well."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_thousand_connections_at_once(serve, tmp_path, many_files):
    """All are open before the first request is sent, to a registry that was started with a low limit."""
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, limits[1]))
    try:
        server = serve(tmp_path / "registry.db")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    connections = [Connection(server.port) for _ in range(1000)]
    try:
        for connection in connections:
            connection.send(post(register(), b"RegisterTaskDefinition"))
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            answers = list(pool.map(lambda connection: connection.answer(), connections))
        revisions = sorted(json.loads(body)["taskDefinition"]["revision"] for _, _, body in answers)
        assert revisions == list(range(1, 1001))
        for connection in connections[::10]:
            connection.send(post(b"{}"))
            assert connection.outcome() == (200, None)
    finally:
        for connection in connections:
            connection.__exit__()
