#!/usr/bin/env python3
"""Requests a second over HTTP: our registry against moto_server, with the same client in the same run.

Needs wrk, moto[server] and boto3, and a release build of roster (or ROSTER, which names the program).
Prints a table and writes nothing but a temporary database.
"""

import argparse
import json
import os
import pathlib
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

import boto3
import botocore.config
import botocore.exceptions

HERE = pathlib.Path(__file__).resolve().parent
PROGRAM = HERE.parents[2] / ".build-release" / "release" / "roster"
# So many revisions of `bench` are there before a write is measured; calls.lua deregisters at this distance.
AHEAD = 64
DEFINITION = {
    "family": "bench",
    "containerDefinitions": [{
        "name": "app", "image": "nginx:1.27", "cpu": 10, "memory": 128, "essential": True,
        "environment": [{"name": f"KEY_{index}", "value": f"value {index}"} for index in range(5)],
        "portMappings": [{"containerPort": 80}],
    }],
}


def need(program):
    return shutil.which(program) or sys.exit(f"{program} is not installed: 'apt-get install wrk', 'pip install moto[server]'")


def client(url):
    return boto3.client(
        "ecs", region_name="us-east-1", endpoint_url=url, aws_access_key_id="AKIAEXAMPLE", aws_secret_access_key="x",
        config=botocore.config.Config(retries={"total_max_attempts": 1}))


def start_roster(folder):
    program = os.environ.get("ROSTER", PROGRAM)
    if not pathlib.Path(program).exists():
        sys.exit(f"{program} is not there: swift build -c release --scratch-path .build-release --product roster")
    process = subprocess.Popen(
        [program, "registry", "serve", "--listen", "127.0.0.1:0", "--database", f"{folder}/registry.db"],
        stderr=subprocess.PIPE, text=True)
    return process, process.stderr.readline().split()[-1]


def start_moto(_):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [need("moto_server"), "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    for _ in range(100):
        try:
            client(url).list_clusters()
            return process, url
        except botocore.exceptions.EndpointConnectionError:
            time.sleep(0.2)
    sys.exit("moto_server did not start")


def seed(url):
    """A hundred families of ten revisions, and what the first deregistrations take."""
    ecs = client(url)
    for index in range(1000):
        ecs.register_task_definition(**DEFINITION | {"family": f"family-{index % 100}"})
    for _ in range(AHEAD):
        ecs.register_task_definition(**DEFINITION)


def measure(url, call, connections, seconds):
    """Requests a second, all of them answered with success."""
    environment = dict(os.environ, CALL=call, DEFINITION=json.dumps(DEFINITION))
    if call == "write":
        environment["FIRST"] = str(client(url).register_task_definition(**DEFINITION)["taskDefinition"]["revision"])
    ended = subprocess.run(
        [need("wrk"), "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(HERE / "calls.lua"), url],
        env=environment, capture_output=True, text=True, check=True)
    line = next(line for line in ended.stdout.splitlines() if line.startswith("RESULT"))
    requests, microseconds, failed = map(int, line.split()[1:])
    if failed:
        sys.exit(f"{failed} of {requests} requests to {url} failed:\n{ended.stdout}")
    return requests / microseconds * 1e6


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured; the median counts")
    parser.add_argument("--seconds", type=int, default=5, help="how long each measurement takes")
    parser.add_argument("--connections", type=int, default=8)
    options = parser.parse_args()
    aims = {"describe": 50, "write": 30}
    rates = {(call, name): [] for call in aims for name in ("roster", "moto")}
    with tempfile.TemporaryDirectory() as folder:
        servers = {"roster": start_roster(folder), "moto": start_moto(folder)}
        try:
            for _, url in servers.values():
                seed(url)
            for _ in range(options.rounds):
                for call, name in rates:
                    rates[call, name].append(
                        measure(servers[name][1], call, options.connections, options.seconds))
        finally:
            for process, _ in servers.values():
                process.terminate()
                process.wait()
    print(f"{'':24}{'roster':>10}{'moto':>10}{'ratio':>8}{'aim':>6}")
    names = {"describe": "Describe", "write": "Register + Deregister"}
    for call, aim in aims.items():
        ours, theirs = (statistics.median(rates[call, name]) for name in ("roster", "moto"))
        print(f"{names[call]:24}{ours:>8.0f}/s{theirs:>8.0f}/s{ours / theirs:>7.0f}x{aim:>5}x")


if __name__ == "__main__":
    main()
