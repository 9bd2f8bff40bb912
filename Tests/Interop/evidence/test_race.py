"""Services move to old revisions while `roster apply` runs: several processes, HTTP and the wall clock.

Tests/RosterTests runs the same race in one process, and controls what happens between any two calls.
ROSTER_RACE_ROUNDS makes this one longer, and ROSTER_RACE_SEED repeats a round, as far as threads allow.
"""

import concurrent.futures
import contextlib
import itertools
import json
import os
import random
import threading
import time

import pytest

from support import driver, raw
from support.server import Server

ROUNDS = int(os.environ.get("ROSTER_RACE_ROUNDS", 24))
SEED = int(os.environ.get("ROSTER_RACE_SEED", 1))
# Most of a round is spent waiting: only one removal a second is allowed.
AT_ONCE = 2 * (os.cpu_count() or 1)
SERVICES, REVISIONS = 4, 7
# The calls that do not read references.
REGISTRY = {"ListTaskDefinitions", "DescribeTaskDefinition", "DeregisterTaskDefinition"}
_regions = itertools.count(1)


class Witness(driver.Gate):
    """A proxy in front of the registry that records calls and responses, with their times."""

    def __init__(self, url):
        super().__init__(url)
        self.events = []

    def see(self, operation, body):
        self.events.append((time.monotonic(), operation, json.loads(body)))
        super().see(operation, body)

    def saw(self, operation):
        self.events.append((time.monotonic(), operation, None))

    def removals(self):
        """The deregistrations; for each, when the read that it relies on began and ended."""
        began = ended = None
        for at, operation, request in self.events:
            if request is None:
                ended = ended if operation in REGISTRY else at
            elif operation == "ListClusters" and not request.get("nextToken"):
                began = at
            elif operation == "DeregisterTaskDefinition":
                yield request["taskDefinition"].rsplit("/", 1)[-1], began, ended

    def last_reading(self):
        """When the last read of the references began and ended."""
        began = max(at for at, operation, request in self.events
                    if operation == "ListClusters" and request is not None and not request.get("nextToken"))
        return began, max(at for at, operation, request in self.events if request is None and operation not in REGISTRY)


class Mover(threading.Thread):
    """Moves one service from revision to revision, and records when it was on which."""

    def __init__(self, port, region, name, seed):
        super().__init__()
        self.dice = random.Random(seed)
        self.client = raw.Client(port, region)
        self.name = name
        # Each move: when it was sent, when the response arrived, and the revision.
        self.moves = []
        self.pace = self.dice.choice([0.005, 0.05, 0.3])
        self.ended = threading.Event()
        now = time.monotonic()
        revision = self.revision()
        self.client.call("CreateService", serviceName=name, taskDefinition=revision, desiredCount=1)
        self.moves.append((now, time.monotonic(), revision))

    def revision(self):
        """Any but the newest, which is declared."""
        return f"web:{self.dice.randrange(1, REVISIONS)}"

    def run(self):
        while not self.ended.wait(self.dice.random() * self.pace):
            began, revision = time.monotonic(), self.revision()
            self.client.call("UpdateService", service=self.name, taskDefinition=revision)
            self.moves.append((began, time.monotonic(), revision))

    def end(self):
        self.ended.set()
        self.join()
        self.client.close()

    def used_all_the_time(self, revision, since, until):
        """Whether the service was on a revision from before one moment until after another."""
        on = [move for move in self.moves if move[1] <= since]
        after = [move for move in self.moves if move[1] > since]
        return bool(on) and on[-1][2] == revision and (not after or after[0][0] > until)


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
    age = dice.choice(["1s", "2s", "30s"])
    driver.write(folder / "roster.yaml", driver.CONFIGURATION.replace(
        "minimumAge: 0s,", f"minimumAge: 0s, evidenceMaximumAge: {age},"))
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    with raw.Client(server.port, region) as client:
        client.call("CreateCluster", clusterName="default")
        for _ in range(REVISIONS):
            client.register("web")
    with contextlib.ExitStack() as ends:
        witness = Witness(server.url)
        ends.callback(witness.server_close)
        ends.callback(witness.shutdown)
        movers = [Mover(server.port, region, f"service-{index}", f"{seed} {index}") for index in range(SERVICES)]

        def command(name, url, *flags):
            return driver.run(
                program, folder, name, "manifests", "--format", "json", "--registry", "embedded", "--endpoint-url",
                url, "--region", region, *flags, timeout=300)

        for mover in movers:
            mover.start()
        try:
            applied = command("apply", witness.url, "--yes")
        finally:
            for mover in movers:
                mover.end()
        problems = misapplied(applied, witness, movers)
        drift = command("drift", server.url)
        # A new connection: the server closes one that is idle for a minute.
        uses = list(uses_of_inactive(ends.enter_context(raw.Client(server.port, region))))
        return problems + unreported(drift, uses), len(list(witness.removals())), len(uses)


def misapplied(applied, witness, movers):
    """The problems of the removals, and of the check after them."""
    if not applied.stdout:
        return [f"exit {applied.returncode}: {applied.stderr}"]
    report = json.loads(applied.stdout)
    outcomes = {f"web:{item['revision']}": item["outcome"] for item in report["outcomes"]}
    # A revision picked up before the run ended is reported as an error; so is a removal whose outcome is unknown,
    # which happens if a slow machine takes longer than Roster waits.
    is_error = {"failed", "unverified"} & set(outcomes.values()) or any(
        item["reason"] == "takenUpAgain" for item in report["drift"])
    expected = {1} if is_error else {0, 3}
    if applied.returncode not in expected:
        return [f"exit {applied.returncode}, where {expected} is expected: {applied.stderr}"]
    removals = list(witness.removals())
    problems = [
        f"{name} was removed, and {mover.name} used it all the time that was read"
        for name, began, ended in removals for mover in movers if mover.used_all_the_time(name, began, ended)]
    said = {name for name, outcome in outcomes.items() if outcome == "removed"}
    if not said <= {name for name, _, _ in removals}:
        problems.append(f"{said} were removed, it says, and it were {removals}")
    seen = {
        (f"{item['family']}:{item['revisions'][0]['first']}", user["name"].rsplit("/", 1)[-1])
        for item in report["drift"] if item["reason"] == "takenUpAgain" for user in item["references"]}
    began, ended = witness.last_reading()
    return problems + [
        f"{mover.name} used {name} all through the last look, which saw {seen}"
        for name in said for mover in movers
        if mover.used_all_the_time(name, began, ended) and (name, mover.name) not in seen]


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
