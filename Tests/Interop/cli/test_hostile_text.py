"""Text from outside forges no line and no terminal sequence: file names, keys, names and messages of a server."""

import json
import unicodedata

import pytest

from support import bursts, driver

FORGED = "2026-01-01T00:00:00+0000 notice roster: removed payments:7"
HOSTILE = {
    "screen": "x\x1b[2J\x1b[1;1H", "newline": f"x\n{FORGED}", "carriage return": f"x\r{FORGED}", "bidi": "x\u202e\u2066y",
    "next line": f"x\x85{FORGED}", "line separator": f"x\u2028{FORGED}", "NBSP": "x\xa0\u3000y", "DEL": "x\x7fy"}
HUGE = {"100 KB": "x" * 100_000, "100 KB of ESC": "\x1b" * 100_000}


def check(*texts):
    """Each text is made of lines that can be printed and that nobody else wrote."""
    for text in texts:
        for character in text:
            assert character == "\n" or character == " " or unicodedata.category(character) not in (
                "Cc", "Cf", "Zl", "Zp", "Zs"), repr(text)
        assert not any(line.startswith(FORGED) for line in text.split("\n")), text
        if not text.startswith("{"):
            assert "\\\\u{" not in text, "escaped once"
            assert len(text) < 120_000


@pytest.fixture
def folder(tmp_path):
    driver.write(tmp_path / "roster.yaml", driver.CONFIGURATION)
    return tmp_path


@pytest.fixture
def account(serve, client_for, folder):
    """A gate in front of a registry with web:1 to web:3, of which a service runs 2."""
    url = serve(folder / "registry.db").url
    ecs = client_for(url, "us-east-1")
    for _ in range(3):
        ecs.register_task_definition(
            family="web", containerDefinitions=[{"name": "app", "image": "nginx:1", "memory": 64}])
    ecs.create_cluster(clusterName="default")
    ecs.create_service(serviceName="api", taskDefinition="web:2", desiredCount=0)
    with bursts.Moments(url) as gate:
        yield gate
        gate.shutdown()


COMMANDS = [["plan"], ["drift"], ["explain", "web:2"], ["apply", "--yes"], ["plan", "--format", "json"]]


def run_all(program, folder, gate, *commands):
    """Runs commands against the gate; returns everything that they printed."""
    said = []
    for command in commands or COMMANDS:
        manifests = ["manifests"]
        ended = driver.run(
            program, folder, *command, *manifests, "--endpoint-url", gate.url, "--region", "us-east-1")
        assert ended.returncode in (0, 1, 2, 3), ended.stderr
        said += [ended.stdout, ended.stderr]
    check(*said)
    return "".join(said)


@pytest.mark.parametrize("name", HOSTILE)
def test_file_names(program, folder, account, name):
    """A name of a file has everything but a slash and a zero."""
    manifest = f"{HOSTILE[name].replace('/', '_')}.yaml"
    driver.write(folder / "manifests" / manifest, driver.manifest("web", "latest: 1", "9"))
    said = run_all(program, folder, account)
    assert "does not exist" in said and "\\u{" in said
    driver.write(folder / "manifests" / manifest, driver.manifest("web", "one"))
    ended = driver.run(program, folder, "validate", "manifests")
    check(ended.stderr)
    assert ended.returncode == 1 and len(ended.stderr.splitlines()) == 1
    assert ended.stderr.startswith("manifests/x\\u{") and ".yaml:6:7: " in ended.stderr
    assert len(run_all(program, folder, account, ["plan"]).splitlines()) == 1


@pytest.mark.parametrize("name", [*HOSTILE, *HUGE])
def test_keys_and_values_of_yaml(program, folder, account, name):
    text = (HOSTILE | HUGE)[name]
    quoted = json.dumps(text)
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "latest: 1") + f"  {quoted}: {quoted}\n")
    ended = driver.run(program, folder, "validate", "manifests")
    check(ended.stderr)
    assert ended.returncode == 1 and ended.stderr.startswith("manifests/web.yaml:")
    assert len(ended.stderr.splitlines()) == 1

    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    driver.write(
        folder / "roster.yaml", driver.CONFIGURATION
        + f"  references:\n    stepFunctions: {{waived: {quoted}}}\n    scheduler: {{opaque: {{{quoted}: {quoted}}}}}\n")
    run_all(program, folder, account)


@pytest.mark.parametrize("name", [*HOSTILE, *HUGE])
def test_messages_of_a_server(program, folder, account, name):
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    message = {"__type": "AccessDeniedException", "message": (HOSTILE | HUGE)[name]}
    account.refusals["ListServices"] = lambda _: (400, json.dumps(message).encode())
    assert "ecs:ListServices" in run_all(program, folder, account)


