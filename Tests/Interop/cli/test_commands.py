"""validate, plan, apply and drift against the embedded registry over HTTP: results and exit codes."""

import json
import os
import pathlib
import pty
import shutil
import signal
import subprocess
import tempfile

import pytest

from support import driver
from support.environment import REPOSITORY, clean_environment


@pytest.fixture
def folder(tmp_path):
    """A working folder whose configuration allows removing revisions as young as a test's."""
    driver.write(tmp_path / "roster.yaml", driver.CONFIGURATION)
    return tmp_path


@pytest.fixture
def gate(registry_url):
    """The session's registry behind a gate that counts calls."""
    gate = driver.Gate(registry_url)
    yield gate
    gate.shutdown()
    gate.server_close()


@pytest.fixture
def command(program, folder, gate, region):
    """Runs a command against the registry."""
    def run(*arguments):
        return driver.run(
            program, folder, *arguments, "--registry", "embedded", "--endpoint-url", gate.url, "--region", region)
    return run


@pytest.fixture
def history(ecs, register):
    """web:1 to web:6; a service runs 2 and a task runs 3."""
    for _ in range(6):
        register("web")
    ecs.create_cluster(clusterName="default")
    ecs.create_service(serviceName="api", taskDefinition="web:2", desiredCount=0)
    ecs.run_task(taskDefinition="web:3")


def statuses(ecs, family="web"):
    """The numbers of the ACTIVE revisions."""
    arns = ecs.list_task_definitions(familyPrefix=family)["taskDefinitionArns"]
    return [int(arn.rsplit(":", 1)[1]) for arn in arns]


def test_plan_apply_plan(command, folder, history, ecs):
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "latest: 1", "5", "9"))
    plan = command("plan", "manifests", "--format", "json", "--detailed-exitcode")
    assert plan.returncode == 2
    document = json.loads(plan.stdout)
    assert [(item["family"], item["revision"]) for item in document["removals"]] == [("web", 1), ("web", 4)]
    assert [(item["revision"], item["reasons"][0]["code"]) for item in document["withheld"]] == [
        (2, "inUse"), (3, "inUse")]
    assert [(item["reason"], item["revisions"]) for item in document["drift"]] == [
        ("undeclared", [{"first": 1, "last": 4}]), ("declaredMissing", [{"first": 9, "last": 9}])]
    assert command("plan", "manifests", "--format", "json").stdout == plan.stdout, "the same bytes for the same state"
    assert statuses(ecs) == [1, 2, 3, 4, 5, 6], "a plan changes nothing"

    apply = command("apply", "manifests", "--yes", "--format", "json")
    assert apply.returncode == 0, apply.stderr
    outcomes = json.loads(apply.stdout)["outcomes"]
    assert [(item["revision"], item["outcome"]) for item in outcomes] == [(1, "removed"), (4, "removed")]
    assert [reading["source"] for reading in outcomes[0]["evidence"] if reading["readAt"]] == [
        "serviceDeployments", "services", "tasks"]
    watch, calls = (json.loads(apply.stdout)[key] for key in ("watch", "calls"))
    assert watch["open"] == ["web:1", "web:4"], "for ten minutes they can be taken up again"
    assert calls["byAction"]["ecs:DeregisterTaskDefinition"] == 2
    assert calls["total"] == sum(calls["byAction"].values())
    assert statuses(ecs) == [2, 3, 5, 6]

    again = command("plan", "manifests", "--detailed-exitcode")
    assert again.returncode == 0
    assert "0 to remove, 2 withheld" in again.stdout


