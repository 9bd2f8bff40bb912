"""The servers that are measured: our registry, moto_server, and the HTTP server that does nothing.

Each start gives a process and its URL, with FAMILIES families of REVISIONS ACTIVE revisions each in the store.
"""

import http.client
import json
import os
import pathlib
import socket
import sqlite3
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
BUILT = HERE.parents[2] / ".build-release" / "release"
ACCOUNT, REGION = "123456789012", "us-east-1"
HEADERS = {
    "Content-Type": "application/x-amz-json-1.1", "X-Amz-Date": "20260101T000000Z",
    "Authorization": f"AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260101/{REGION}/ecs/aws4_request, "
                     f"SignedHeaders=host;x-amz-date;x-amz-target, Signature={'0' * 64}",
}
DEFINITION = {
    "family": "family-0",
    "containerDefinitions": [{
        "name": "app", "image": "nginx:1.27", "cpu": 10, "memory": 128, "essential": True,
        "environment": [{"name": f"KEY_{index}", "value": f"value {index}"} for index in range(5)],
        "portMappings": [{"containerPort": 80}],
    }],
}


def body(value):
    return json.dumps(value, separators=(",", ":"))


def call(url, operation, **members):
    """One answer as a value; anything but a success ends the run."""
    connection = http.client.HTTPConnection(url.split("//")[1])
    connection.request(
        "POST", "/", body(members), HEADERS | {"X-Amz-Target": f"AmazonEC2ContainerServiceV20141113.{operation}"})
    answer = connection.getresponse()
    text = answer.read()
    if answer.status != 200:
        sys.exit(f"{operation} at {url}: {answer.status} {text[:500]!r}")
    connection.close()
    return json.loads(text)


def program(name):
    path = pathlib.Path(os.environ.get(name.upper(), BUILT / name))
    if not path.exists():
        sys.exit(f"{path} is not there: swift build -c release --scratch-path .build-release --product {name}")
    return path


def start_ceiling():
    process = subprocess.Popen([program("Ceiling")], stdout=subprocess.PIPE, text=True)
    return process, process.stdout.readline().split()[-1]


def start_roster(folder, families, revisions):
    path = pathlib.Path(folder) / f"{families * revisions}.db"
    process, url = serve(path)
    call(url, "RegisterTaskDefinition", **DEFINITION)
    stop(process)
    fill(path, families, revisions)
    return serve(path)


def serve(path, *flags):
    process = subprocess.Popen(
        [program("roster"), "registry", "serve", "--listen", "127.0.0.1:0", "--database", path, *flags],
        stderr=subprocess.PIPE, text=True)
    return process, process.stderr.readline().split()[-1]


def fill(path, families, revisions):
    """Copies the one revision there is as often as asked for, in the order of registrations that take turns."""
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA cache_size = -400000")
        (content,) = database.execute("SELECT json FROM contents").fetchone()
        for statement in (
                "UPDATE families SET last = :revisions",
                """INSERT INTO families (scope, name, last, lastRegisteredAt)
                   SELECT scope, 'family-' || value, last, lastRegisteredAt
                   FROM families, generate_series WHERE value > 0""",
                "DELETE FROM revisions", "DELETE FROM contents"):
            series = "WITH RECURSIVE generate_series (value) AS " \
                     "(SELECT 0 UNION ALL SELECT value + 1 FROM generate_series WHERE value + 1 < :families) "
            database.execute(
                series * ("generate_series" in statement) + statement, {"families": families, "revisions": revisions})
        (moment,) = database.execute("SELECT lastRegisteredAt FROM families").fetchone()
        rows = dict(database.execute("SELECT name, id FROM families"))
        ids = [rows[f"family-{index}"] for index in range(families)]
        contents = [
            content.replace(b'"family-0"', b'"family-%d"' % index) for index in range(families)]
        count = range(families * revisions)
        database.executemany(
            "INSERT INTO contents (id, json) VALUES (?, ?)",
            ((index + 1, contents[index % families]) for index in count))
        database.executemany(
            "INSERT INTO revisions (family, number, status, registeredAt, content) VALUES (?, ?, 'ACTIVE', ?, ?)",
            ((ids[index % families], index // families + 1, moment, index + 1) for index in count))
    database.close()


def start_moto(families, revisions):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, HERE / "moto_seeded.py", str(port), str(families), str(revisions), body(DEFINITION)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(600):
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return process, f"http://127.0.0.1:{port}"
        except ConnectionRefusedError:
            time.sleep(0.2)
    sys.exit("moto_server did not start: 'pip install moto[server]'")


def stop(process):
    process.terminate()
    process.wait()


def resident(process):
    """What the process holds in memory, in MiB."""
    with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
        line = next(line for line in status if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024
