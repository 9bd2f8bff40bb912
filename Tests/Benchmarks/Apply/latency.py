#!/usr/bin/env python3
"""Measures how old the reading of what runs is when a removal is sent, in an account of 500 services.

For each removal, prints the median and the largest time from the beginning and from the end of the reading that it
relies on, as a proxy in front of the registry sees them. Needs a release build of roster (or its path in ROSTER);
--before names another binary, measured in the same run. Exits with 1 if roster's removals are sent more than two
seconds after the end of their reading.
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Evidence"))

import account  # noqa: E402
import proxy  # noqa: E402
import servers  # noqa: E402

SIZE = account.Size(families=500, revisions=5, clusters=20, services=500, tasks=2000)
TARGET = 2.0
# Ages and pacing are the defaults.
CONFIGURATION = """\
apiVersion: roster/v1
kind: Roster
metadata: {name: latency}
spec:
  guardrails: {minimumAge: 0s, maximumDeregistrations: {percent: 100}}
"""
# The calls that do not read what runs.
REGISTRY = {"ListTaskDefinitions", "DescribeTaskDefinition", "DeregisterTaskDefinition"}


def ages(exchanges):
    """For each removal, the time from the beginning and from the end of the last reading before it."""
    for removal in exchanges:
        if removal.operation == "DeregisterTaskDefinition":
            earlier = [one for one in exchanges if one.sent < removal.sent]
            began = max(
                one.sent for one in earlier if one.operation == "ListClusters" and not one.request.get("nextToken"))
            ended = max(one.answered for one in earlier if one.operation not in REGISTRY)
            yield removal.sent - began, removal.sent - ended


def measure(program, folder, removals, flags):
    """The ages of the readings of one apply, on a registry of its own."""
    with tempfile.TemporaryDirectory(dir=folder) as own:
        own = pathlib.Path(own)
        # Of each family two are undeclared, and one of them is in use.
        account.write_manifests(own, removals, CONFIGURATION)
        process, url = account.start(own / "registry.db", SIZE, flags)
        between = proxy.Proxy(url)
        try:
            ended = subprocess.run(
                [program, "apply", "manifests", "--yes", "--endpoint-url", between.url], cwd=own,
                capture_output=True, text=True, env={"PATH": os.environ["PATH"]})
        finally:
            between.close()
            servers.stop(process)
    if ended.returncode:
        sys.exit(ended.stdout + ended.stderr)
    measured = list(ages(sorted(between.exchanges, key=lambda one: one.sent)))
    if len(measured) != removals:
        sys.exit(f"{len(measured)} of {removals} were removed:\n{ended.stdout}{ended.stderr}")
    return zip(*measured)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--before", type=pathlib.Path, help="another binary to measure")
    parser.add_argument("--removals", type=int, default=20, help="one of each of so many families")
    options = parser.parse_args()
    programs = {"before": options.before.resolve()} if options.before else {}
    programs["now"] = servers.program("roster").resolve()
    accounts = {"in flight": account.FLAGS, "at rest": account.AT_REST}
    print(f"seconds from the reading to the sending, of {options.removals} removals with {SIZE.services} services\n")
    print(f"{'':28}{'from its beginning':>22}{'from its end':>22}")
    print(f"{'deployments':16}{'binary':12}" + f"{'median':>11}{'largest':>11}" * 2)
    largest = 0
    with tempfile.TemporaryDirectory() as folder:
        for kind, flags in accounts.items():
            for name, program in programs.items():
                columns = [tuple(column) for column in measure(program, folder, options.removals, flags)]
                numbers = [number for column in columns for number in (statistics.median(column), max(column))]
                print(f"{kind:16}{name:12}" + "".join(f"{number:>11.3f}" for number in numbers), flush=True)
                if name == "now":
                    largest = max(largest, numbers[-1])
    sys.exit(f"sent {largest:.1f} s after the end of the reading, target {TARGET}" if largest > TARGET else 0)


if __name__ == "__main__":
    main()
