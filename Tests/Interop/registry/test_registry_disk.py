"""A full disk: writes are refused and leave nothing half done, reads work, and so do writes once there is room."""

import contextlib
import resource
import signal
import sqlite3
import subprocess

import pytest

from support import raw
from support.server import Server

# Long enough to fill a small disk soon.
FILLER = [{"name": "app", "image": "nginx:1", "memory": 64, "command": ["x" * 50_000]}]


@contextlib.contextmanager
def ended(server):
    """Stops a server at the end of the test."""
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(params=[3, 6], ids=["full before the first checkpoint", "full in a checkpoint"])
def small_disk(tmp_path, request):
    """A file system of a number of MiB; returns its folder. SQLite checkpoints its log at 4 MiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={request.param}m", "tmpfs", folder], capture_output=True, text=True)
    if mount.returncode != 0:
        pytest.skip(f"mounting a file system takes root: {mount.stderr.strip()}")
    yield folder
    subprocess.run(["umount", folder], check=True)


@contextlib.contextmanager
def limited(program, database, size):
    """A registry whose files cannot grow beyond a size, as on a full disk; the limit is soft."""
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    # The ignored signal and the limit are inherited; the limit must not apply to this process's own files for long.
    previous = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        server = Server(program, database, restore_signals=False)
    finally:
        signal.signal(signal.SIGXFSZ, previous)
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (size, old[1]))
    with ended(server):
        yield server, lambda: resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, old)


def fill(client):
    """Registers until it is refused; returns the number of registrations."""
    for count in range(1000):
        try:
            assert client.register("big", containerDefinitions=FILLER) == count + 1
        except raw.Refused as refusal:
            check_refusal(refusal)
            return count
    raise AssertionError("a small disk took a thousand large definitions")


def check_refusal(refusal):
    """A server error whose message says what is wrong."""
    assert (refusal.status, refusal.name) == (500, "ServerException")
    assert refusal.message.startswith("The registry's database failed: ")
    assert any(reason in refusal.message for reason in ("disk is full", "disk I/O error")), refusal.message
    assert "\n" not in refusal.message and "INSERT" not in refusal.message


def check_reads(client, count):
    """Everything that was acknowledged, and nothing else, can be read."""
    assert client.numbers("big") == list(range(count, 0, -1))
    for number in range(1, count + 1):
        answer = client.call("DescribeTaskDefinition", taskDefinition=f"big:{number}")["taskDefinition"]
        assert (answer["revision"], answer["status"]) == (number, "ACTIVE")
        assert answer["containerDefinitions"][0]["command"] == FILLER[0]["command"]
    assert client.call("ListTaskDefinitionFamilies") == {"families": ["big"]}
    assert client.call("ListClusters") == {"clusterArns": ["arn:aws:ecs:us-east-1:123456789012:cluster/blue"]}


def check_refused_alike(client):
    """Every kind of write is refused, again and again, and changes nothing."""
    calls = [
        ("RegisterTaskDefinition", {"family": "other", "containerDefinitions": FILLER}),
        ("RegisterTaskDefinition", {"family": "big", "containerDefinitions": FILLER}),
    ]
    for operation, members in calls * 3:
        with pytest.raises(raw.Refused) as caught:
            client.call(operation, **members)
        check_refusal(caught.value)


def run_full(server, make_room, database):
    """Fills the disk, checks the state, makes room and continues; then the same again after a kill."""
    with raw.Client(server.port) as client:
        client.call("CreateCluster", clusterName="blue")
        count = fill(client)
        assert count > 3
        check_refused_alike(client)
        check_reads(client, count)
        # A new connection can read as well, through its own connection to the database.
        readers = [raw.Client(server.port) for _ in range(8)]
        for reader in readers:
            reader.send("DescribeTaskDefinition", taskDefinition="big")
        for reader in readers:
            assert reader.answer("DescribeTaskDefinition")["taskDefinition"]["revision"] == count
            reader.close()
        make_room()
        assert [client.register("big", containerDefinitions=FILLER) for _ in range(3)] == [
            count + 1, count + 2, count + 3]
        check_reads(client, count + 3)
        client.call("DeregisterTaskDefinition", taskDefinition="big:1")
    assert server.process.poll() is None
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    return count + 3


def test_serves_on_when_the_disk_is_full(program, small_disk):
    database = small_disk / "registry.db"
    with ended(Server(program, database)) as server:
        count = run_full(server, lambda: enlarge(small_disk), database)
        server.kill()
    with ended(Server(program, database)) as server, raw.Client(server.port) as client:
        assert client.register("big") == count + 1


def enlarge(disk):
    """Makes room."""
    subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)


@pytest.mark.parametrize("size", [2, 5], ids=["before the first checkpoint", "in a checkpoint"])
def test_serves_on_when_its_files_may_not_grow(program, tmp_path, size):
    database = tmp_path / "registry.db"
    with limited(program, database, size << 20) as (server, lift):
        count = run_full(server, lift, database)
    with ended(Server(program, database)) as server, raw.Client(server.port) as client:
        assert client.register("big") == count + 1


def test_a_kill_on_a_full_disk_loses_nothing(program, small_disk):
    database = small_disk / "registry.db"
    with ended(Server(program, database)) as server, raw.Client(server.port) as client:
        client.call("CreateCluster", clusterName="blue")
        count = fill(client)
        server.kill()
    # There is no more room now than before.
    with ended(Server(program, database)) as server, raw.Client(server.port) as client:
        check_reads(client, count)
        check_refused_alike(client)
        enlarge(small_disk)
        assert client.register("big", containerDefinitions=FILLER) == count + 1


def test_concurrent_writers_on_a_full_disk_get_consecutive_numbers(program, tmp_path):
    """Writers that share a commit with one that does not fit are refused together; no number is lost."""
    with limited(program, tmp_path / "registry.db", 2 << 20) as (server, lift):
        clients = [raw.Client(server.port) for _ in range(20)]
        acknowledged, refused = [], 0
        for _ in range(10):
            for client in clients:
                client.send("RegisterTaskDefinition", family="big", containerDefinitions=FILLER)
            for client in clients:
                try:
                    answer = client.answer("RegisterTaskDefinition")
                    acknowledged.append(answer["taskDefinition"]["revision"])
                except raw.Refused as refusal:
                    check_refusal(refusal)
                    refused += 1
        assert acknowledged and refused
        lift()
        assert sorted(acknowledged) == list(range(1, len(acknowledged) + 1))
        assert clients[0].register("big") == len(acknowledged) + 1
        for client in clients:
            client.close()
