"""What happens between two bursts of an apply, and between the calls of one, in a registry of its own over HTTP."""

import json

import pytest

from support import bursts, driver
from support.bursts import outcomes

# The first burst has ten of the eleven removals.
TWELVE = driver.manifest("web", "12")


@pytest.fixture
def gate(registry_url):
    gate = bursts.Moments(registry_url)
    yield gate
    gate.shutdown()
    gate.server_close()


@pytest.fixture
def apply(program, tmp_path, gate, region):
    """Applies with the default ages, and the default pacing or another; returns the exit code, the report and what was
    said."""
    def run(pacing=None, form="json"):
        driver.write(tmp_path / "roster.yaml", driver.paced(pacing) if pacing else driver.CONFIGURATION)
        ended = driver.run(
            program, tmp_path, "apply", "manifests", "--yes", "--format", form, "--endpoint-url", gate.url, "--region",
            region)
        return ended.returncode, json.loads(ended.stdout) if form == "json" else ended.stdout, ended.stderr
    return run


@pytest.fixture
def twelve(register, ecs, tmp_path):
    """web:1 to web:12, of which a service runs the newest; only that is declared."""
    for _ in range(12):
        register("web")
    ecs.create_cluster(clusterName="default")
    ecs.create_service(serviceName="api", taskDefinition="web:12", desiredCount=0)
    driver.write(tmp_path / "manifests/web.yaml", TWELVE)


def active(ecs, family="web"):
    arns = ecs.list_task_definitions(familyPrefix=family)["taskDefinitionArns"]
    return [int(arn.rsplit(":", 1)[1]) for arn in arns]


def after_first_removal(gate, act):
    gate.after["DeregisterTaskDefinition", 1] = act


def test_a_service_that_moves_after_the_first_removal_keeps_its_revision(apply, gate, twelve, ecs):
    after_first_removal(gate, lambda: ecs.update_service(service="api", taskDefinition="web:11"))
    code, document, _ = apply()
    assert code == 0
    assert outcomes(document) == {f"web:{number}": "removed" for number in range(1, 11)} | {"web:11": "withheld"}
    (reason,) = document["outcomes"][-1]["reasons"]
    assert reason["code"] == "inUse" and "service default/api" in reason["message"]
    assert active(ecs) == [11, 12]


@pytest.mark.parametrize("kept", [
    driver.manifest("web", "11..12"), driver.manifest("web", "12", protect="[11]"), None,
], ids=["declared", "protected", "without a manifest"])
def test_a_manifest_that_keeps_more_counts_from_the_next_burst_on(apply, gate, twelve, ecs, tmp_path, kept):
    path = tmp_path / "manifests/web.yaml"
    # Another family's manifest stays, as a folder without any is an error.
    driver.write(tmp_path / "manifests/api.yaml", driver.manifest("api", "latest: 1"))
    after_first_removal(gate, lambda: path.write_text(kept) if kept else path.unlink())
    code, document, _ = apply()
    assert code == 0
    assert outcomes(document)["web:11"] == "withheld"
    assert active(ecs) == [11, 12]


def test_a_mistake_in_a_manifest_ends_the_run_before_the_next_burst(apply, gate, twelve, ecs, tmp_path):
    path = tmp_path / "manifests/web.yaml"
    after_first_removal(gate, lambda: path.write_text(TWELVE.replace("- 12", "- twelve")))
    code, document, _ = apply()
    assert code == 1
    last = document["outcomes"][-1]
    assert last["outcome"] == "notAttempted" and "manifests/web.yaml:6:7: " in last["message"]
    assert active(ecs) == [11, 12] and gate.count("DeregisterTaskDefinition") == 10


def test_a_removal_costs_one_call(apply, gate, twelve):
    code, _, _ = apply(pacing="burst: 100")
    assert code == 0
    reading = ["ListClusters", "ListServices", "DescribeServices", "ListTasks", "ListTasks"]
    calls = gate.since_plan()
    assert calls[0] == "ListTaskDefinitions"
    assert sorted(calls[1:6]) == sorted(reading)
    assert calls[6:17] == ["DeregisterTaskDefinition"] * 11
    assert sorted(calls[17:]) == sorted(reading)


def answer_otherwise(gate, operation, member, value):
    """Changes a member of what is answered about web:3."""
    def change(request, status, body):
        answer = json.loads(body)
        if request["taskDefinition"].endswith("web:3"):
            answer["taskDefinition"][member] = value
        return status, json.dumps(answer).encode()

    gate.changes[operation] = change


@pytest.mark.parametrize("member, value, described", [
    ("taskDefinitionArn", "arn:aws:ecs:x:123456789012:task-definition/web:111", True), ("status", "ACTIVE", True),
    ("status", None, True), ("taskDefinitionArn", None, True), ("status", "DELETE_IN_PROGRESS", False),
], ids=["another revision", "ACTIVE", "without status", "without ARN", "being deleted"])
def test_an_answer_that_confirms_nothing_is_followed_by_a_description(apply, gate, twelve, member, value, described):
    answer_otherwise(gate, "DeregisterTaskDefinition", member, value)
    code, document, _ = apply()
    assert code == 0 and set(outcomes(document).values()) == {"removed"}
    assert gate.since_plan().count("DescribeTaskDefinition") == described


