#!/usr/bin/env python3
"""Compares a plan with the same read in botocore, on one embedded registry: no more calls, at most half the time.

Both take turns, in one run; the median of the rounds counts. Needs botocore and a release build of roster (or its path
in ROSTER). Exits with 1 if a plan made more calls than its budget or than the script, found other uses than the script,
or took more than half as long.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import account
import servers

HERE = pathlib.Path(__file__).resolve().parent


def plan(folder, url):
    """Seconds, calls, and how many references each source found."""
    began = time.monotonic()
    ended = subprocess.run(
        [servers.program("roster"), "plan", "manifests", "--format", "json", "--endpoint-url", url], cwd=folder,
        capture_output=True, text=True, env={"PATH": os.environ["PATH"]})
    seconds = time.monotonic() - began
    if ended.returncode:
        sys.exit(ended.stdout + ended.stderr)
    document = json.loads(ended.stdout)
    return seconds, document["calls"]["byAction"], {
        reading["source"]: reading["references"] for reading in document["coverage"]}


def sequential(url):
    ended = subprocess.run(
        [sys.executable, HERE / "sequential.py", url], stdout=subprocess.PIPE, text=True, check=True)
    answer = json.loads(ended.stdout)
    uses = answer["uses"]
    return answer["seconds"], answer["calls"], {
        "services": uses["service"] + uses["deployment"], "tasks": uses["task"],
        "serviceDeployments": uses["serviceDeployment"]}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    for field, default in vars(account.Size()).items():
        parser.add_argument(f"--{field}", type=int, default=default)
    options = vars(parser.parse_args())
    rounds, size = options.pop("rounds"), account.Size(**options)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        account.write_manifests(folder, size.families)
        process, url = account.start(folder / "registry.db", size)
        try:
            results = [(plan(folder, url), sequential(url)) for _ in range(rounds)]
        finally:
            servers.stop(process)
    ours, theirs = (statistics.median(result[side][0] for result in results) for side in (0, 1))
    (_, calls, found), (_, their_calls, they_found) = results[-1]
    budget = account.budget(size)
    print(f"{'':34}{'roster':>8}{'botocore':>9}{'budget':>8}")
    for action in sorted(budget):
        print(f"{action:34}{calls.get(action, 0):>8}{their_calls.get(action, 0):>9}{budget[action]:>8}")
    print(f"{'calls':34}{sum(calls.values()):>8}{sum(their_calls.values()):>9}{sum(budget.values()):>8}")
    print(f"{'seconds':34}{ours:>8.2f}{theirs:>9.2f}   {ours / theirs:.2f} of botocore's, aim 0.50")
    for name, side in (("roster", 0), ("botocore", 1)):
        print(f"each of {name}'s: {', '.join(f'{result[side][0]:.2f}' for result in results)}")
    wrong = [
        text for text, holds in (
            ("another count than the budget", calls == budget),
            ("more calls than botocore", sum(calls.values()) <= sum(their_calls.values())),
            (f"found {found}, and botocore {they_found}", found == they_found),
            ("more than half the time", ours <= theirs / 2)) if not holds]
    sys.exit("\n".join(wrong) or None)


if __name__ == "__main__":
    main()
