"""`maximumDeregistrations` and `pacing`: what is refused, what is limited, and what is accepted where."""

import json
import os
import pty
import subprocess

import pytest

from support import driver

GUARDRAILS = "  guardrails: {{minimumAge: 0s, maximumDeregistrations: {{{}}}}}\n"
HEAD = driver.CONFIGURATION.partition("  guardrails:")[0]


@pytest.fixture
def command(program, tmp_path, registry_url, region):
    def run(name, limits, *flags, pacing=""):
        pacing = f"  pacing: {{{pacing}}}\n" if pacing else ""
        driver.write(tmp_path / "roster.yaml", HEAD + GUARDRAILS.format(limits) + pacing)
        if "--endpoint-url" not in flags:
            flags += ("--endpoint-url", registry_url)
        return driver.run(program, tmp_path, name, "manifests", *flags, "--region", region)
    return run


@pytest.fixture
def families(register, tmp_path):
    """Makes families, of which the newest revisions are declared."""
    def make(**counts):
        for family, count in counts.items():
            for _ in range(count):
                register(family)
            driver.write(tmp_path / f"manifests/{family}.yaml", driver.manifest(family, "latest: 1"))
    return make


def active(ecs):
    return [arn.rsplit("/", 1)[1] for arn in ecs.list_task_definitions()["taskDefinitionArns"]]


def test_small_families_are_not_refused_for_ever(command, families, ecs):
    families(api=2, cron=2, web=2)
    assert command("apply", "always: 0", "--yes").returncode == 3
    assert active(ecs) == ["api:1", "api:2", "cron:1", "cron:2", "web:1", "web:2"]
    # The default is 10.
    assert command("apply", "count: 50", "--yes").returncode == 0
    assert active(ecs) == ["api:2", "cron:2", "web:2"]


def test_beyond_the_count_runs_converge(command, families, ecs):
    families(api=5, cron=2, web=5)
    limits = "count: 4, percent: 100, beyond: limit"
    plan = json.loads(command("plan", limits, "--format", "json").stdout)
    assert [f"{one['family']}:{one['revision']}" for one in plan["removals"]] == ["api:1", "api:2", "cron:1", "web:1"]
    assert plan["left"] == 5 and plan["refusals"] == []
    removed = []
    for left in (5, 1, 0):
        applied = command("apply", limits, "--yes")
        assert applied.returncode == 0, applied.stderr
        last = applied.stdout.splitlines()[-1]
        assert last == (
            f"4 of 4 removed, {left} left for later runs (guardrails.maximumDeregistrations)." if left
            else "1 of 1 removed.")
        removed.append(active(ecs))
    assert removed == [
        ["api:3", "api:4", "api:5", "cron:2", "web:2", "web:3", "web:4", "web:5"],
        ["api:5", "cron:2", "web:4", "web:5"], ["api:5", "cron:2", "web:5"]]
    assert command("apply", limits, "--yes").stdout.endswith("Nothing to remove.\n")


def test_above_the_percentage_everything_is_refused_whatever_beyond_says(command, families, ecs):
    families(api=9, web=9)
    refused = command("apply", "count: 4, percent: 50, beyond: limit", "--yes")
    assert refused.returncode == 3
    assert "removing 16 of the 18 ACTIVE revisions" in refused.stdout
    assert len(active(ecs)) == 18


def test_a_saved_portion_is_no_way_round_the_percentage(command, families, ecs, tmp_path):
    families(web=20)
    limits = "count: 5, percent: 30, always: 2, beyond: limit"
    assert command("plan", limits, "--out", "plan.json").returncode == 0
    refused = command("apply", limits, "--plan", "plan.json", "--yes")
    assert refused.returncode == 3 and "removing 19 of the 20 ACTIVE revisions" in refused.stdout
    assert len(active(ecs)) == 20


def test_a_saved_portion_says_what_it_leaves(command, families, ecs):
    families(web=12)
    limits = "count: 5, percent: 100, beyond: limit"
    assert command("plan", limits, "--out", "plan.json").returncode == 0
    applied = command("apply", limits, "--plan", "plan.json", "--yes")
    assert applied.returncode == 0
    assert applied.stdout.endswith("5 of 5 removed, 6 left for later runs (guardrails.maximumDeregistrations).\n")
    nothing = command("apply", "count: 0, percent: 100, beyond: limit", "--yes")
    assert nothing.stdout.endswith("Nothing to remove, 6 left for later runs (guardrails.maximumDeregistrations).\n")