def test_a_family_that_only_reports_says_what_would_go_and_changes_nothing(command, folder, history, ecs, gate):
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "latest: 1", "5", prune="report", protect="[1]"))
    plan = command("plan", "manifests", "--format", "json", "--detailed-exitcode", "--out", "plan.json")
    assert plan.returncode == 0, "there is nothing that would be changed"
    document = json.loads(plan.stdout)
    assert document["removals"] == document["withheld"] == document["refusals"] == []
    reported = document["reported"]
    assert [(item["revision"], item["reason"]) for item in reported["removals"]] == [(4, "undeclared")]
    assert [(item["revision"], item["reasons"][0]["code"]) for item in reported["withheld"]] == [
        (1, "protected"), (2, "inUse"), (3, "inUse")]
    text = command("plan", "manifests").stdout
    assert "Only reported (prune: report)" in text and "would be removed: not declared, not in use" in text
    assert text.endswith("0 to remove, 0 withheld, 4 only reported, 0 other drift.\n")
    assert command("drift", "manifests").returncode == 2
    assert "With 'prune: deregister', the next apply would remove it." in command("explain", "web:4", "manifests").stdout

    # Neither as it is nor as an approval of what was only reported.
    assert command("apply", "manifests", "--yes").returncode == 0
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "latest: 1", "5", protect="[1]"))
    applied = command("apply", "manifests", "--plan", "plan.json", "--yes")
    assert applied.returncode == 0 and gate.count("DeregisterTaskDefinition") == 0
    assert statuses(ecs) == [1, 2, 3, 4, 5, 6]


def test_drift_exits_with_2_where_there_is_some(command, folder, history):
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "1..6"))
    assert command("drift", "manifests").returncode == 0
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "1..7"))
    drift = command("drift", "manifests")
    assert drift.returncode == 2
    assert "web:7" in drift.stdout and "does not exist" in drift.stdout


def test_a_refused_plan_exits_with_3_and_prints_the_override(command, folder, history, ecs, gate):
    driver.write(folder / "roster.yaml", driver.CONFIGURATION.replace("percent: 100", "count: 1"))
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    refused = command("apply", "manifests", "--yes")
    assert refused.returncode == 3
    assert "--maximum-deregistrations 3" in refused.stdout
    assert "= web:1, 4..5 " in refused.stdout and refused.stdout.count("too many removals at once") == 1
    assert gate.count("DeregisterTaskDefinition") == 0
    assert command("apply", "manifests", "--yes", "--maximum-deregistrations", "2").returncode == 3
    assert command("apply", "manifests", "--yes", "--maximum-deregistrations", "3").returncode == 0
    assert statuses(ecs) == [2, 3, 6]


def test_a_saved_plan_is_carried_out_as_it_was_approved_or_not_at_all(command, folder, history, ecs, gate):
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "latest: 1", "5"))
    assert command("plan", "manifests", "--out", "plan.json").returncode == 0
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    ecs.create_service(serviceName="late", taskDefinition="web:1", desiredCount=0)
    stale = command("apply", "manifests", "--plan", "plan.json", "--yes")
    assert stale.returncode == 3 and "stale" in stale.stdout and "web:1" in stale.stdout
    assert gate.count("DeregisterTaskDefinition") == 0

    assert command("plan", "manifests", "--out", "plan.json").returncode == 0
    applied = command("apply", "manifests", "--plan", "plan.json", "--yes")
    assert applied.returncode == 0 and statuses(ecs) == [1, 2, 3, 6]
    assert command("apply", "manifests", "--plan", "nothing.json", "--yes").returncode == 1
    driver.write(folder / "plan.json", "{}")
    refused = command("apply", "manifests", "--plan", "plan.json", "--yes")
    assert refused.returncode == 1 and "roster plan --out" in refused.stderr


@pytest.mark.parametrize("operation", [
    "ListClusters", "ListServices", "DescribeServices", "ListTasks", "DescribeTasks"])
def test_a_reference_that_cannot_be_read_removes_nothing(command, folder, history, gate, operation):
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    gate.denied.add(operation)
    assert command("plan", "manifests").returncode == 1
    assert command("drift", "manifests").returncode == 1
    refused = command("apply", "manifests", "--yes")
    assert refused.returncode == 3
    assert refused.stdout.count(f"ecs:{operation} at") == 1 and "nothing is removed" in refused.stdout
    assert gate.count("DeregisterTaskDefinition") == 0


