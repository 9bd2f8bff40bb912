"""deploy/iam allows what the program calls and nothing else, according to the sources and to the calls of a run."""

import json
import re

import pytest

from support import driver, faulty_account, scripted_aws, services
from support.environment import REPOSITORY
from support.sessions import make_session

SOURCES = REPOSITORY / "Sources"
# Who calls ECS. The embedded registry has more operations, of which the demo calls some.
CALLERS = ("AWSAdapters", "Reconciler", "roster")
DEMO = SOURCES / "roster/Demo"
# A role is assumed with the credentials that Roster starts with; these policies are for the role.
APART = {"sts"}


def actions(name):
    """A policy's actions by statement."""
    policy = json.loads((REPOSITORY / "deploy/iam" / name).read_text())
    assert policy["Version"] == "2012-10-17"
    statements = {statement["Sid"]: set(statement["Action"]) for statement in policy["Statement"]}
    assert len(statements) == len(policy["Statement"]), "a Sid is there twice"
    assert {statement["Effect"] for statement in policy["Statement"]} == {"Allow"}
    assert {statement["Resource"] for statement in policy["Statement"]} == {"*"}, "what is not seen must be in use"
    return statements


def allowed(name):
    """All actions of a policy."""
    return set().union(*actions(name).values())


def source_text(*modules):
    """The text of the modules' files, by path."""
    return {path: path.read_text() for module in modules for path in sorted((SOURCES / module).rglob("*.swift"))}


def called():
    """The actions that the sources can call: the ECS operations that callers name, and those that the clients of the
    other services name."""
    found = {
        f"ecs:{operation}" for path, text in source_text(*CALLERS).items() if DEMO not in path.parents
        for operation in re.findall(r"\bECS\.(\w+)\.self", text)}
    session = make_session()
    named = set()
    sources = source_text("AWSClient")
    for path, text in sources.items():
        for prefix in {services.PREFIXES[service] for service in re.findall(r"\.client\(\.(\w+)\)", text)} - {"ecs"}:
            # A client may go on in `NAME+more.swift`.
            text += "".join(more for other, more in sources.items() if other.name.startswith(f"{path.stem}+"))
            operations = session.get_service_model(services.botocore_name(prefix)).operation_names
            mine = {word for word in re.findall(r'"([A-Z]\w+)"', text) if word in operations}
            assert mine, f"{path} has a client of {prefix} and calls nothing"
            named |= {f"{prefix}:{operation}" for operation in mine}
    assert {action.partition(":")[0] for action in named} | APART == set(services.PREFIXES.values()) - {"ecs"} | APART, \
        "a service has no client, or its client was not found"
    return {action for action in found | named if action.partition(":")[0] not in APART}


def test_applying_may_do_what_the_sources_can_call_and_nothing_else():
    assert allowed("apply.json") == called()


def test_reading_may_do_the_same_except_to_deregister():
    statements = actions("apply.json")
    assert statements.pop("Deregister") == {"ecs:DeregisterTaskDefinition"}
    assert actions("read.json") == statements


def test_reading_reads():
    session = make_session()
    for action in allowed("read.json"):
        prefix, _, operation = action.partition(":")
        assert operation in session.get_service_model(services.botocore_name(prefix)).operation_names
        assert re.match("List|Describe|Get|BatchGet", operation), action


def test_whoever_waives_a_source_knows_what_to_strike():
    keys = re.findall(r"^    (\w+): (?:required|\{waived)", (REPOSITORY / "deploy/roster.yaml").read_text(), re.MULTILINE)
    sids = {sid[0].lower() + sid[1:] for sid in actions("read.json")}
    assert sids == {"taskDefinitions", "services", "tasks", *keys}


@pytest.fixture(scope="module")
def run(program, tmp_path_factory):
    """The document and the account of a plan, or of an apply that removes something."""
    folder = tmp_path_factory.mktemp("iam")
    resources, ledger = faulty_account.make()
    driver.write(folder / "roster.yaml", driver.CONFIGURATION)
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    with scripted_aws.ScriptedAWS() as aws:

        def make(*command):
            account = scripted_aws.Account(resources)
            process = driver.run(
                program, folder, *command, "--registry", "aws", "--endpoint-url", aws.url, "--region", "eu-west-1",
                AWS_ACCESS_KEY_ID=aws.add(account))
            assert process.returncode == 0, process.stdout + process.stderr
            return account

        yield make


def test_a_plan_calls_what_reading_may_do(run):
    account = run("plan")
    calls = {call.action for call in account.calls}
    assert calls <= allowed("read.json")
    # Every statement is needed.
    assert all(calls & statement for statement in actions("read.json").values())


def test_an_apply_calls_what_applying_may_do(run):
    account = run("apply", "--yes")
    assert account.deregistered
    assert {call.action for call in account.calls} <= allowed("apply.json")