@pytest.mark.parametrize("name", [*HOSTILE, *HUGE])
def test_names_in_a_response(program, folder, account, name):
    """AWS allows no such name, but whoever answers instead of it does."""
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    real = []

    def keep(_, status, body):
        real.extend(json.loads(body)["services"])
        return status, body

    account.changes["DescribeServices"] = keep
    run_all(program, folder, account, ["plan"])
    name = (HOSTILE | HUGE)[name]
    service = real[0] | {"serviceName": name, "serviceArn": real[0]["serviceArn"].replace("api", name)}
    responses = {
        "ListServices": {"serviceArns": [service["serviceArn"]]},
        "DescribeServices": {"services": [service], "failures": []},
        "ListServiceDeployments": {"serviceDeployments": []}}
    account.refusals |= {
        operation: lambda _, body=body: (200, json.dumps(body).encode(), {driver.MARK: "1"})
        for operation, body in responses.items()}
    said = run_all(program, folder, account)
    assert f"in use by service default/{'x' if name[0] == 'x' else chr(92) + 'u{1b}'}" in said
    # Whole for programs, which get it as it is.
    plan = driver.run(
        program, folder, "plan", "manifests", "--format", "json", "--endpoint-url", account.url, "--region", "us-east-1")
    reasons = json.loads(plan.stdout)["withheld"][0]["reasons"]
    assert service["serviceArn"] in [one["name"] for one in reasons[0]["references"]]


@pytest.mark.parametrize("name", HOSTILE)
def test_keys_of_a_response(program, folder, account, name):
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    account.changes["DescribeServices"] = lambda _, status, body: (
        status, json.dumps({HOSTILE[name]: 1, "services": [{HOSTILE[name]: [], "serviceArn": 5}]}).encode())
    assert "ecs:DescribeServices" in run_all(program, folder, account)


@pytest.mark.parametrize("name", [*HOSTILE, *HUGE])
def test_arguments(program, folder, name):
    text = (HOSTILE | HUGE)[name]
    for arguments in (
            ["plan", "--format", text], ["plan", f"--{text}"], [text], ["plan", text], ["validate", text],
            ["plan", "--config", text], ["explain", f"arn:{text}"], ["plan", "--region", text],
            ["plan", "--endpoint-url", text], ["plan", "--out", f"{text}/x"], ["apply", "--plan", text],
            ["plan", "--registry", "aws", "--profile", text], ["registry", "serve", "--database", f"roster.yaml/{text}/x"],
            ["registry", "serve", "--listen", text], ["registry", "serve", "--credentials-file", text]):
        driver.write(folder / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
        ended = driver.run(program, folder, *arguments, AWS_REGION="eu-west-1")
        check(ended.stdout, ended.stderr)
        assert len(ended.stderr) < 25_000, arguments[:-1]


@pytest.mark.parametrize("arguments", [
    ["plan", "--endpoint-url", "http://h/?token=S3CR3T"], ["plan", "--endpoint-url", "http://user:S3CR3T@h/"],
    ["plan", "--endpoint-url", "http://h/S3CR3T"], ["plan", "--endpoint-url", "h?token=S3CR3T"],
    ["plan", "--registry", "aws", "--region", "eu-west-1", "--endpoint-url", "http://h/?token=S3CR3T"],
    ["plan", "--access-key", "AKIA:S3CR3T"], ["registry", "serve", "--access-key", "S3CR3T"],
    ["registry", "serve", "--access-key", "AKIA", "S3CR3T"]])
def test_no_error_repeats_a_secret(program, folder, arguments):
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    ended = driver.run(program, folder, *arguments)
    assert ended.returncode in (1, 64), ended.stderr
    assert ended.stderr and "S3CR3T" not in ended.stdout + ended.stderr


@pytest.mark.parametrize("name", HOSTILE)
def test_the_log_of_the_controller(program, folder, account, name):
    manifest = f"{HOSTILE[name].replace('/', '_')}.yaml"
    driver.write(folder / "manifests" / manifest, driver.manifest("web", "latest: 1", "9"))
    account.refusals["ListTasks"] = lambda _: (
        400, json.dumps({"__type": "AccessDeniedException", "message": HOSTILE[name]}).encode())
    driver.write(folder / "roster.yaml", driver.CONFIGURATION + (
        f"  registry: {{embedded: {{url: \"{account.url}\"}}}}\n  source: {{directory: manifests}}\n"
        "  controller: {interval: 1s, listen: \"127.0.0.1:0\"}\n"))
    running = driver.Controller(program, folder)
    driver.until(lambda: "plan refused" in running.said() and "drift: " in running.said())
    driver.write(folder / "manifests" / manifest, driver.manifest("web", "one", "two"))
    driver.until(lambda: running.said().count("cycle failed, nothing was removed: manifests/x") >= 2)
    status = running.get("/api/v1/status")[1]
    assert running.stop() == 0
    check(running_log := open(running.log.name, newline="").read(), status)
    assert all(" roster: " in line for line in running_log.splitlines() if not line.startswith("listening on "))