@pytest.mark.parametrize("form", ["text", "json"])
def test_one_cluster_whose_services_may_not_be_described_is_enough(program, folder, serve, client_for, form):
    """The revisions that the denied cluster runs are not even candidates: what it runs is unknown."""
    server = serve(folder / "registry.db", "--admin")
    ecs = client_for(server.url, "us-east-1")
    for _ in range(4):
        ecs.register_task_definition(
            family="web", containerDefinitions=[{"name": "app", "image": "nginx:1", "memory": 64}])
    arns = {name: ecs.create_cluster(clusterName=name)["cluster"]["clusterArn"] for name in ("open", "secret")}
    for name in arns:
        ecs.create_service(cluster=name, serviceName="api", taskDefinition="web:2", desiredCount=0)
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    denied = {"type": "AccessDeniedException", "message": "User: arn:aws:iam::123456789012:user/roster is not allowed"}
    server.set_faults({"operation": "DescribeServices", "where": {"cluster": arns["secret"]}, "error": denied})

    def apply():
        return driver.run(
            program, folder, "apply", "manifests", "--yes", "--format", form, "--registry", "embedded",
            "--endpoint-url", server.url, "--region", "us-east-1")

    refused = apply()
    assert refused.returncode == 3, refused.stdout + refused.stderr
    assert statuses(ecs) == [1, 2, 3, 4]
    sentences = [one["message"] for one in json.loads(refused.stdout)["refusals"]] if form == "json" else [
        line for line in refused.stdout.splitlines() if "nothing is removed" in line]
    assert len(sentences) == 1
    for part in ["nothing is removed", "services", arns["secret"], "allow the action ecs:DescribeServices"]:
        assert part in sentences[0]
    assert arns["open"] not in sentences[0]

    server.set_faults()
    assert apply().returncode == 0
    assert statuses(ecs) == [2, 4]


@pytest.mark.parametrize("operation", ["ListTaskDefinitions", "DescribeTaskDefinition"])
def test_a_registry_that_cannot_be_read_is_an_error(command, folder, history, gate, operation):
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "latest: 1", "9"))
    gate.denied.add(operation)
    refused = command("apply", "manifests", "--yes")
    assert refused.returncode == 1
    assert f"ecs:{operation}" in refused.stderr
    assert gate.count("DeregisterTaskDefinition") == 0


def test_a_denied_deregistration_is_reported_for_its_revision(command, folder, history, gate, ecs):
    driver.write(folder / "roster.yaml", driver.paced("burst: 1"))
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    gate.denied.add("DeregisterTaskDefinition")
    failed = command("apply", "manifests", "--yes", "--format", "json")
    assert failed.returncode == 1
    assert [item["outcome"] for item in json.loads(failed.stdout)["outcomes"]] == [
        "failed", "notAttempted", "notAttempted"]
    assert gate.count("DeregisterTaskDefinition") == 1
    assert statuses(ecs) == [1, 2, 3, 4, 5, 6]


def test_the_default_guardrails_keep_what_is_young(program, tmp_path, registry_url, region, history):
    driver.write(tmp_path / "elsewhere/manifests/web.yaml", driver.manifest("web", "latest: 1"))
    plan = driver.run(
        program, tmp_path / "elsewhere", "plan", "--endpoint-url", registry_url, "--region", region,
        "--detailed-exitcode")
    assert plan.returncode == 0
    assert "guardrails.minimumAge" in plan.stdout and "0 to remove" in plan.stdout


FIVE_MISTAKES = {
    "a.yaml": "apiVersion: roster/v1\nkind: TaskDefinitionFamily\nmetadata: {name: a}\nspec:\n  actve: [1]\n  active: [2]\n",
    "b.yaml": "apiVersion: roster/v1\nkind: TaskDefinitionFamily\nmetadata: {name: b}\nspec:\n  active: [one]\n",
    "c.yaml": "apiVersion: roster/v1\nkind: TaskDefinitionFamily\nmetadata: {name: a}\nspec: {active: [1]}\n",
    "deep/d.yml": "apiVersion: roster/v1\nkind: TaskDefinitionFamily\nmetadata: {name: d}\nspec:\n  active: [5..3]\n",
    "e.yaml": "apiVersion: roster/v1\nkind: TaskDefinitionFamily\nmetadata:\n  name: \"unclosed\n",
}


