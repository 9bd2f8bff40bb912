"""A plan against a registry with ECS's rate limits: it slows down, and nothing fails."""

import http.server
import json
import threading
import time
import urllib.error
import urllib.request

import pytest

from support import driver, raw

CLUSTERS = 100
# ListTasks's.
BURST = 100


class Meter(http.server.ThreadingHTTPServer):
    """A proxy between the program and a registry that records the outcome of every call.

    Even a plan that calls more slowly than the registry's bucket refills is throttled once, when the burst ends.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, url):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.upstream = url
        self.outcomes = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def count(self, operation, status=None):
        return sum(1 for name, said in self.outcomes if name == operation and status in (None, said))


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        operation = self.headers["X-Amz-Target"].rsplit(".", 1)[1]
        if operation == "ListTasks" and self.server.count(operation) >= BURST and not self.server.count(operation, 400):
            return self.answer(operation, 400, b'{"__type": "ThrottlingException", "message": "Rate exceeded"}')
        request = urllib.request.Request(self.server.upstream, data=body, headers=dict(self.headers), method="POST")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                status, text, headers = answer.status, answer.read(), answer.headers
        except urllib.error.HTTPError as error:
            status, text, headers = error.code, error.read(), ()
        self.answer(operation, status, text, headers)

    def answer(self, operation, status, text, headers=()):
        self.server.outcomes.append((operation, status))
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(text)))
        if driver.MARK in headers:
            self.send_header(driver.MARK, headers[driver.MARK])
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


@pytest.fixture
def meter(serve, tmp_path):
    """A registry with ECS's rate limits, in which every cluster is empty and one family has two revisions."""
    database = tmp_path / "registry.db"
    filled = serve(database)
    with raw.Client(filled.port) as client:
        for number in range(CLUSTERS):
            client.call("CreateCluster", clusterName=f"cluster-{number}")
        for _ in range(2):
            client.register("web")
    assert filled.stop() == 0
    meter = Meter(serve(database, "--throttle", "aws").url)
    yield meter
    meter.shutdown()
    meter.server_close()


@pytest.mark.slow(10)
def test_a_plan_keeps_to_the_rate_that_a_throttle_showed(program, tmp_path, meter):
    driver.write(tmp_path / "roster.yaml", driver.CONFIGURATION)
    driver.write(tmp_path / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    begin = time.monotonic()
    plan = driver.run(
        program, tmp_path, "plan", "--endpoint-url", meter.url, "--region", "us-east-1", "--format", "json")
    seconds = time.monotonic() - begin
    assert plan.returncode == 0, plan.stderr
    assert [(item["family"], item["revision"]) for item in json.loads(plan.stdout)["removals"]] == [("web", 1)]

    # Both desired statuses of every cluster: after the burst each remaining call is throttled at most once, and then
    # at least fourteen a second succeed.
    refused = meter.count("ListTasks", 400)
    assert meter.count("ListTasks", 200) == 2 * CLUSTERS
    assert 1 <= refused <= 2 * CLUSTERS - BURST
    assert seconds >= (2 * CLUSTERS - BURST) / 20 - 1
    assert meter.count("ListServices", 200) == CLUSTERS
    assert all(status == 200 for name, status in meter.outcomes if name not in ("ListTasks", "ListServices"))
    print(f"{refused} refused of {meter.count('ListTasks')}, {seconds:.1f} s")
