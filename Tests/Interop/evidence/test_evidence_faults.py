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
from support.scripted_services import definition_arn

# All removals are one burst. On a slow machine the evidence could expire and be read once more than in the healthy run.
CONFIGURATION = driver.paced("burst: 100", "evidenceMaximumAge: 1h").replace("percent", "count: 1000, percent")
# Roster waits between attempts, and after a throttled deregistration.
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
DEREGISTRATION = "ecs:DeregisterTaskDefinition"
# What is read for each burst; in the healthy run, the other sources only for the plan and after the removals.
PER_BURST = {action for action in SOURCES if action.startswith("ecs:")} | {
    "codedeploy:ListDeployments", "codedeploy:BatchGetDeployments"}
ELSEWHERE = "arn:aws:ecs:eu-west-1:210987654321:task-definition/web:1"


@dataclasses.dataclass(frozen=True)
class Way:
    """A way to fail, and its expected result: by default, the source does not count as read."""

    name: str
    change: object
    lasts: bool = True
    # The outcome is that of the healthy run.
    survived: bool = False
    # The source may also be read completely: what is missing is listed and described again, or its uses are unknown.
    may_be_opaque: bool = False
    # Whether Roster waits for its timeouts.
    slow: bool = False
    # Whether a deregistration has its effect nonetheless.
    carried_out: bool = True
    # Whether a call with this healthy response can fail this way.
    suits: object = lambda call, answer: True


def is_list(call, answer):
    return call.operation.startswith("List")


def is_last_page(call, answer):
    """Whether a response ends a list. In the middle of one, an empty token would hide the rest: every SDK stops there,
    and so does Roster."""
    return is_list(call, answer) and not (isinstance(answer, dict) and answer.get(scripted_aws.token_member(call)))


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


def is_deregistration(call, answer):
    return call.action == DEREGISTRATION