def test_the_default_guardrails_let_small_families_go(command, tmp_path, register, ecs):
    driver.write(tmp_path / "roster.yaml", "apiVersion: roster/v1\nkind: Roster\nspec: {guardrails: {minimumAge: 0s}}\n")
    families = ["api", "web", "worker"]
    for family in families:
        register(family)
        register(family)
        driver.write(tmp_path / f"manifests/{family}.yaml", driver.manifest(family, "latest: 1"))
    result = command("apply", "--yes")
    assert result.returncode == 0, result.stderr
    assert {family: statuses(ecs, family) for family in families} == dict.fromkeys(families, [2])


@pytest.mark.parametrize("name", ["validate", "plan", "apply"])
def test_five_mistakes_give_five_diagnostics_and_no_request(program, folder, gate, name):
    for file, text in FIVE_MISTAKES.items():
        driver.write(folder / "manifests" / file, text)
    flags = [] if name == "validate" else ["--endpoint-url", gate.url]
    flags += ["--yes"] if name == "apply" else []
    result = driver.run(program, folder, name, "manifests", *flags)
    assert result.returncode == 1
    lines = result.stderr.splitlines()
    assert [line.split(": ")[0] for line in lines] == [
        "manifests/a.yaml:5:3", "manifests/b.yaml:5:12", "manifests/c.yaml:3:18", "manifests/deep/d.yml:5:12",
        "manifests/e.yaml:4:9"], result.stderr
    assert "did you mean 'active'?" in lines[0]
    assert gate.calls == []


def test_paths_that_are_missing_are_mistakes_like_others(program, folder):
    driver.write(folder / "manifests/e.yaml", FIVE_MISTAKES["e.yaml"])
    result = driver.run(program, folder, "validate", "mm1", "manifests", "mm2")
    assert result.returncode == 1
    assert [line.split(": ")[0].split(";")[0] for line in result.stderr.splitlines()] == [
        "mm1 does not exist", "mm2 does not exist", "manifests/e.yaml:4:9"]
    result = driver.run(program, folder, "validate", "mm1", "mm2")
    assert result.returncode == 1 and len(result.stderr.splitlines()) == 2, result.stderr


@pytest.mark.parametrize("setup, said", [
    (lambda folder: None, "does not exist"),
    (lambda folder: (folder / "manifests").mkdir(), "no manifest"),
])
def test_a_missing_and_an_empty_folder_are_errors(program, folder, gate, setup, said):
    setup(folder)
    result = driver.run(program, folder, "plan", "manifests", "--endpoint-url", gate.url)
    assert result.returncode == 1 and "manifests" in result.stderr and said in result.stderr, result.stderr
    assert gate.calls == []


def test_nobody_to_answer_is_no(command, folder, history, ecs):
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    result = command("apply", "manifests")
    assert result.returncode == 1 and "--yes" in result.stderr
    assert statuses(ecs) == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("answer, left, code", [("no", [1, 2, 3, 4, 5, 6], 1), ("yes", [2, 3, 6], 0)])
def test_a_terminal_is_asked(program, folder, registry_url, region, history, ecs, answer, left, code):
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    controller, terminal = pty.openpty()
    process = subprocess.Popen(
        [program, "apply", "manifests", "--endpoint-url", registry_url, "--region", region], cwd=folder,
        env=clean_environment(**driver.KEYS), stdin=terminal, stdout=terminal, stderr=terminal)
    os.close(terminal)
    said = b""
    while b"will be accepted" not in said:
        said += os.read(controller, 4096)
    os.write(controller, f"{answer}\n".encode())
    try:
        while chunk := os.read(controller, 4096):
            said += chunk
    except OSError:
        pass  # Linux reports that the other end is closed.
    assert process.wait(timeout=60) == code, said
    assert statuses(ecs) == left


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_is_an_answer(program, folder, registry_url, region, history, ecs, number):
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    controller, terminal = pty.openpty()
    process = subprocess.Popen(
        [program, "apply", "manifests", "--endpoint-url", registry_url, "--region", region], cwd=folder,
        env=clean_environment(**driver.KEYS), stdin=terminal, stdout=terminal, stderr=terminal)
    os.close(terminal)
    said = b""
    while b"will be accepted" not in said:
        said += os.read(controller, 4096)
    process.send_signal(number)
    assert process.wait(timeout=60) != 0
    os.close(controller)
    assert statuses(ecs) == [1, 2, 3, 4, 5, 6]


