#!/usr/bin/env python3
"""The registry's speed: compared with moto_server, with the bare HTTP server, and from a thousand to a million
revisions.

One client, wrk with one thread, calls all servers in turn, in one run; the median of the rounds counts. A single error
response ends the run. Needs wrk, moto[server], and release builds of roster and Ceiling (or their paths in ROSTER and
CEILING). Prints a table and writes only temporary files.
"""

import argparse
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import tempfile

import servers

PER_FAMILY = 100
# How many bodies a measurement goes round in.
LARGEST = 300_000
AIMS = {
    "DescribeTaskDefinition": 50, "ListTaskDefinitions": 50, "RegisterTaskDefinition": 30,
    "DeregisterTaskDefinition": 30,
}


class Store:
    """A server and what is known of the revisions in it."""

    def __init__(self, name, started, families):
        self.name = name
        self.process, self.url = started
        self.families = [f"family-{index}" for index in range(families)]
        self.keeps = True
        self.rates = {call: [] for call in AIMS}

    def active(self):
        """The names of all ACTIVE revisions, as the server itself lists them."""
        names, token = [], {}
        while True:
            page = servers.call(self.url, "ListTaskDefinitions", **token)
            names += [arn.split("/")[-1] for arn in page["taskDefinitionArns"]]
            if not page.get("nextToken"):
                return names
            token = {"nextToken": page["nextToken"]}

    def bodies(self, call):
        """Requests' bodies in an order drawn by chance, with keys from everything that is in the store."""
        if call == "RegisterTaskDefinition":
            bodies = [servers.DEFINITION | {"family": family} for family in self.families]
        elif call == "ListTaskDefinitions":
            bodies = [{"familyPrefix": family, "maxResults": 100} for family in self.families]
        else:
            bodies = [{"taskDefinition": name} for name in self.active()]
        if not bodies:
            sys.exit(f"no revision is left for {call}")
        random.shuffle(bodies)
        return [servers.body(value) for value in bodies[:LARGEST]]

    def median(self, call):
        return statistics.median(self.rates[call])


class Client:
    """wrk with the options of the run."""

    def __init__(self, options, folder):
        self.options = options
        self.file = pathlib.Path(folder) / "bodies"
        self.wrk = shutil.which("wrk") or sys.exit("wrk is not installed: 'apt-get install wrk'")

    def ask(self, url, call, bodies, finite=True):
        """Answers a second, all of them successes. `finite`: a deregistration must not come twice."""
        self.file.write_text("\n".join(bodies))
        ended = subprocess.run(
            [self.wrk, "-t1", f"-c{self.options.connections}", f"-d{self.options.seconds}s",
             "-s", servers.HERE / "calls.lua", url],
            env=dict(os.environ, CALL=call, BODIES=str(self.file)), capture_output=True, text=True)
        line = next((line for line in ended.stdout.splitlines() if line.startswith("RESULT")), None)
        if ended.returncode or not line:
            sys.exit(f"wrk could not ask {call} at {url}:\n{ended.stdout}{ended.stderr}")
        answers, microseconds, failed, spent = map(int, line.split()[1:])
        if failed or not answers or spent and finite:
            sys.exit(f"{call} at {url}: {failed} of {answers} failed, out of revisions: {spent}\n{ended.stdout}")
        return answers / microseconds * 1e6

    def supply(self, store):
        """Bodies for deregistrations, more than one measurement can use up."""
        rates = store.rates["RegisterTaskDefinition"] + store.rates["DeregisterTaskDefinition"]
        while store.keeps and len(store.bodies("DeregisterTaskDefinition")) < 2 * self.options.seconds * max(rates):
            self.ask(store.url, "RegisterTaskDefinition", store.bodies("RegisterTaskDefinition"))
        return store.bodies("DeregisterTaskDefinition")

    def measure(self, stores, calls):
        """Every call at every store in turns; calls on what is ACTIVE first, then those that change it."""
        for call in calls:
            bodies = {store.name: store.bodies(call) for store in stores}
            for _ in range(self.options.rounds):
                for store in stores:
                    if call == "DeregisterTaskDefinition":
                        bodies[store.name] = self.supply(store)
                    store.rates[call].append(self.ask(store.url, call, bodies[store.name], finite=store.keeps))


def against_peers(client, folder, count):
    families = count // PER_FAMILY
    ours = Store("roster", servers.start_roster(folder, families, PER_FAMILY), families)
    moto = Store("moto", servers.start_moto(families, PER_FAMILY), families)
    ceiling = Store("ceiling", servers.start_ceiling(), families)
    ceiling.keeps, ceiling.bodies = False, ours.bodies
    try:
        client.measure([ours, moto, ceiling], AIMS)
    finally:
        for store in (ours, moto, ceiling):
            servers.stop(store.process)
    print(f"{count} revisions{'':22}{'roster/s':>10}{'moto/s':>8}{'ratio':>8}{'aim':>6}{'of the ceiling':>16}")
    for call, aim in AIMS.items():
        rate = ours.median(call)
        print(f"{call:37}{rate:>10.0f}{moto.median(call):>8.0f}{rate / moto.median(call):>7.1f}x{aim:>5}x"
              f"{rate / ceiling.median(call):>16.2f}")


def across_sizes(client, folder, sizes):
    stores = [
        Store(str(size), servers.start_roster(folder, size // PER_FAMILY, PER_FAMILY), size // PER_FAMILY)
        for size in sizes]
    try:
        client.measure(stores, AIMS)
        memory = [servers.resident(store.process) for store in stores]
    finally:
        for store in stores:
            servers.stop(store.process)
    print(f"\n{'revisions':30}" + "".join(f"{store.name:>12}" for store in stores))
    for call in AIMS:
        print(f"{call:30}" + "".join(f"{store.median(call) / stores[0].median(call):>12.2f}" for store in stores))
    print(f"{'resident memory, MiB':30}" + "".join(f"{size:>12.0f}" for size in memory))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured; the median counts")
    parser.add_argument("--seconds", type=int, default=5, help="how long each measurement takes")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--definitions", type=int, default=20_000, help="revisions in the stores beside moto; 0: none")
    parser.add_argument("--sizes", default="1000,1000000", help="revisions in our stores, compared with the first")
    options = parser.parse_args()
    random.seed(1)
    with tempfile.TemporaryDirectory() as folder:
        client = Client(options, folder)
        if options.definitions:
            against_peers(client, folder, options.definitions)
        if options.sizes:
            across_sizes(client, folder, [int(size) for size in options.sizes.split(",")])


if __name__ == "__main__":
    main()
