"""Every call that reads evidence fails in every way, and no revision with a reference is ever removed.

A healthy `roster apply` is recorded first. Then each of its calls (each page, each batch, in each of its reads) fails
in turn in each way that its response can, and the run is judged by what the server was told to deregister. README.md
has the long form.
"""

import collections
import concurrent.futures
import dataclasses
import json
import os
import re

import pytest

from support import driver, faulty_account, scripted_aws
from support.scripted_aws import Account, Call, Fault

# On a slow machine the evidence could expire and be read once more than in the healthy run.
CONFIGURATION = driver.CONFIGURATION.replace(
    "maximumDeregistrations: {", "evidenceMaximumAge: 1h, maximumDeregistrations: {count: 1000, ")
# Roster waits between attempts, and between removals.
AT_ONCE = 2 * (os.cpu_count() or 1)
# For lists that would have more than three pages of two.
PAGES = {
    "ListTaskDefinitions": 40, "ListServices": 5, "ListTasks": 60, "ListStateMachines": 4, "ListSchedules": 4,
    "ListDeploymentGroups": 9}

# The sources for which a call is made.
SOURCES = {
    "ecs:ListClusters": {"services", "tasks", "serviceDeployments"},
    "ecs:ListServices": {"services", "serviceDeployments"}, "ecs:DescribeServices": {"services", "serviceDeployments"},
    "ecs:ListTasks": {"tasks"}, "ecs:DescribeTasks": {"tasks"},
    "ecs:ListServiceDeployments": {"serviceDeployments"}, "ecs:DescribeServiceDeployments": {"serviceDeployments"},
    "ecs:DescribeServiceRevisions": {"serviceDeployments"},
    "events": {"eventBridge"}, "scheduler": {"scheduler"}, "pipes": {"pipes"}, "states": {"stepFunctions"},
    "codedeploy": {"codeDeploy"}}
# The registry's own calls, which read no evidence.
REGISTRY = {"ecs:ListTaskDefinitions", "ecs:DescribeTaskDefinition", "ecs:DeregisterTaskDefinition"}


@dataclasses.dataclass(frozen=True)
class Way:
    """A way to fail, and its expected result: by default, the source does not count as read."""

    name: str
    change: object
    lasts: bool = True
    # The outcome is that of the healthy run.
    survived: bool = False
    # The source may also be read completely, with an entry whose uses are unknown.
    may_be_opaque: bool = False
    # Whether Roster waits for its timeouts.
    slow: bool = False
    # Whether a call with this healthy response can fail this way.
    suits: object = lambda call, answer: True


def is_list(call, answer):
    return call.operation.startswith("List")


def is_batch(call, answer):
    """Whether a response describes each thing that was requested."""
    return (
        call.operation.startswith(("Describe", "BatchGet")) and call.operation != "DescribeStateMachineAlias"
        and bool(answer.get(scripted_aws.list_member(answer))))


def has_objects(call, answer):
    items = answer.get(scripted_aws.list_member(answer)) or [None]
    return (is_list(call, answer) or is_batch(call, answer)) and isinstance(items[-1], dict)


def is_ecs_batch(call, answer):
    return is_batch(call, answer) and scripted_aws.list_member(answer) in scripted_aws.NAMES


def is_single(call, answer):
    return call.operation in (
        "GetSchedule", "DescribePipe", "DescribeStateMachine", "DescribeStateMachineAlias", "GetApplicationRevision")


def has_document(call, answer):
    """For a schedule: only if it targets ECS."""
    of_ecs = "Input" in answer.get("Target", {}) and "aws-sdk:ecs" in answer["Target"]["Arn"]
    return of_ecs or call.operation in ("DescribeStateMachine", "GetApplicationRevision")