WAYS = [
    # One thing alone may not be read; what may not be listed is another matter.
    Way("denied", scripted_aws.denies, carried_out=False, may_be_opaque=True),
    Way("failing", scripted_aws.fails, carried_out=False),
    Way("failing once", scripted_aws.fails, lasts=False, survived=True, carried_out=False),
    Way("throttled", scripted_aws.throttles, carried_out=False, suits=is_deregistration),
    # Without an end of its own, a read would wait for two minutes.
    Way("throttled for an hour", scripted_aws.throttles_for_an_hour, carried_out=False,
        suits=lambda call, answer: not is_deregistration(call, answer)),
    Way("throttled once", scripted_aws.throttles, lasts=False, survived=True, carried_out=False),
    Way("cut", scripted_aws.cuts()),
    Way("cut once", scripted_aws.cuts(), lasts=False, survived=True),
    Way("cut in its middle", scripted_aws.cuts(0.5)),
    Way("cut in its middle once", scripted_aws.cuts(0.5), lasts=False, survived=True),
    Way("hangs", scripted_aws.cuts(hangs=True), slow=True),
    Way("hangs in its middle", scripted_aws.cuts(0.5, hangs=True), slow=True),
    Way("truncated", scripted_aws.truncates),
    Way("with credentials that have ended", scripted_aws.expires, carried_out=False),
    Way("an empty body", scripted_aws.sends(b"")),
    Way("a page of a proxy", scripted_aws.sends(b"<html>Sign in</html>")),
    Way("without a member", scripted_aws.says_nothing, may_be_opaque=True),
    Way("an empty page, then more", scripted_aws.pauses, lasts=False, survived=True, suits=is_list),
    Way("a repeated token", scripted_aws.repeats, suits=is_list),
    Way("an empty token at the end", scripted_aws.blanks, survived=True, suits=is_last_page),
    Way("without its list", scripted_aws.omits_list, suits=is_list),
    Way("an item missing", scripted_aws.omits_item, may_be_opaque=True, suits=is_batch),
    Way("an item without members", scripted_aws.empties_item, may_be_opaque=True, suits=has_objects),
    Way("a failure", scripted_aws.reports_failure("ACCESS_DENIED"), suits=is_ecs_batch),
    Way("a failure MISSING", scripted_aws.reports_failure("MISSING"), may_be_opaque=True, suits=is_ecs_batch),
    # A version that something names but nobody finds may be anything, if its state machine exists.
    Way("not found", scripted_aws.not_found, may_be_opaque=True, suits=is_single),
    Way("a document that cannot be parsed", scripted_aws.garbles, may_be_opaque=True, suits=has_document),
    # A deregistration has an effect, with whatever response. "cut" and the like: it is carried out, and its response is
    # lost.
    Way("cut before its effect", scripted_aws.cuts(), carried_out=False, suits=is_deregistration),
    Way("cut before its effect once", scripted_aws.cuts(), lasts=False, survived=True, carried_out=False,
        suits=is_deregistration),
    Way("failing after its effect", scripted_aws.fails, survived=True, suits=is_deregistration),
    Way("without a member or an effect", scripted_aws.says_nothing, carried_out=False, suits=is_deregistration),
    Way("of another revision", scripted_aws.claims(taskDefinitionArn=definition_arn("web:1000")), survived=True,
        suits=is_deregistration),
    Way("of another account", scripted_aws.claims(taskDefinitionArn=ELSEWHERE), survived=True,
        suits=is_deregistration),
    Way("without its ARN", scripted_aws.claims(taskDefinitionArn=None), survived=True, suits=is_deregistration),
    Way("without its status", scripted_aws.claims(status=None), survived=True, suits=is_deregistration),
    Way("still ACTIVE", scripted_aws.claims(status="ACTIVE"), survived=True, suits=is_deregistration),
    Way("INACTIVE before", scripted_aws.claims(previousStatus="INACTIVE"), survived=True, suits=is_deregistration),
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

    def apply(self, account):
        return self.aws.apply(self.program, self.folder, account)

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
        fault = Fault(case.call, case.way.change, case.way.lasts, case.way.carried_out)
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
        repeated = repeated_on_one_reading(account)
        if repeated:
            return f"{repeated} was sent twice on the same reading\n{said}"
        problem = self.misjudged(case, process, document, account)
        return problem and f"{problem}\n{said}"

    def misjudged(self, case, process, document, account):
        """The problems of a run's ending, given that it removed nothing in use."""
        if case.call.action == DEREGISTRATION:
            return self.misjudged_deregistration(case, process, document, account)
        if case.call.action in REGISTRY:
            return self.misjudged_list(case, process, account)
        if case.call in self.afterwards:
            return self.misjudged_afterwards(case, process, document, account)
        if case.way.survived:
            if process.returncode != 0 or account.removed != self.ledger.unused:
                return f"the healthy outcome is expected, and {account.removed} was removed"
            return None
        if case.way.may_be_opaque and process.returncode == 0:
            return unopaque(case, document, self.ledger.unused - account.removed)
        if account.deregistered:
            return f"nothing may be sent: {account.deregistered}"
        return unexplained(case, document) if process.returncode == 3 else "exit code 3 is expected"

    def misjudged_list(self, case, process, account):
        """The same if the revisions could not be listed: nothing is sent, unless what is missing is of no interest."""
        if process.returncode == 0 and account.removed == self.ledger.unused:
            return None
        if case.way.survived or process.returncode == 0:
            return f"the healthy outcome is expected, and {account.removed} was removed"
        return f"nothing may be sent: {account.deregistered}" if account.deregistered else None

    def misjudged_deregistration(self, case, process, document, account):
        """The same if a deregistration failed: the others are made, and the report says what the server did."""
        name = json.loads(case.call.subject)["taskDefinition"].rsplit("/", 1)[-1]
        if not self.ledger.unused - {name} <= account.removed:
            return f"the other removals are expected too, not only {account.removed}"
        if case.way.survived and (process.returncode != 0 or name not in account.removed):
            return f"the healthy outcome is expected, and {account.removed} was removed"
        # What was not carried out is sent again with a later burst, and what was is not.
        sent = account.deregistered.count(name)
        if case.way.survived and sent != (1 if case.way.carried_out else 2):
            return f"it was sent {sent} times"
        if (process.returncode == 0) != (account.removed == self.ledger.unused):
            return f"the exit code does not go with {account.removed}"
        said = {f"{one['family']}:{one['revision']}": one["outcome"] for one in document["outcomes"]}
        removed = {one for one, outcome in said.items() if outcome in ("removed", "alreadyDeregistered")}
        return None if removed == account.removed else f"{account.removed} was removed, and it says {said}"

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


def repeated_on_one_reading(account):
    """The revision whose deregistration was sent again before all that runs was read again; None if there is none."""
    read_since = {}
    for call in account.calls:
        if call.action == DEREGISTRATION:
            if not PER_BURST <= read_since.setdefault(call.subject, PER_BURST):
                return call.subject
            read_since[call.subject] = set()
        else:
            read_since = {subject: actions | {call.action} for subject, actions in read_since.items()}
    return None


def thinned(cases, afterwards):
    """The short form: for every operation, the first and last page or batch of each read, failing in alternating
    ways; each way once for lists and once for other calls in each protocol; and every way for one deregistration."""
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
    removal = next(case.call for case in cases if case.call.action == DEREGISTRATION)
    for case in reversed(cases):
        if case.call == removal or not seen[wire(case.call), case.way.name]:
            take(case)
    return [case for case in cases if case in kept]


def expected_sources(call):
    if version := re.search(rf"{faulty_account.machine_arn('started')}:(\d+)", call.subject):
        return {faulty_account.STARTERS[int(version[1])]}
    return SOURCES.get(call.action) or SOURCES[call.action.split(":")[0]]


def unopaque(case, document, kept):
    """What a report fails to say about the revisions that it kept though nothing uses them: what may use them."""
    # What the plan would have removed was withheld when its evidence was read again.
    said = {f"{one['family']}:{one['revision']}": one for one in document["plan"]["withheld"] + document["outcomes"]}
    if not kept <= said.keys():
        return f"nothing is said of {kept - said.keys()}"
    for withheld in (said[name] for name in kept):
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


def test_each_source_is_read_in_pages_and_batches_and_what_runs_again_before_the_removals(matrix):
    """Otherwise the matrix would not test what it is for."""
    planned, (look, *burst), afterwards = parts(matrix.healthy.calls)
    services = {"ecs", "events", "scheduler", "pipes", "states", "codedeploy"}
    by_action = collections.defaultdict(set)
    for call in planned:
        by_action[call.action].add(call)
    for reading in planned, afterwards:
        assert {call.action.split(":")[0] for call in reading} == services
    for action, made in by_action.items():
        if action.split(":")[1].startswith("List"):
            # These calls are each for one state machine, and short.
            of_one = ("states:ListStateMachineAliases", "states:ListExecutions")
            assert any(call.begin > 0 for call in made) or action in of_one, action
    for batch in ("ecs:DescribeServices", "ecs:DescribeTasks", "codedeploy:BatchGetDeployments"):
        assert len({call.subject for call in by_action[batch]}) > 1, batch
    assert json.loads(look.subject) == {"familyPrefix": "web", "sort": "DESC", "status": "ACTIVE"}
    assert {call.action for call in burst} == PER_BURST
    lists = {call[:3] for call in burst if is_list(call, None)}
    assert lists <= {call[:3] for call in planned} and any(begin > 0 for _, _, begin in lists)


def parts(calls):
    """The calls of a plan, those for its one burst, and those after its removals."""
    actions = [call.action for call in calls]
    removals = [index for index, action in enumerate(actions) if action == DEREGISTRATION]
    look = next(index for index, call in enumerate(calls) if '"sort"' in call.subject)
    assert actions[removals[0]:removals[-1] + 1] == [DEREGISTRATION] * 2, "it is no burst"
    return calls[:look], calls[look:removals[0]], calls[removals[-1] + 1:]


@pytest.mark.slow(150)
def test_no_failure_of_any_call_removes_what_is_in_use(matrix, subtests):
    cases = matrix.cases(os.environ.get("ROSTER_FAULTS", ""))
    assert len({case.name for case in cases}) == len(cases) > 0
    at_once = 8 * AT_ONCE if all(case.way.slow for case in cases) else AT_ONCE
    with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
        for case, problem in zip(cases, pool.map(matrix.judge, cases)):
            with subtests.test(msg=case.name):
                assert problem is None, problem