def test_a_registry_that_is_not_there_is_named(program, folder):
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    result = driver.run(program, folder, "plan", "--endpoint-url", "http://127.0.0.1:1")
    assert result.returncode == 1
    assert "http://127.0.0.1:1" in result.stderr and "--endpoint-url" in result.stderr


def test_a_registry_without_tls_is_told_as_such(program, folder, registry_url):
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    result = driver.run(program, folder, "plan", "--endpoint-url", registry_url.replace("http:", "https:"))
    assert result.returncode == 1
    assert "TLS handshake failed: the server seems to speak plain HTTP" in result.stderr
    assert ".cc" not in result.stderr


def test_a_registry_that_verifies_signatures_is_not_reached_as_embedded(program, folder, serve):
    server = serve(folder / "keys.db", "--access-key", "AKIAEXAMPLE:example")
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    result = driver.run(program, folder, "plan", "--registry", "embedded", "--endpoint-url", server.url)
    assert result.returncode == 1
    assert "use --registry aws" in result.stderr and "AWS_SESSION_TOKEN" not in result.stderr


def listing(folder):
    return sorted((str(path.relative_to(folder)), path.stat().st_size) for path in folder.rglob("*"))


COMMANDS_THAT_ONLY_READ = [["validate", "manifests"], ["plan"], ["drift"], ["explain", "web:1"]]


@pytest.mark.parametrize("arguments", COMMANDS_THAT_ONLY_READ, ids=lambda words: words[0])
def test_a_command_that_only_reads_creates_nothing(program, folder, arguments):
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    before = listing(folder)
    result = driver.run(program, folder, *arguments)
    assert result.returncode in (0, 1), result.stderr
    assert listing(folder) == before
    if arguments[0] != "validate":
        assert "the embedded registry in .roster/registry.db, which does not exist yet, Region" in result.stderr


@pytest.mark.parametrize("arguments", COMMANDS_THAT_ONLY_READ[1:], ids=lambda words: words[0])
@pytest.mark.parametrize("state", ["at rest", "served", "not writable"])
def test_a_command_that_only_reads_leaves_a_registry_as_it_is(program, folder, serve, client_for, arguments, state):
    # Another user may pass neither through pytest's own folders nor through those of whoever runs the tests.
    scratch = pathlib.Path(tempfile.mkdtemp(dir="/tmp"))
    scratch.chmod(0o755)
    (scratch / "tmp").mkdir()
    (scratch / "tmp").chmod(0o777)
    if state == "not writable":
        folder = scratch / "work"
        folder.mkdir()
    database = folder / ".roster/registry.db"
    database.parent.mkdir()
    server = serve(database)
    for _ in range(2):
        client_for(server.url, "us-east-1").register_task_definition(
            family="web", containerDefinitions=[{"name": "app", "image": "nginx:1", "memory": 64}])
    if state != "served":
        server.stop()
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    other = {}
    if state == "not writable":
        for path in [folder, *folder.rglob("*")]:
            path.chmod(0o555 if path.is_dir() else 0o444)
        if os.getuid() == 0:
            other = {"user": 65534, "group": 65534}
    before = listing(folder)
    result = subprocess.run(
        [program, *arguments, "--format", "json"], cwd=folder, env=clean_environment(TMPDIR=scratch / "tmp"),
        capture_output=True, text=True, stdin=subprocess.DEVNULL, **other)
    assert result.returncode == (2 if arguments[0] == "drift" else 0), result.stderr
    assert '"web' in result.stdout
    assert listing(folder) == before
    if state == "not writable":
        for path in [folder, *folder.rglob("*")]:
            path.chmod(0o700)
    shutil.rmtree(scratch)


@pytest.mark.parametrize("suffix", ["", "-wal", ".lock"])
@pytest.mark.parametrize("arguments", [["plan"], ["apply", "--yes"], ["registry", "serve", "--listen", "127.0.0.1:0"]])
def test_a_pipe_as_registry_is_refused_at_once(program, folder, arguments, suffix):
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    (folder / ".roster").mkdir()
    os.mkfifo(folder / f".roster/registry.db{suffix}")
    result = driver.run(program, folder, *arguments)
    assert result.returncode == 1
    assert f".roster/registry.db{suffix} is a folder, a pipe, a socket or a device, not a file" in result.stderr


