"""The README is true: its commands run, what it shows is printed, its permissions are those that are used."""

import json
import os
import re
import subprocess

import pytest

import driver
from conftest import REPOSITORY, clean_environment

README = (REPOSITORY / "README.md").read_text()


def blocks(language):
    """The fenced blocks of one language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def reading_policy():
    """The actions that Roster needs for reading."""
    policy = json.loads((REPOSITORY / "deploy/iam/read.json").read_text())
    return {action for statement in policy["Statement"] for action in statement["Action"]}


@pytest.fixture
def path_to_roster(program, tmp_path):
    """A PATH on which the program is called 'roster'."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "roster").symlink_to(program)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


@pytest.fixture
def run_blocks(tmp_path, path_to_roster):
    """Runs blocks as one script, in which the registry has a port of its own; returns what is printed."""

    def run(commands, port, last=""):
        # A person types the next line when the server has said that it listens.
        script = "".join(commands).replace(f"--listen 127.0.0.1:{port}", "--listen 127.0.0.1:0", 1).replace(
            f"127.0.0.1:{port}", "127.0.0.1:${line##*:}").replace(
            " &\n", " 2> listening &\nexec 3< listening; read -r line <&3\n", 1)
        result = subprocess.run(
            ["bash", "-c", f"set -euo pipefail; set -m; trap 'kill %1' ERR\nmkfifo listening\n{script}{last}"],
            cwd=tmp_path, env=clean_environment(PATH=path_to_roster), stdin=subprocess.DEVNULL, capture_output=True,
            text=True, timeout=300)
        assert result.returncode == 0, result.stdout + result.stderr
        return result

    return run


def prints(said, shown):
    """Each line that is shown is said, up to what differs from one run to the next."""
    for line in filter(None, shown.splitlines()):
        assert line.split("…")[0] in said, line


def test_the_registry_for_tests(run_blocks):
    said = run_blocks([block for block in blocks("sh") if "--admin" in block], 8001, last="kill %1\n").stdout
    assert re.fullmatch(r'{"now":[0-9.]+}{"faults":1}{}', said)


def test_the_first_run(run_blocks):
    result = run_blocks(
        [block for block in blocks("sh") if "--registry aws" not in block and "--admin" not in block], 8000)
    assert "guardrails.minimumAge" in result.stdout
    assert "- web:3 " in result.stdout and "- web:7 " in result.stdout
    assert "2 of 2 removed." in result.stdout
    assert "= web:2                   in use by service default/web" in result.stdout
    assert "0 to remove, 2 withheld" in result.stdout
    [_, explanation] = blocks("text")
    prints(result.stdout, explanation)


def test_the_demo_prints_what_the_readme_shows(program):
    said = driver.run(program, REPOSITORY, "demo", "--once").stdout
    [shown, _] = blocks("text")
    prints(said, shown)


def test_the_permissions_are_those_of_the_table_and_two_more():
    table = README.split("## What it reads")[1].split("\n## ")[0]
    needed = {permission for line in table.splitlines() for permission in re.findall(r"`([a-z]+:[A-Za-z]+)`", line)}
    assert reading_policy() == needed | {"ecs:DescribeTaskDefinition", "ecs:ListTaskDefinitions"}


def test_the_permissions_are_enough(program, tmp_path, ecs, register, registry_url, region):
    allowed = {action.removeprefix("ecs:") for action in reading_policy()}
    for _ in range(3):
        register("web")
    ecs.create_cluster(clusterName="default")
    ecs.create_service(serviceName="api", taskDefinition="web:1", desiredCount=1)
    waivers = driver.waiving(
        "it is a registry", "eventBridge", "scheduler", "pipes", "stepFunctions", "codeDeploy")
    driver.write(tmp_path / "roster.yaml", waivers.replace("0s", "1h"))
    driver.write(tmp_path / "manifests/web.yaml", driver.manifest("web", "latest: 1", "9"))
    gate = driver.Gate(registry_url)
    try:
        plan = driver.run(
            program, tmp_path, "plan", "manifests", "--registry", "aws", "--endpoint-url", gate.url, "--region", region)
        assert plan.returncode == 0, plan.stderr
        assert {"ListTaskDefinitions", "DescribeTaskDefinition", "DescribeServices"} <= set(gate.calls) <= allowed
    finally:
        gate.shutdown()
        gate.server_close()


def test_the_sample_configuration_is_the_defaults(program, tmp_path):
    driver.write(tmp_path / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    sample = driver.run(program, tmp_path, "validate", "--config", REPOSITORY / "deploy/roster.yaml")
    assert sample.returncode == 0, sample.stderr


@pytest.mark.parametrize("name", re.findall(r"^\| `roster ([a-z]+(?: serve)?)", README, re.MULTILINE))
def test_every_command_of_the_table_is_there_with_its_flags(program, tmp_path, name):
    [row] = [line for line in README.splitlines() if line.startswith(f"| `roster {name}")]
    help_text = driver.run(program, tmp_path, *name.split(), "--help").stdout
    for flag in re.findall(r"--[a-z-]+", row.split(" | ")[0]):
        assert flag in help_text
