"""Services move to old revisions, and people do what they do, while `roster apply` runs: several processes, HTTP and
the wall clock.

Tests/RosterTests runs the same race in one process, and controls what happens between any two calls.
ROSTER_RACE_ROUNDS makes this one longer, and ROSTER_RACE_SEED repeats a round, as far as threads allow.
"""

import concurrent.futures
import contextlib
import itertools
import json
import math
import os
import random
import threading
import time
import typing

import pytest

from support import driver, raw
from support.server import Server

ROUNDS = int(os.environ.get("ROSTER_RACE_ROUNDS", 24))
SEED = int(os.environ.get("ROSTER_RACE_SEED", 1))
# Much of a round is spent waiting for the next burst.
AT_ONCE = 2 * (os.cpu_count() or 1)
SERVICES, REVISIONS = 4, 8
# The calls that do not read references.
REGISTRY = {"ListTaskDefinitions", "DescribeTaskDefinition", "DeregisterTaskDefinition"}
_regions = itertools.count(1)


class Witness(driver.Gate):
    """A proxy in front of the registry that records calls and responses, with their times."""

    def __init__(self, url):
        super().__init__(url)
        self.events = []
        self.has_begun = threading.Event()

    def see(self, operation, body):
        self.has_begun.set()
        self.events.append((time.monotonic(), operation, json.loads(body)))
        super().see(operation, body)

    def saw(self, operation):
        self.events.append((time.monotonic(), operation, None))

    def removals(self):
        """The deregistrations; for each, the steps of its burst."""
        began = ended = looked = settled = None
        for (before, _, _), (at, operation, request) in zip([(None, None, None), *self.events], self.events):
            if request is None:
                ended = ended if operation in REGISTRY else at
            elif operation == "ListTaskDefinitions" and "sort" in request:
                looked, settled = at, before
            elif operation == "ListClusters" and not request.get("nextToken"):
                began = at
            elif operation == "DeregisterTaskDefinition":
                yield Removal(request["taskDefinition"].rsplit("/", 1)[-1], settled, looked, began, ended)

    def last_reading(self):
        """When the last read of the references began and ended."""
        began = max(at for at, operation, request in self.events
                    if operation == "ListClusters" and request is not None and not request.get("nextToken"))
        return began, max(at for at, operation, request in self.events if request is None and operation not in REGISTRY)


class Removal(typing.NamedTuple):
    """A deregistration and the steps of its burst before it."""

    revision: str
    # The last response before the burst: it read the manifests after that.
    settled: float
    # When it asked for the newest revisions.
    looked: float
    # When it read what runs.
    began: float
    ended: float


class Use(typing.NamedTuple):
    """A user, its revision, when the response arrived that it uses it, and when it was told to stop."""

    user: str
    revision: str
    since: float
    until: float = math.inf

    def lasts(self, revision, since, until):
        """Whether the user was on a revision from before one moment until after another."""
        return self.revision == revision and self.since <= since and self.until > until


class Actor(threading.Thread):
    """Changes the account until it is told to end."""

    def __init__(self, port, region, seed):
        super().__init__()
        self.dice = random.Random(seed)
        self.client = raw.Client(port, region)
        self.uses = []
        self.pace = self.dice.choice([0.005, 0.05, 0.3])
        self.ended = threading.Event()

    def revision(self):
        """Any but the newest, which is declared."""
        return f"web:{self.dice.randrange(1, REVISIONS)}"

    def run(self):
        while not self.ended.wait(self.dice.random() * self.pace):
            self.act()

    def end(self):
        self.ended.set()
        self.join()
        self.client.close()

    def ends_use(self, index):
        """Records that a use is about to end."""
        self.uses[index] = self.uses[index]._replace(until=time.monotonic())


class Mover(Actor):
    """Moves one service from revision to revision."""

    def __init__(self, port, region, seed, name):
        super().__init__(port, region, seed)
        self.service = name
        revision = self.revision()
        self.client.call("CreateService", serviceName=name, taskDefinition=revision, desiredCount=1)
        self.uses.append(Use(name, revision, time.monotonic()))

    def act(self):
        revision = self.revision()
        self.ends_use(-1)
        self.client.call("UpdateService", service=self.service, taskDefinition=revision)
        self.uses.append(Use(self.service, revision, time.monotonic()))