WAYS = [
    Way("denied", scripted_aws.denies),
    Way("failing", scripted_aws.fails),
    Way("failing once", scripted_aws.fails, lasts=False, survived=True),
    Way("throttled", scripted_aws.throttles),
    Way("throttled once", scripted_aws.throttles, lasts=False, survived=True),
    Way("cut", scripted_aws.cuts()),
    Way("cut once", scripted_aws.cuts(), lasts=False, survived=True),
    Way("cut in its middle", scripted_aws.cuts(0.5)),
    Way("cut in its middle once", scripted_aws.cuts(0.5), lasts=False, survived=True),
    Way("hangs", scripted_aws.cuts(hangs=True), slow=True),
    Way("hangs in its middle", scripted_aws.cuts(0.5, hangs=True), slow=True),
    Way("truncated", scripted_aws.truncates),
    Way("with credentials that have ended", scripted_aws.expires),
    Way("an empty body", scripted_aws.sends(b"")),
    Way("a page of a proxy", scripted_aws.sends(b"<html>Sign in</html>")),
    Way("without a member", scripted_aws.says_nothing),
    Way("an empty page, then more", scripted_aws.pauses, lasts=False, survived=True, suits=is_list),
    Way("a repeated token", scripted_aws.repeats, suits=is_list),
    Way("an empty token", scripted_aws.blanks, suits=is_list),
    Way("without its list", scripted_aws.omits_list, suits=is_list),
    Way("an item missing", scripted_aws.omits_item, suits=is_batch),
    Way("an item without members", scripted_aws.empties_item, suits=has_objects),
    Way("a failure", scripted_aws.reports_failure("ACCESS_DENIED"), suits=is_ecs_batch),
    Way("a failure MISSING", scripted_aws.reports_failure("MISSING"), suits=is_ecs_batch),
    # A version that something names but nobody finds may be anything, if its state machine exists.
    Way("not found", scripted_aws.not_found, may_be_opaque=True, suits=is_single),
    Way("a document that cannot be parsed", scripted_aws.garbles, suits=has_document),
]


@dataclasses.dataclass(frozen=True)
class Case:
    """One call of the healthy run, and how it fails."""

    call: Call
    way: Way

    @property
    def name(self):
        return f"{self.call.name}: {self.way.name}"