def test_what_the_description_says_counts(apply, gate, twelve):
    for operation in ("DeregisterTaskDefinition", "DescribeTaskDefinition"):
        answer_otherwise(gate, operation, "status", "ACTIVE")
    code, document, _ = apply()
    assert code == 1
    said = outcomes(document)
    assert said.pop("web:3") == "unverified" and set(said.values()) == {"removed"}


def test_what_somebody_else_deregistered_is_not_counted_as_removed(apply, gate, twelve, ecs):
    # Right before its own call, so that no list has shown it.
    gate.before["DeregisterTaskDefinition", 1] = lambda: [
        ecs.deregister_task_definition(taskDefinition=f"web:{number}") for number in range(1, 12)]
    code, document, _ = apply()
    assert code == 0
    # The second burst's look shows that the last one is gone.
    assert outcomes(document) == {
        f"web:{number}": "alreadyDeregistered" for number in range(1, 11)} | {"web:11": "withheld"}
    assert document["outcomes"][0]["message"] == "already deregistered by someone else"
    assert "watch" not in document, "there is nothing of ours to watch"


@pytest.mark.slow(5)
def test_what_is_throttled_is_read_again_before_it_is_sent_again(apply, gate, twelve, ecs):
    sent = []

    def refuse(request):
        name = request["taskDefinition"].rsplit("/", 1)[1]
        sent.append(name)
        return bursts.throttled() if name in ("web:2", "web:5") and sent.count(name) == 1 else None

    gate.refusals["DeregisterTaskDefinition"] = refuse
    code, document, said = apply()
    assert code == 0, said
    assert set(outcomes(document).values()) == {"removed"}
    assert active(ecs) == [12]
    assert sorted(sent[10:]) == ["web:11", "web:2", "web:5"]
    calls = gate.since_plan()
    last, first = [index for index, name in enumerate(calls) if name == "DeregisterTaskDefinition"][9:11]
    assert calls[last:first].count("ListClusters") == 1


class Stale:
    """Answers of DescribeServices and ListTasks that are as old as its making, until it is opened."""

    def __init__(self, gate, ecs):
        self.answer = ecs.describe_services(services=["api"])
        self.isOpen = False
        gate.changes["DescribeServices"] = self.change

    def change(self, request, status, body):
        if self.isOpen:
            return status, body
        services = json.loads(json.dumps(self.answer["services"], default=lambda date: date.timestamp()))
        return 200, json.dumps({"services": services, "failures": []}).encode()

    def open(self):
        self.isOpen = True


@pytest.fixture
def used(gate, twelve, ecs):
    """A service that has moved to web:1, which no reading shows before that is removed."""
    stale = Stale(gate, ecs)
    ecs.update_service(service="api", taskDefinition="web:1")
    after_first_removal(gate, stale.open)


def test_a_removal_of_what_was_in_use_ends_the_run(apply, gate, used):
    code, document, _ = apply(pacing="burst: 1")
    assert code == 1
    said = outcomes(document)
    assert said.pop("web:1") == "removedInUse" and set(said.values()) == {"notAttempted"}
    assert gate.count("DeregisterTaskDefinition") == 1
    (drift,) = [one for one in document["drift"] if one["reason"] == "removedInUse"]
    assert {one["name"].rsplit("/", 1)[1] for one in drift["references"]} == {"api"}
    assert "web:1 turned out to be in use" in document["outcomes"][1]["message"]


def test_a_removal_of_what_was_in_use_is_a_section_of_its_own(apply, used):
    code, text, _ = apply(pacing="burst: 1", form="text")
    assert code == 1
    (line,) = text.split("\nRemoved in use\n")[1].split("\n\n")[0].splitlines()
    assert "web:1" in line and "although service default/api used it since" in line
    assert "In use again after removal" not in text


def test_a_use_that_begins_after_the_removal_is_something_else(apply, gate, twelve, ecs):
    window = []

    def move():
        # Without a window in the registry: the answers show what ECS would, had it let the service start.
        window.append(ecs.describe_task_definition(taskDefinition="web:1")["taskDefinition"]["deregisteredAt"])

    def change(request, status, body):
        answer = json.loads(body)
        for service in answer["services"] if window else []:
            for one in [service, *service["deployments"]]:
                one["taskDefinition"] = one["taskDefinition"].rsplit(":", 1)[0] + ":1"
                one["createdAt"] = window[0].timestamp() + 1
        return status, json.dumps(answer).encode()

    gate.changes["DescribeServices"] = change
    after_first_removal(gate, move)
    code, document, _ = apply(pacing="burst: 1")
    assert code == 1
    assert set(outcomes(document).values()) == {"removed"}, "the run goes on"
    assert [one["reason"] for one in document["drift"] if one["revisions"] == [{"first": 1, "last": 1}]] == [
        "takenUpAgain"]
