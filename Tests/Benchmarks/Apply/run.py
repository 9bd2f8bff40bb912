#!/usr/bin/env python3
"""Compares an apply with a boto3 script that lists, describes and deregisters the same, each on a copy of one registry:
no more calls than the formula has, and less time.

Both take turns, in one run; the median of the rounds counts. Needs boto3 and a release build of roster (or its path in
ROSTER). Exits with 1 if an apply made other calls than its formula, or too many, did not remove the same as the script,
or took longer.
"""

import argparse
import collections
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "Evidence"))

import account  # noqa: E402
import servers  # noqa: E402

SIZE = account.Size(families=50, revisions=20, clusters=5, services=100, tasks=200)
LATEST, BURST, MOST_CALLS = 2, 100, 1410
CONFIGURATION = f"""\
apiVersion: roster/v1
kind: Roster
metadata: {{name: apply}}
spec:
  guardrails: {{minimumAge: 0s, maximumDeregistrations: {{count: 1000000, percent: 100}}}}
  pacing: {{burst: {BURST}}}
"""


def revision(service):
    """The revision that a service runs: 95 services each one that nothing declares, five a declared one."""
    return 1 + service // SIZE.families if service < 95 else SIZE.revisions


def removals():
    """What there is to remove of each family."""
    every = {f"family-{number}": SIZE.revisions - LATEST for number in range(SIZE.families)}
    used = collections.Counter(
        f"family-{number % SIZE.families}" for number in range(SIZE.services)
        if revision(number) <= SIZE.revisions - LATEST)
    return {family: count - used[family] for family, count in every.items()}


def apply(folder, url):
    """Seconds, calls, and what was removed."""
    began = time.monotonic()
    ended = subprocess.run(
        [servers.program("roster"), "apply", "manifests", "--yes", "--format", "json", "--endpoint-url", url],
        cwd=folder, capture_output=True, text=True, env={"PATH": os.environ["PATH"]})
    seconds = time.monotonic() - began
    if ended.returncode:
        sys.exit(ended.stdout + ended.stderr)
    document = json.loads(ended.stdout)
    removed = [f"{one['family']}:{one['revision']}" for one in document["outcomes"] if one["outcome"] == "removed"]
    return seconds, document["calls"]["byAction"], sorted(removed)


def script(folder, url):
    ended = subprocess.run(
        [sys.executable, HERE / "peer.py", url, str(LATEST)], stdout=subprocess.PIPE, text=True, check=True)
    result = json.loads(ended.stdout)
    return result["seconds"], result["calls"], result["removed"]


def on_a_copy(run, folder):
    """Runs one of both on a copy of the registry."""
    with tempfile.TemporaryDirectory(dir=folder) as copy:
        copy = pathlib.Path(copy)
        for path in folder.glob("registry.db*"):
            shutil.copy(path, copy)
        process, url = servers.serve(copy / "registry.db", *account.AT_REST)
        try:
            return run(folder, url)
        finally:
            servers.stop(process)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        account.write_manifests(folder, SIZE.families, CONFIGURATION, LATEST)
        process, _ = account.start(folder / "registry.db", SIZE, account.AT_REST, revision)
        servers.stop(process)
        results = [(on_a_copy(apply, folder), on_a_copy(script, folder)) for _ in range(rounds)]
    ours, theirs = (statistics.median(result[side][0] for result in results) for side in (0, 1))
    (_, calls, removed), (_, their_calls, they_removed) = results[-1]
    budget = account.apply_budget(SIZE, removals(), BURST)
    total = sum(calls.values())
    print(f"{'':34}{'roster':>8}{'boto3':>8}{'formula':>8}")
    for action in sorted(calls | their_calls | budget):
        print(f"{action:34}{calls.get(action, 0):>8}{their_calls.get(action, 0):>8}{budget[action]:>8}")
    print(f"{'calls':34}{total:>8}{sum(their_calls.values()):>8}{sum(budget.values()):>8}   at most {MOST_CALLS}")
    print(f"{'removed':34}{len(removed):>8}{len(they_removed):>8}{sum(removals().values()):>8}")
    print(f"{'seconds':34}{ours:>8.2f}{theirs:>8.2f}   {ours / theirs:.2f} of the script's, target below 1")
    for name, side in (("roster", 0), ("boto3", 1)):
        print(f"each of {name}'s: {', '.join(f'{result[side][0]:.2f}' for result in results)}")
    wrong = [
        text for text, holds in (
            ("other calls than the formula has", calls == budget),
            (f"more than {MOST_CALLS} calls", total <= MOST_CALLS),
            ("not the same was removed", removed == they_removed and len(removed) == sum(removals().values())),
            ("it took longer than the script", ours < theirs)) if not holds]
    sys.exit("\n".join(wrong) or None)


if __name__ == "__main__":
    main()