def declare(tmp_path, newest):
    driver.write(tmp_path / "manifests/web.yaml", driver.manifest("web", f"latest: {newest}"))


@pytest.mark.parametrize("beyond", ["limit", "refuse"])
def test_what_nobody_approved_does_not_count_against_a_saved_plan(command, families, ecs, tmp_path, beyond):
    families(web=20)
    declare(tmp_path, 17)
    limits = f"count: 50, percent: 30, always: 0, beyond: {beyond}"
    assert command("plan", limits, "--out", "plan.json").returncode == 0
    declare(tmp_path, 1)
    applied = command("apply", limits, "--plan", "plan.json", "--yes")
    assert applied.returncode == 0, applied.stdout
    assert applied.stdout.endswith("3 of 3 removed, 16 not in the approved plan.\n")
    assert len(active(ecs)) == 17


def test_an_empty_saved_plan_removes_nothing_and_is_not_refused(command, families, ecs, tmp_path):
    families(web=20)
    declare(tmp_path, 20)
    limits = "count: 50, percent: 30, beyond: limit"
    assert command("plan", limits, "--out", "plan.json").returncode == 0
    declare(tmp_path, 1)
    applied = command("apply", limits, "--plan", "plan.json", "--yes")
    assert applied.returncode == 0, applied.stdout
    assert applied.stdout.endswith("Nothing to remove, 19 not in the approved plan.\n")
    assert len(active(ecs)) == 20


def test_a_portion_saved_with_a_limit_is_no_way_round_the_percentage_without_one(command, families, ecs):
    families(web=20)
    limits = "count: 5, percent: 30, always: 2, beyond: {}"
    assert command("plan", limits.format("limit"), "--out", "plan.json").returncode == 0
    refused = command("apply", limits.format("refuse"), "--plan", "plan.json", "--yes")
    assert refused.returncode == 3 and "removing 19 of the 20 ACTIVE revisions" in refused.stdout
    assert len(active(ecs)) == 20


def test_what_is_added_during_a_confirmation_is_not_part_of_it(
        command, program, families, ecs, tmp_path, registry_url, region):
    families(web=20)
    declare(tmp_path, 17)
    command("plan", "count: 50, percent: 30, always: 0, beyond: limit")
    controller, terminal = pty.openpty()
    apply = subprocess.Popen(
        [program, "apply", "manifests", "--endpoint-url", registry_url, "--region", region], cwd=tmp_path,
        env=driver.clean_environment(**driver.KEYS), stdin=terminal, stdout=subprocess.PIPE, stderr=terminal, text=True)
    os.close(terminal)
    said = b""
    while b"will be accepted" not in said:
        said += os.read(controller, 4096)
    declare(tmp_path, 1)
    os.write(controller, b"yes\n")
    output = apply.communicate(timeout=60)[0]
    os.close(controller)
    assert apply.returncode == 0, output
    assert output.endswith("3 of 3 removed, 16 not in the approved plan.\n")
    assert len(active(ecs)) == 17


def test_a_burst_that_an_account_does_not_allow_is_refused_before_any_call(command):
    flags = ("--registry", "aws", "--endpoint-url", "http://10.255.255.1:1")
    refused = command("plan", "count: 50", *flags, pacing="burst: 21")
    assert refused.returncode == 1
    assert "roster.yaml:6:19: 'burst' is 21, but an account allows 20 at once" in refused.stderr


def test_on_loopback_any_rate_is_accepted(command, families):
    families(web=3)
    applied = command("apply", "count: 50", "--yes", pacing="burst: 100, deregistrationsPerSecond: 1000000")
    assert applied.returncode == 0 and "warning" not in applied.stderr
    assert "2 of 2 removed" in applied.stdout


def test_a_rate_above_an_accounts_is_accepted_with_a_warning(command, tmp_path):
    driver.write(tmp_path / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    flags = ("--registry", "aws", "--endpoint-url", "http://unreachable.invalid")
    warned = command("plan", "count: 50", *flags, pacing="deregistrationsPerSecond: 2")
    assert warned.returncode == 1
    assert warned.stderr.startswith("warning: spec.pacing.deregistrationsPerSecond is 2.0, but an account allows 1")