def test_the_embedded_registry_works_in_process(program, folder):
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    result = driver.run(program, folder, "apply", "--yes")
    assert (result.returncode, result.stdout.splitlines()[-1]) == (0, "Nothing to remove.")
    assert "there is no ACTIVE task definition in the embedded registry in .roster/registry.db" in result.stderr
    assert (folder / ".roster/registry.db").exists()


def test_the_demo_shows_all_of_it(program):
    demo = driver.run(program, REPOSITORY, "demo", "--once")
    assert demo.returncode == 0, demo.stderr
    for part in ["removed: deregistered", "in use by service default/", "in use by task default/", "protected",
                 "but INACTIVE", "5 of 5 removed", "0 to remove"]:
        assert part in demo.stdout


@pytest.mark.parametrize("name", ["plan", "apply", "drift", "run"])
def test_a_profile_that_is_not_there_is_an_error(program, folder, name):
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    result = driver.run(
        program, folder, name, "--registry", "aws", "--region", "eu-west-1", "--profile", "production")
    assert result.returncode == 1 and "there is no profile 'production'" in result.stderr


def test_an_account_is_never_taken_for_the_embedded_registry(program, folder):
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    result = driver.run(program, folder, "plan", "--endpoint-url", "https://ecs.eu-west-1.amazonaws.com")
    assert result.returncode == 1 and "--registry aws" in result.stderr


def test_a_configuration_that_cannot_be_read_is_not_the_defaults(program, folder):
    (folder / "roster.yaml").unlink()
    (folder / "roster.yaml").symlink_to(folder / "nowhere")
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    result = driver.run(program, folder, "plan")
    assert result.returncode == 1 and "roster.yaml" in result.stderr


def test_a_configuration_that_is_not_there_is_said_to_be_missing(program, folder):
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    result = driver.run(program, folder, "plan", "--config", "nope.yaml")
    assert result.returncode == 1 and "nope.yaml does not exist" in result.stderr


def test_a_registry_with_nothing_in_it_is_likely_the_wrong_one(program, folder, gate):
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    result = driver.run(program, folder, "plan", "--endpoint-url", gate.url, "--region", "nowhere-1")
    assert result.returncode == 0
    assert f"no ACTIVE task definition in the embedded registry at {gate.url}, Region nowhere-1;" in result.stderr
    assert "spec.registry" in result.stderr and "--registry" in result.stderr


def test_sigterm_ends_apply_between_two_revisions_with_a_report(program, folder, registry_url, region, history, ecs):
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    driver.write(folder / "roster.yaml", driver.paced("burst: 1, deregistrationsPerSecond: 0.2"))
    process = subprocess.Popen(
        [program, "apply", "manifests", "--yes", "--format", "json", "--endpoint-url", registry_url, "--region", region],
        cwd=folder, env=clean_environment(**driver.KEYS), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert "web:1 removed" in process.stderr.readline()
    process.terminate()
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert [(item["revision"], item["outcome"]) for item in json.loads(said)["outcomes"]] == [
        (1, "removed"), (4, "notAttempted"), (5, "notAttempted")]
    assert statuses(ecs) == [2, 3, 4, 5, 6]


@pytest.mark.parametrize("target, code", [("/dev/full", 1), ("closed pipe", 0)])
def test_output_that_is_lost_is_an_error_unless_nobody_reads_it(program, folder, gate, target, code):
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    if target == "closed pipe":
        reader, writer = os.pipe()
        os.close(reader)
    else:
        writer = os.open(target, os.O_WRONLY)
    with os.fdopen(writer, "wb") as output:
        process = subprocess.run(
            [program, "plan", "manifests", "--endpoint-url", gate.url], cwd=folder,
            env=clean_environment(**driver.KEYS), stdout=output, stderr=subprocess.PIPE, timeout=60)
    assert process.returncode == code, process.stderr
