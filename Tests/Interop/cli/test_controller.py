"""`roster run`: it follows a repository, keeps what is in use, and exits gracefully on SIGTERM."""

import functools
import json
import shutil
import socket
import subprocess

import pytest

from support import bursts, driver, git_servers

CONFIGURATION = """\
apiVersion: roster/v1
kind: Roster
metadata: {{name: test}}
spec:
  registry: {{embedded: {{url: "{url}"}}}}
  source: {{git: {{url: "{origin}", interval: 1s}}}}
  guardrails: {{minimumAge: 0s, maximumDeregistrations: {{percent: 100}}}}
  pacing: {{{pacing}}}
  controller: {{interval: {interval}, listen: "127.0.0.1:0", hosts: [roster.example.org]}}
"""


@pytest.fixture
def origin(tmp_path):
    return git_servers.Origin(tmp_path / "origin")


@pytest.fixture
def controller(program, tmp_path, origin):
    """Starts controllers over a registry and the repository, and stops those still running at the end."""
    started = []

    def start(url, *flags, interval="5m", pacing="burst: 10"):
        driver.write(tmp_path / "roster.yaml", CONFIGURATION.format(
            url=url, origin=origin.folder, interval=interval, pacing=pacing))
        started.append(driver.Controller(program, tmp_path, *flags))
        return started[-1]

    yield start
    for one in started:
        if not one.log.closed:
            one.stop()


@pytest.fixture
def registry(serve, client_for):
    """A registry with web:1 to web:4, of which a service runs 2: its URL and a client."""
    url = serve().url
    ecs = client_for(url, "us-east-1")
    for _ in range(4):
        ecs.register_task_definition(
            family="web", containerDefinitions=[{"name": "app", "image": "nginx:1", "memory": 64}])
    ecs.create_cluster(clusterName="default")
    ecs.create_service(serviceName="api", taskDefinition="web:2", desiredCount=1)
    return url, ecs


def active(ecs):
    arns = ecs.list_task_definitions(familyPrefix="web")["taskDefinitionArns"]
    return [int(arn.rsplit(":", 1)[1]) for arn in arns]


def test_a_repository_is_followed(registry, origin, controller):
    url, ecs = registry
    first = origin.commit(driver.manifest("web", "1..4"))
    running = controller(url)
    assert running.cycle(first)["lastCycle"]["result"] == "applied"
    assert active(ecs) == [1, 2, 3, 4]

    second = origin.commit(driver.manifest("web", "3..4"))
    status = running.cycle(second)
    assert active(ecs) == [2, 3, 4], "1 is taken out, 2 is in use"
    assert [(item["revision"], item["outcome"]) for item in status["report"]["outcomes"]] == [(1, "removed")]
    assert status["report"]["plan"]["withheld"][0]["reasons"][0]["code"] == "inUse"

    broken = origin.commit("apiVersion: roster/v1\nkind: TaskDefinitionFamily\nmetadata: {name: web}\nspec: {actve: []}\n")
    status = running.cycle(broken)
    assert status["lastCycle"]["result"] == "failed"
    assert status["lastCycle"]["error"]["code"] == "manifests"
    assert any("manifests/web.yaml:4:8" in message for message in status["lastCycle"]["error"]["messages"])
    assert active(ecs) == [2, 3, 4]

    mended = origin.commit(driver.manifest("web", "4"))
    assert running.cycle(mended)["lastCycle"]["result"] == "applied"
    assert active(ecs) == [2, 4]
    said = running.said()
    assert "web:1" in said and "removed" in said and "withheld" in said

    assert running.stop() == 0


def test_health_readiness_and_metrics(registry, origin, controller):
    url, _ = registry
    version = origin.commit(driver.manifest("web", "3..4"))
    running = controller(url)
    assert running.get("/healthz")[0] == 200
    running.cycle(version)
    assert running.get("/readyz")[0] == 200
    status, text = running.get("/metrics")
    assert status == 200
    values = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert values['roster_outcomes_total{outcome="removed"}'] == "1"
    assert values['roster_withheld_revisions{reason="inUse"}'] == "1"
    assert values["roster_coverage_complete"] == "1"
    assert running.get("/nothing")[0] == 404


def said_to(running, *lines):
    """The status, the headers and the body of the response to a request, sent as it is."""
    with socket.create_connection(("127.0.0.1", int(running.url.rsplit(":", 1)[1])), timeout=60) as connection:
        connection.sendall("\r\n".join([*lines, "Connection: close", "", ""]).encode())
        head, body = connection.makefile("rb").read().split(b"\r\n\r\n", 1)
    status, *headers = head.decode().split("\r\n")
    fields = {name.lower(): value for name, value in (line.split(": ", 1) for line in headers)}
    fields.pop("date", None)
    return int(status.split()[1]), fields, body


