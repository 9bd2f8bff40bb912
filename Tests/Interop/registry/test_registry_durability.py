"""Acknowledged writes survive a kill, and a graceful shutdown."""

import concurrent.futures
import os
import random
import sqlite3
import threading

import pytest

from support import raw

# A hundred kills by default; ROSTER_KILLS sets another number.
KILLS = int(os.environ.get("ROSTER_KILLS", "100"))
WRITERS = 50
FAMILIES = [f"f{index}" for index in range(4)]


def test_survives_an_orderly_end(serve, client_for):
    server = serve()
    with raw.Client(server.port) as client:
        assert [client.register("web") for _ in range(3)] == [1, 2, 3]
        client.call("DeregisterTaskDefinition", taskDefinition="web:3")
    assert server.stop() == 0
    with raw.Client(serve().port) as client:
        assert client.call("DescribeTaskDefinition", taskDefinition="web")["taskDefinition"]["revision"] == 2
        assert client.register("web") == 4


class Journal:
    """Records one round's acknowledged writes, and kills the server after a number of them."""

    def __init__(self, server, count):
        self.server, self.count = server, count
        self.lock = threading.Lock()
        self.registered, self.deregistered, self.tagged, self.clusters = set(), set(), set(), set()

    def note(self, kind, name):
        """Called when a response has arrived."""
        with self.lock:
            kind.add(name)
            self.count -= 1
            if self.count == 0:
                self.server.process.kill()


def write(journal, client, writer, round_, tags):
    """Registers, deregisters, tags and makes clusters until the connection ends."""
    dice = random.Random(f"{round_}-{writer}")
    family = FAMILIES[writer % len(FAMILIES)]
    try:
        for step in range(10_000):
            name = f"{family}:{client.register(family)}"
            journal.note(journal.registered, name)
            choice = dice.random()
            if choice < 0.3:
                client.call("DeregisterTaskDefinition", taskDefinition=name)
                journal.note(journal.deregistered, name)
            elif choice < 0.4:
                cluster = f"c-{round_}-{writer}-{step}"
                client.call("CreateCluster", clusterName=cluster)
                journal.note(journal.clusters, cluster)
            elif choice < 0.6 and tags:
                arn = f"arn:aws:ecs:us-east-1:123456789012:task-definition/{name}"
                client.call("TagResource", resourceArn=arn, tags=[{"key": "n", "value": name}])
                journal.note(journal.tagged, name)
    except OSError:
        return


def check(client, journal, below):
    """Checks that every acknowledged write of the round is there; updates `below`, the highest numbers checked so
    far."""
    active, inactive = set(), set()
    for family in FAMILIES:
        numbers = {status: client.numbers(family, below[family], status=status) for status in ("ACTIVE", "INACTIVE")}
        active |= {f"{family}:{number}" for number in numbers["ACTIVE"]}
        inactive |= {f"{family}:{number}" for number in numbers["INACTIVE"]}
        both = sorted(numbers["ACTIVE"] + numbers["INACTIVE"])
        assert both == list(range(below[family] + 1, below[family] + 1 + len(both))), family
        below[family] += len(both)
    assert journal.registered <= active | inactive
    assert journal.deregistered <= inactive
    for name in journal.tagged:
        assert client.call("DescribeTaskDefinition", taskDefinition=name, include=["TAGS"])["tags"] == [
            {"key": "n", "value": name}]
    pages = client.pages("ListClusters")
    clusters = {arn.split("/")[1] for page in pages for arn in page["clusterArns"]}
    assert journal.clusters <= clusters


@pytest.mark.slow(40)
def test_survives_a_hundred_kills_under_fifty_concurrent_writers(serve, tmp_path):
    """On one database: what was acknowledged before a kill is there afterwards, and numbers are consecutive."""
    below = dict.fromkeys(FAMILIES, 0)
    server = serve()
    with raw.Client(server.port) as client:
        tags = client.has("TagResource")
    deregistered = set()
    for round_ in range(KILLS):
        clients = [raw.Client(server.port) for _ in range(WRITERS)]
        journal = Journal(server, random.Random(round_).randint(1, 150))
        with concurrent.futures.ThreadPoolExecutor(WRITERS) as pool:
            writers = [
                pool.submit(write, journal, client, index, round_, tags) for index, client in enumerate(clients)]
        for writer, client in zip(writers, clients):
            writer.result()
            client.close()
        assert journal.count <= 0
        server.kill()
        server = serve()
        deregistered |= journal.deregistered
        with raw.Client(server.port) as client:
            check(client, journal, below)
    with raw.Client(server.port) as client:
        kept = {status: client.revisions(status=status) for status in ("ACTIVE", "INACTIVE")}
    assert deregistered <= set(kept["INACTIVE"])
    names = kept["ACTIVE"] + kept["INACTIVE"]
    assert set(names) == {f"{family}:{number}" for family in FAMILIES for number in range(1, below[family] + 1)}
    assert len(names) == len(set(names)) >= KILLS
    server.kill()
    with sqlite3.connect(tmp_path / "registry.db") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