class Matrix:
    """The healthy run, and the cases derived from it."""

    def __init__(self, program, folder, aws):
        self.program, self.folder, self.aws = program, folder, aws
        self.resources, self.ledger = faulty_account.make()
        driver.write(folder / "roster.yaml", CONFIGURATION)
        driver.write(folder / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
        for family in self.ledger.families:
            if family != "web":
                driver.write(
                    folder / f"manifests/{family}.yaml", driver.manifest(family, retire="true").replace(
                        "active:", "active: []"))
        self.healthy = self.account(checks=True)
        self.result = self.apply(self.healthy)
        last = max(
            (index for index, call in enumerate(self.healthy.calls) if call.operation == "DeregisterTaskDefinition"),
            default=0)
        # The check after the removals: it affects nothing except whether it was made.
        self.afterwards = set(self.healthy.calls[last:])

    def account(self, fault=None, **more):
        return Account(self.resources, fault, pages=PAGES, **more)

    def apply(self, account, **environment):
        """Applies to an account; returns the process, and its document if it printed one."""
        key = self.aws.add(account)
        process = driver.run(
            self.program, self.folder, "apply", "--yes", "--format", "json", "--registry", "aws", "--endpoint-url",
            self.aws.url, "--region", "eu-west-1", timeout=600, AWS_ACCESS_KEY_ID=key, **environment)
        return process, json.loads(process.stdout) if process.stdout else None

    def cases(self, wanted):
        """The cases of the long or the short form, or those whose name contains a text."""
        calls = list(zip(self.healthy.calls, self.healthy.answers))
        every = [
            Case(call, way) for call, answer in calls for way in WAYS
            if way.suits(call, answer) and way.slow == ("hangs" in wanted)]
        if wanted in ("", "hangs"):
            return thinned(every, self.afterwards)
        return every if wanted == "all" else [case for case in every if wanted in case.name]

    def judge(self, case):
        """The problems of a run in which the call failed; empty if everything is as expected."""
        fault = Fault(case.call, case.way.change, case.way.lasts)
        account = self.account(fault)
        process, document = self.apply(account)
        said = f"exit {process.returncode}: {process.stdout}{process.stderr}"
        # First, and by the server's own record: whatever else is wrong, this must never happen.
        broken = account.removed & set(self.ledger.used)
        if broken:
            uses = ", ".join(f"{name} ({self.ledger.used[name]})" for name in sorted(broken))
            return f"REMOVED WHILE IN USE: {uses}\n{said}"
        if not account.removed <= self.ledger.unused:
            return f"removed what was declared: {account.removed - self.ledger.unused}\n{said}"
        if account.problems:
            return f"a request is not as its model has it: {account.problems}\n{said}"
        if not fault.hits:
            return f"the call never came: {said}"
        problem = self.misjudged(case, process, document, account)
        return problem and f"{problem}\n{said}"

    def misjudged(self, case, process, document, account):
        """The problems of a run's ending, given that it removed nothing in use."""
        if case.call in self.afterwards and case.call.action not in REGISTRY:
            return self.misjudged_afterwards(case, process, document, account)
        if case.way.survived and case.call.action not in REGISTRY:
            if process.returncode != 0 or account.removed != self.ledger.unused:
                return f"the healthy outcome is expected, and {account.removed} was removed"
        elif case.call.action not in REGISTRY:
            if account.deregistered:
                return f"nothing may be sent: {account.deregistered}"
            if case.way.may_be_opaque and process.returncode == 0:
                return unopaque(case, document)
            return unexplained(case, document) if process.returncode == 3 else "exit code 3 is expected"
        elif not case.way.survived and process.returncode == 0 and account.removed != self.ledger.unused:
            return "a run that left something undone says so"
        return None


    def misjudged_afterwards(self, case, process, document, account):
        """The same if the removals were made: it is unknown whether they were picked up again, and the report says
        so."""
        if account.removed != self.ledger.unused:
            return f"the removals of the healthy run are expected, not {account.removed}"
        if case.way.survived:
            return None if process.returncode == 0 else "exit code 0 is expected"
        if case.way.may_be_opaque and process.returncode == 0:
            return None
        failed = {one["source"] for one in document["watch"]["coverage"] if one["state"] == "failed"}
        if process.returncode != 1 or not failed or not failed <= expected_sources(case.call):
            return f"{failed} could not be read for the last look, it says"
        return None


def thinned(cases, afterwards):
    """The short form: for every operation, the first and last page or batch of each read, failing in alternating
    ways; and each way once for lists and once for other calls in each protocol."""
    seen, kept = collections.Counter(), set()
    alike = collections.defaultdict(lambda: collections.defaultdict(list))
    for case in cases:
        call = case.call
        reading = "afterwards" if call in afterwards else call.number
        alike[call.action, call.begin > 0, reading][call.subject, call.begin].append(case)

    def wire(call):
        return call.action.split(":")[0] in scripted_aws.REST_CALLS, call.operation.startswith("List")

    def take(case):
        seen.update([(wire(case.call), case.way.name), (case.call.action, case.way.name)])
        kept.add(case)

    for (_, _, reading), calls in alike.items():
        ends = [min(calls), max(calls)]
        for end in ends[:1] if reading == "afterwards" else ends:
            take(min(calls[end], key=lambda case: (
                seen[case.call.action, case.way.name], seen[wire(case.call), case.way.name])))
    for case in reversed(cases):
        if not seen[wire(case.call), case.way.name]:
            take(case)
    return [case for case in cases if case in kept]


def expected_sources(call):
    if version := re.search(rf"{faulty_account.machine_arn('started')}:(\d+)", call.subject):
        return {faulty_account.STARTERS[int(version[1])]}
    return SOURCES.get(call.action) or SOURCES[call.action.split(":")[0]]


def unopaque(case, document):
    """What a plan that removes nothing fails to say about withheld revisions: what may use them."""
    # What the plan would have removed was withheld when its evidence was read again.
    for withheld in document["outcomes"] or document["plan"]["withheld"]:
        users = [one["source"] for reason in withheld.get("reasons") or [] if reason["code"] == "opaque"
                 for one in reason["references"]]
        if not set(users) & expected_sources(case.call):
            return f"{withheld} is not withheld for what nobody can know"
    return None


def unexplained(case, document):
    """What a refusal fails to say: a sentence that names the source, and the action if it was denied."""
    refusals = [one for one in document["refusals"] if one["code"] == "coverageIncomplete"]
    if len(refusals) != 1:
        return f"one refusal for the coverage is expected: {document['refusals']}"
    message = refusals[0]["message"]
    readings = document["plan"]["coverage"] + [
        reading for outcome in document["outcomes"] for reading in outcome.get("evidence") or []]
    failed = {reading["source"] for reading in readings if reading["state"] == "failed"}
    expected = expected_sources(case.call)
    if not failed or not failed <= expected:
        return f"{failed} could not be read, it says; {expected} is expected"
    # Sources that failed for the same reason are named together: "services, tasks: …".
    if "\n" in message or not all(re.search(rf"\b{source}\b[\w, ]*: ", message) for source in failed):
        return f"a sentence that names {failed} is expected: {message}"
    if case.way.name == "denied" and f"allow the action {case.call.action}" not in message:
        return f"the missing permission is not named: {message}"
    return None


@pytest.fixture(scope="module")
def matrix(program, tmp_path_factory):
    """The recorded run."""
    with scripted_aws.ScriptedAWS() as aws:
        yield Matrix(program, tmp_path_factory.mktemp("faults"), aws)


def test_a_healthy_run_removes_what_nothing_refers_to_and_nothing_else(matrix):
    process, document = matrix.result
    assert matrix.healthy.problems == []
    kept = matrix.healthy.removed & set(matrix.ledger.used)
    assert not kept, f"removed while in use: { {name: matrix.ledger.used[name] for name in kept} }"
    assert process.returncode == 0, process.stdout + process.stderr
    assert matrix.healthy.removed == matrix.ledger.unused
    assert [reading["state"] for reading in document["plan"]["coverage"]] == ["whole"] * 8


def test_each_source_is_read_in_pages_and_batches_and_again_before_the_first_removal(matrix):
    """Otherwise the matrix would not test what it is for."""
    calls = matrix.healthy.calls
    first = [call.action for call in calls].index("ecs:DeregisterTaskDefinition")
    by_action = collections.defaultdict(set)
    for call in calls[:first]:
        by_action[call.action].add(call)
    services = {action.split(":")[0] for action in by_action}
    assert services == {"ecs", "events", "scheduler", "pipes", "states", "codedeploy"}
    for action, made in by_action.items():
        if action.split(":")[1].startswith("List"):
            # These calls are each for one state machine, and short.
            of_one = ("states:ListStateMachineAliases", "states:ListExecutions")
            assert any(call.begin > 0 for call in made) or action in of_one, action
    for service in services:
        assert any(call.number > 1 for action in by_action for call in by_action[action]
                   if action.startswith(service)), f"{service} is not read again"
    for batch in ("ecs:DescribeServices", "ecs:DescribeTasks", "codedeploy:BatchGetDeployments"):
        assert len({call.subject for call in by_action[batch]}) > 1, batch


@pytest.mark.slow(150)
def test_no_failure_of_any_call_removes_what_is_in_use(matrix, subtests):
    cases = matrix.cases(os.environ.get("ROSTER_FAULTS", ""))
    assert len({case.name for case in cases}) == len(cases) > 0
    at_once = 8 * AT_ONCE if all(case.way.slow for case in cases) else AT_ONCE
    with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
        for case, problem in zip(cases, pool.map(matrix.judge, cases)):
            with subtests.test(msg=case.name):
                assert problem is None, problem