PATHS = ["/healthz", "/readyz", "/metrics", "/api/v1/status", "/nothing"]


def test_head_is_get_without_a_body(registry, origin, controller):
    running = controller(registry[0])
    running.cycle()
    for path in PATHS:
        got, headed = (said_to(running, f"{method} {path} HTTP/1.1", "Host: localhost") for method in ("GET", "HEAD"))
        assert headed == (got[0], got[1] | {"content-length": headed[1]["content-length"]}, b""), path
        if path != "/metrics":
            assert int(headed[1]["content-length"]) == len(got[2]), path
        for method in ("POST", "OPTIONS", "TRACE", "DELETE", "PROPFIND"):
            status, headers, _ = said_to(running, f"{method} {path} HTTP/1.1", "Host: localhost")
            assert (status, headers.get("allow")) == ((404, None) if path == "/nothing" else (405, "GET, HEAD")), path
    assert subprocess.run(["curl", "--silent", "--fail", "--head", running.url + "/healthz"]).returncode == 0


@pytest.mark.parametrize("host", [
    "localhost", "LOCALHOST:1", "localhost.", "a.localhost:80", "127.0.0.1", "127.8.9.1:80", "[::1]:8080",
    "Roster.Example.Org.:443"])
def test_expected_hosts_are_answered(registry, origin, controller, host):
    running = controller(registry[0])
    assert said_to(running, "GET /healthz HTTP/1.1", f"Host: {host}")[0] == 200
    assert said_to(running, "GET http://other.example/healthz HTTP/1.1", f"Host: {host}")[0] == 200


@pytest.mark.parametrize("lines", [
    ["HTTP/1.1", "Host: evil.example"], ["HTTP/1.1", "Host: evil.example:8080"], ["HTTP/1.1", "Host:"],
    ["HTTP/1.1", "Host: 127.0.0.1.evil.example"], ["HTTP/1.1", "Host: a.roster.example.org"], ["HTTP/1.1"],
    ["HTTP/1.0"], ["HTTP/1.1", "Host: localhost", "Host: evil.example"],
    ["HTTP/1.1", "Host: evil.example", "Host: localhost"], ["HTTP/1.1", "Host: localhost", "Host: localhost"]])
def test_other_hosts_learn_nothing(registry, origin, controller, lines):
    running = controller(registry[0])
    for path in PATHS + ["http://127.0.0.1/api/v1/status"]:
        for method in ("GET", "HEAD", "POST"):
            status, _, body = said_to(running, f"{method} {path} {lines[0]}", *lines[1:])
            assert status in (400, 421) and b"evil" not in body and b"lastCycle" not in body, (method, path)
            if len(lines) == 2 and method == "GET":
                assert status == 421 and b"spec.controller.hosts" in body


def test_report_only_removes_nothing(registry, origin, controller):
    url, ecs = registry
    version = origin.commit(driver.manifest("web", "4"))
    status = controller(url, "--report-only").cycle(version)
    assert status["mode"] == "report-only" and status["lastCycle"]["result"] == "reported"
    assert [item["revision"] for item in status["plan"]["removals"]] == [1, 3]
    assert active(ecs) == [1, 2, 3, 4]


def test_an_unreachable_repository_changes_nothing_and_is_reported(registry, origin, controller):
    url, ecs = registry
    version = origin.commit(driver.manifest("web", "1..4"))
    running = controller(url, interval="1s")
    running.cycle(version)
    shutil.rmtree(origin.folder)

    def failed():
        last = running.status()["lastCycle"]
        return last if last["result"] == "failed" else None
    assert driver.until(failed)["error"]["code"] == "source"
    assert running.get("/readyz")[0] == 200, "it was ready, and its registry is there"
    assert active(ecs) == [1, 2, 3, 4]
    assert running.stop() == 0


def test_it_is_not_ready_before_there_was_a_plan(registry, origin, controller):
    url, _ = registry
    running = controller(url)
    running.cycle()
    assert running.get("/readyz")[0] == 503
    assert running.stop() == 0


