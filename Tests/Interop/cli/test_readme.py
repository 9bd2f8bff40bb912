"""The documentation is accurate: its commands run, their output is as shown, and permissions, links and paths are
correct."""

import json
import os
import re
import subprocess

import pytest

from support import driver, faulty_account, scripted_aws
from support.environment import REPOSITORY, clean_environment

README = (REPOSITORY / "README.md").read_text()
# The pages for users that the README links to, by name.
DOCUMENTS = {file.stem: file.read_text() for file in sorted((REPOSITORY / "Sources/roster/Documentation").glob("*.md"))}
PAGES = sorted(
    page for pattern in ["*.md", ".github/*.md", "Sources/**/*.md", "Tests/**/*.md", "deploy/**/*.md"]
    for page in REPOSITORY.glob(pattern))
# The pages for contributors, which name files.
MAPS = [".github/CONTRIBUTING.md", "Sources/README.md", "Tests/README.md"]


def blocks(language, text=README):
    """The fenced blocks in one language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


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
    """Runs blocks as one script with the registry on a free port; returns the output."""

    def run(commands, port, last=""):
        # A person types the next line once the server reports that it is listening.
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
    """Checks that every line shown was printed, except for what differs between runs."""
    for line in filter(None, shown.splitlines()):
        assert line.split("…")[0] in said, line


def test_the_registry_for_tests(run_blocks):
    said = run_blocks(blocks("sh", DOCUMENTS["registry"]), 8001, last="kill %1\n").stdout
    assert re.fullmatch(r'{"now":[0-9.]+}{"faults":1}{}', said)


@pytest.mark.slow(15)
def test_the_first_run(run_blocks):
    result = run_blocks([block for block in blocks("sh") if "--registry aws" not in block], 8000)
    assert "guardrails.minimumAge" in result.stdout
    assert "- web:3 " in result.stdout and "- web:7 " in result.stdout
    assert "2 of 2 removed." in result.stdout
    assert "= web:2                   in use by service default/web" in result.stdout
    assert "0 to remove, 2 withheld" in result.stdout
    [_, explanation] = blocks("text")
    prints(result.stdout, explanation)


def test_the_first_plan_of_an_account(tmp_path, path_to_roster):
    """Only AWS_ENDPOINT_URL points to the scripted account instead of a real one."""
    [commands] = [block for block in blocks("sh") if "--registry aws" in block]
    driver.write(tmp_path / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    account = scripted_aws.Account(faulty_account.make()[0])
    with scripted_aws.ScriptedAWS() as aws:
        result = subprocess.run(
            ["bash", "-c", commands], cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=60, env=clean_environment(
                PATH=path_to_roster, AWS_ENDPOINT_URL=aws.url, AWS_ACCESS_KEY_ID=aws.add(account),
                AWS_SECRET_ACCESS_KEY="example"))
    assert result.returncode == 0, result.stdout + result.stderr
    assert {call.action for call in account.calls} <= reading_policy()


def test_no_other_document_has_commands_to_run():
    """Blocks marked `sh` are run by a test above."""
    assert [name for name, text in DOCUMENTS.items() if blocks("sh", text)] == ["registry"]


def test_the_demo_prints_what_the_readme_shows(program):
    said = driver.run(program, REPOSITORY, "demo", "--once").stdout
    [shown, _] = blocks("text")
    prints(said, shown)


def test_the_permissions_are_those_of_the_table_and_two_more():
    sources = [line for line in DOCUMENTS["references"].splitlines() if line.count("|") == 5]
    needed = set(re.findall(r"`([a-z]+:[A-Za-z]+)`", "".join(sources)))
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


@pytest.mark.parametrize("name", re.findall(r"^\| `roster ([a-z]+(?: serve)?)", DOCUMENTS["commands"], re.MULTILINE))
def test_every_command_of_the_table_is_there_with_its_flags(program, tmp_path, name):
    [row] = [line for line in DOCUMENTS["commands"].splitlines() if line.startswith(f"| `roster {name}")]
    help_text = driver.run(program, tmp_path, *name.split(), "--help").stdout
    for flag in re.findall(r"--[a-z-]+", row.split(" | ")[0]):
        assert flag in help_text


def test_every_command_is_in_the_table(program, tmp_path):
    listed = driver.run(program, tmp_path, "--help").stdout.split("SUBCOMMANDS:")[1]
    there = set(re.findall(r"^  ([a-z]+)  ", listed, re.MULTILINE))
    assert there == set(re.findall(r"^\| `roster ([a-z]+)", DOCUMENTS["commands"], re.MULTILINE))


def anchors(page):
    """The anchors of a page's headings, as GitHub generates them."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```$", "", page.read_text(), flags=re.MULTILINE | re.DOTALL),
                          re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_every_link_leads_somewhere(page):
    for link in re.findall(r"\]\(([^)]+)\)", page.read_text()):
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_the_readme_links_to_every_document():
    for name in DOCUMENTS:
        assert f"](Sources/roster/Documentation/{name}.md)" in README


@pytest.mark.parametrize("name", MAPS)
def test_every_path_is_there(name):
    """Paths are in backticks, and relative to the root or to the page's folder."""
    page = REPOSITORY / name
    missing = []
    for path in re.findall(r"`(?!\.build/)([\w.+-]+(?:/[\w.+-]+)+)/?`", page.read_text()):
        roots = [root for root in (REPOSITORY, page.parent) if (root / path.split("/")[0]).is_dir()]
        if roots and not any((root / path).exists() for root in roots):
            missing.append(path)
    assert missing == []