class Colleague(Actor):
    """Starts and stops a task by hand, creates services, protects revisions, and deregisters the newest one."""

    def __init__(self, port, region, seed, folder, begin):
        super().__init__(port, region, seed)
        self.folder = folder
        # Set when the plan is being made: what is done before is of no interest.
        self.begin = begin
        # The index of the use of the task that runs.
        self.task = None
        # Revisions, and when the manifest that protects them was there.
        self.protected = {}
        # When the newest revision was no longer ACTIVE.
        self.deregistered = math.inf
        once = [self.create_service, self.create_service, self.protect, self.protect]
        once += [self.deregister_newest] if self.dice.random() < 1 / 3 else []
        self.dice.shuffle(once)
        self.once = once

    def run(self):
        self.begin.wait()
        super().run()

    def act(self):
        if self.once and self.dice.random() < 0.4:
            self.once.pop()()
        elif self.task is None:
            self.start_task()
        else:
            self.stop_task()

    def start_task(self):
        revision = self.revision()
        arn = self.client.call("RunTask", taskDefinition=revision)["tasks"][0]["taskArn"]
        self.task = len(self.uses)
        self.uses.append(Use(arn.rsplit("/", 1)[-1], revision, time.monotonic()))

    def stop_task(self):
        self.ends_use(self.task)
        self.client.call("StopTask", task=self.uses[self.task].user)
        self.task = None

    def create_service(self):
        name, revision = f"new-{len(self.once)}", self.revision()
        self.client.call("CreateService", serviceName=name, taskDefinition=revision, desiredCount=1)
        self.uses.append(Use(name, revision, time.monotonic()))

    def protect(self):
        """Writes a manifest that protects one more revision."""
        revision = self.revision()
        numbers = sorted(int(name.rpartition(":")[2]) for name in {revision, *self.protected})
        driver.write(self.folder / "next.yaml", driver.manifest("web", "latest: 1", protect=numbers))
        os.replace(self.folder / "next.yaml", self.folder / "manifests/web.yaml")
        self.protected.setdefault(revision, time.monotonic())

    def deregister_newest(self):
        self.client.call("DeregisterTaskDefinition", taskDefinition=f"web:{REVISIONS}")
        self.deregistered = time.monotonic()


@pytest.fixture(scope="module")
def race_server(program, tmp_path_factory):
    """A registry in which a deregistered revision can be picked up for ten minutes."""
    server = Server(program, tmp_path_factory.mktemp("race") / "registry.db", "--propagation-window", "600s")
    yield server
    assert server.stop() == 0


@pytest.mark.slow(30)
def test_nothing_in_use_is_removed_and_what_is_taken_up_again_is_reported(program, race_server, tmp_path, subtests):
    seeds = range(SEED, SEED + ROUNDS)
    results = []
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        played = pool.map(lambda seed: play(program, race_server, tmp_path / str(seed), seed), seeds)
        for seed, result in zip(seeds, played):
            with subtests.test(msg=f"seed {seed}"):
                problems, *counts = result
                results.append(counts)
                assert problems == []
    removed, taken_up = (sum(column) for column in zip(*results))
    # Their number depends on the machine's speed: Tests/RosterTests/Race, which controls the timing, counts them.
    assert removed > 0, "nothing is removed: it proves nothing"
    assert taken_up > 0, "nothing is taken up again: it proves nothing"


def play(program, server, folder, seed):
    """One round: the problems, the number of removals, and how many of the removed revisions are in use at the end."""
    dice = random.Random(seed)
    region = f"race-{next(_regions)}"
    driver.write(folder / "roster.yaml", configuration(dice))
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    with raw.Client(server.port, region) as client:
        client.call("CreateCluster", clusterName="default")
        for _ in range(REVISIONS):
            client.register("web")
    with contextlib.ExitStack() as ends:
        witness = Witness(server.url)
        ends.callback(witness.server_close)
        ends.callback(witness.shutdown)
        movers = [
            Mover(server.port, region, f"{seed} {index}", f"service-{index}") for index in range(SERVICES)]
        colleague = Colleague(server.port, region, f"{seed} by hand", folder, witness.has_begun)
        actors = [*movers, colleague]

        def command(name, url, *flags):
            return driver.run(
                program, folder, name, "manifests", "--format", "json", "--registry", "embedded", "--endpoint-url",
                url, "--region", region, *flags, timeout=300)

        for actor in actors:
            actor.start()
        try:
            applied = command("apply", witness.url, "--yes")
        finally:
            witness.has_begun.set()
            for actor in actors:
                actor.end()
        removals = list(witness.removals())
        problems = misapplied(applied, witness, [use for actor in actors for use in actor.uses])
        problems += disregarded(removals, colleague)
        drift = command("drift", server.url)
        # A new connection: the server closes one that is idle for a minute.
        uses = list(uses_of_inactive(ends.enter_context(raw.Client(server.port, region))))
        return problems + unreported(drift, uses), len(removals), len(uses)