def test_a_port_that_is_taken_ends_it_before_anything_is_removed(registry, origin, program, tmp_path):
    url, ecs = registry
    origin.commit(driver.manifest("web", "latest: 1"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        text = CONFIGURATION.format(url=url, origin=origin.folder, interval="1s", pacing="").replace("127.0.0.1:0", address)
        driver.write(tmp_path / "roster.yaml", text)
        result = driver.run(program, tmp_path, "run")
    assert result.returncode == 1
    assert address in result.stderr and "controller.listen" in result.stderr
    assert active(ecs) == [1, 2, 3, 4]


def test_sigterm_finishes_the_step_in_hand(registry, origin, controller):
    url, ecs = registry
    for _ in range(20):
        ecs.register_task_definition(
            family="web", containerDefinitions=[{"name": "app", "image": "nginx:1", "memory": 64}])
    origin.commit(driver.manifest("web", "latest: 1"))
    running = controller(url, pacing="burst: 1, deregistrationsPerSecond: 0.2")
    driver.until(lambda: "removed" in running.said())
    assert running.stop() == 0
    removed = {line.split("revision=web:")[1].split()[0] for line in open(running.log.name) if "outcome=removed" in line}
    assert 0 < len(removed) < 20
    assert len(active(ecs)) == 24 - len(removed), "what was begun was finished, and what was finished was said"


def test_a_commit_stops_what_is_under_way(registry, origin, controller):
    url, ecs = registry
    for _ in range(20):
        ecs.register_task_definition(
            family="web", containerDefinitions=[{"name": "app", "image": "nginx:1", "memory": 64}])
    origin.commit(driver.manifest("web", "latest: 1"))
    running = controller(url, pacing="burst: 1, deregistrationsPerSecond: 0.5")
    driver.until(lambda: "removed" in running.said())
    stop = origin.commit(driver.manifest("web", "1..24"))
    running.cycle(stop)
    left = len(active(ecs))
    assert 0 < 24 - left < 20, "what came after the commit was kept"
    assert "declared" in running.said()
    assert running.stop() == 0


def test_a_commit_in_another_folder_starts_no_cycle(registry, origin, controller):
    url, ecs = registry
    first = origin.commit(driver.manifest("web", "1..4"))
    running = controller(url)
    running.cycle(first)
    other = origin.commit("print()", "code/main.py")
    # The mirror shows when the commit was seen.
    mirror = origin.folder.parent / ".roster/git-mirror/repository.git"
    driver.until(lambda: subprocess.run(
        ["git", "cat-file", "-e", other], cwd=mirror, capture_output=True).returncode == 0)
    last = origin.commit(driver.manifest("web", "3..4"))
    assert running.cycle(last)["lastCycle"]["result"] == "applied"
    assert active(ecs) == [2, 3, 4]
    metrics = running.get("/metrics")[1]
    assert '\nroster_cycles_total{result="applied"} 2\n' in metrics


@pytest.fixture
def apply_while(program, tmp_path, origin, registry):
    """Applies the branch, one revision at a time, and does something after each removal but the last."""
    def run(*acts):
        with bursts.Moments(registry[0]) as gate:
            gate.after = {("DeregisterTaskDefinition", number): act for number, act in enumerate(acts, 1)}
            driver.write(tmp_path / "roster.yaml", CONFIGURATION.format(
                url=gate.url, origin=origin.folder, interval="5m", pacing="burst: 1"))
            ended = driver.run(program, tmp_path, "apply", "--yes", "--format", "json")
            gate.shutdown()
        assert not gate.after, "everything was done"
        return ended.returncode, json.loads(ended.stdout)
    return run


def test_commits_in_another_folder_stop_nothing(registry, origin, apply_while):
    url, ecs = registry
    for _ in range(2):
        ecs.register_task_definition(
            family="web", containerDefinitions=[{"name": "app", "image": "nginx:1", "memory": 64}])
    origin.commit(driver.manifest("web", "6"))
    code, document = apply_while(*(
        functools.partial(origin.commit, f"print({number})", "code/main.py") for number in range(3)))
    assert code == 0
    assert bursts.outcomes(document) == {f"web:{number}": "removed" for number in (1, 3, 4, 5)}
    assert active(ecs) == [2, 6]


@pytest.mark.parametrize("act, code, outcome, said", [
    ("protect", 0, "withheld", "protected by its manifest"), ("break", 1, "notAttempted", "manifests/web.yaml:1:"),
    ("vanish", 1, "notAttempted", "cannot read branch 'main'")])
def test_what_is_pushed_during_an_apply_counts_from_the_next_burst_on(
        registry, origin, apply_while, act, code, outcome, said):
    origin.commit(driver.manifest("web", "4"))
    acts = {
        "protect": lambda: origin.commit(driver.manifest("web", "4", protect="[3]")),
        "break": lambda: origin.commit("- nothing"), "vanish": lambda: shutil.rmtree(origin.folder)}
    returned, document = apply_while(acts[act])
    first, second = document["outcomes"]
    assert (returned, first["outcome"], second["outcome"]) == (code, "removed", outcome)
    assert said in second["message"]
    assert active(registry[1]) == [2, 3, 4]