def configuration(dice):
    """Bursts of any size at any rate, on readings that may be more or less old."""
    age, burst, rate = dice.choice(["1s", "2s", "30s"]), dice.choice([1, 1, 2, 4, 10]), dice.choice([3, 10, None])
    pacing = f"burst: {burst}" + (f", deregistrationsPerSecond: {rate}" if rate else "")
    return driver.paced(pacing, f"evidenceMaximumAge: {age}")


def misapplied(applied, witness, uses):
    """The problems of the removals, and of the check after them."""
    if not applied.stdout:
        return [f"exit {applied.returncode}: {applied.stderr}"]
    report = json.loads(applied.stdout)
    outcomes = {f"web:{item['revision']}": item["outcome"] for item in report["outcomes"]}
    used = [item for item in report["drift"] if item["reason"] in ("takenUpAgain", "removedInUse")]
    # A revision that was used when it was removed, or is since, is reported as an error; so is a removal whose outcome
    # is unknown, which happens if a slow machine takes longer than Roster waits.
    expected = {1} if used or {"failed", "unverified", "removedInUse"} & set(outcomes.values()) else {0, 3}
    if applied.returncode not in expected:
        return [f"exit {applied.returncode}, where {expected} is expected: {applied.stderr}"]
    removals = list(witness.removals())
    problems = [
        f"{one.revision} was removed, and {use.user} used it all the time that was read"
        for one in removals for use in uses if use.lasts(one.revision, one.began, one.ended)]
    said = {name for name, outcome in outcomes.items() if outcome in ("removed", "removedInUse")}
    if not said <= {one.revision for one in removals}:
        problems.append(f"{said} were removed, it says, and it were {removals}")
    seen = {
        (f"{item['family']}:{item['revisions'][0]['first']}", user["name"].rsplit("/", 1)[-1])
        for item in used for user in item["references"]}
    began, ended = witness.last_reading()
    return problems + [
        f"{use.user} used {name} all through the last look, which saw {seen}"
        for name in said for use in uses if use.lasts(name, began, ended) and (name, use.user) not in seen]


def disregarded(removals, colleague):
    """What was removed although it had been protected, or had become the newest, before its burst looked."""
    for one in removals:
        if colleague.protected.get(one.revision, math.inf) <= one.settled:
            yield f"{one.revision} was removed, and its manifest protected it"
        if one.revision == f"web:{REVISIONS - 1}" and colleague.deregistered <= one.looked:
            yield f"{one.revision} was removed, and it was the newest"


def uses_of_inactive(client):
    """Each service on an INACTIVE revision, the revision, and whether the service moved to it after its
    deregistration."""
    services = client.call("ListServices", maxResults=100)["serviceArns"]
    for service in client.call("DescribeServices", services=services)["services"]:
        name = service["taskDefinition"].rsplit("/", 1)[-1]
        definition = client.call("DescribeTaskDefinition", taskDefinition=name)["taskDefinition"]
        if definition["status"] == "INACTIVE":
            primary = next(one for one in service["deployments"] if one["status"] == "PRIMARY")
            yield service["serviceArn"], name, primary["createdAt"] > definition["deregisteredAt"]


def unreported(drift, uses):
    """What the drift should report but does not."""
    if drift.returncode not in ([2] if uses else [0, 2]):
        return [f"exit {drift.returncode}: {drift.stdout}{drift.stderr}"]
    found = {
        (item["reason"], f"{item['family']}:{item['revisions'][0]['first']}", one["name"])
        for item in json.loads(drift.stdout)["drift"] for one in item.get("references") or []}
    problems = []
    for service, name, is_late in uses:
        reasons = {reason for reason, revision, user in found if (revision, user) == (name, service)}
        if not reasons or is_late and "takenUpAgain" not in reasons:
            problems.append(f"{service} uses {name}, taken up {'again' if is_late else 'before'}: {reasons}")
    return problems
