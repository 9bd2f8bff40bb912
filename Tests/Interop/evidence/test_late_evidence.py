"""What starts to refer to a revision after the plan was made is found before that revision is deregistered."""

import concurrent.futures
import json

import pytest

from support import driver, faulty_account, scripted_aws
from support.scripted_aws import Account, Call, Fault
from support.scripted_services import Cluster, Machine, Resources, definition_arn

LOOK = Call(
    "ecs:ListTaskDefinitions", json.dumps({"familyPrefix": "web", "sort": "DESC", "status": "ACTIVE"}), 0, 1)
FIRST_REMOVAL = Call(
    "ecs:DeregisterTaskDefinition", json.dumps({"taskDefinition": definition_arn("web:1")}), 0, 1)
# A list that each source is read from.
LISTS = {
    "eventBridge": "events:ListEventBuses", "scheduler": "scheduler:ListSchedules", "pipes": "pipes:ListPipes",
    "stepFunctions": "states:ListStateMachines", "codeDeploy": "codedeploy:ListApplications"}


@pytest.fixture(scope="module")
def aws():
    with scripted_aws.ScriptedAWS() as aws:
        yield aws


def resources(revisions):
    """An account whose service runs the newest revision, and whose deployment group has deployed nothing yet."""
    return Resources(
        families={"web": revisions}, applications={"shop": {"web": {}}},
        clusters={"main": Cluster({"green": {"controller": "CODE_DEPLOY", "taskDefinition": f"web:{revisions}"}})})


def deploy(account, identifier, status, definition):
    """Adds a deployment of CodeDeploy."""
    account.services.has.deployments[identifier] = {
        "applicationName": "shop", "deploymentGroupName": "web", "status": status,
        "content": faulty_account.app_spec(definition)}


def begins(call, change):
    """A change of the account right before a call is answered."""
    def hook(answer, *_):
        change()
        return answer
    return Fault(call, hook, lasts=False)


def apply(program, aws, folder, account, pacing, age="15m"):
    """The exit code, the report and its outcomes."""
    driver.write(folder / "roster.yaml", driver.paced(pacing, f"referenceMaximumAge: {age}"))
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    process, document = aws.apply(program, folder, account)
    assert account.problems == [] and document, process.stderr
    return process.returncode, document, {one["revision"]: one["outcome"] for one in document["outcomes"]}


def users(document, revision):
    """The sources of what is said to use a revision."""
    outcome = next(one for one in document["outcomes"] if one["revision"] == revision)
    return {one["source"] for reason in outcome.get("reasons") or [] for one in reason.get("references") or []}


@pytest.mark.parametrize("moment, revision, burst", [(LOOK, 1, 100), (FIRST_REMOVAL, 2, 1)], ids=[
    "between the plan and the first burst", "between two bursts"])
def test_a_deployment_of_codedeploy_that_begins_later_is_seen(program, aws, tmp_path, moment, revision, burst):
    """It names its revision before there is a task set that does."""
    account = Account(resources(4), checks=True)
    account.fault = begins(moment, lambda: deploy(account, "d-LATE", "InProgress", f"web:{revision}"))
    code, document, outcomes = apply(program, aws, tmp_path, account, f"burst: {burst}")
    assert account.fault.hits == 1
    assert account.removed == {"web:1", "web:2", "web:3"} - {f"web:{revision}"}
    assert code == 0 and outcomes.pop(revision) == "withheld" and set(outcomes.values()) == {"removed"}
    assert users(document, revision) == {"codeDeploy"}
    # The groups are only read for the plan and after the removals, as they have not become too old.
    counts = [sum(call.action == action for call in account.calls) for action in (
        "codedeploy:ListApplications", "codedeploy:ListDeployments", "events:ListEventBuses")]
    assert counts == [2, 3 if burst == 100 else 5, 2]


# Of ten removals, the second five have their tokens seventeen seconds after the first: the readings of the plan are
# older than fifteen seconds then. A slow machine has that long for the plan and the first burst.
PACING, AGE = "burst: 5, deregistrationsPerSecond: 0.3", "15s"


def refer(account):
    """Makes something in each source, in the order of LISTS, refer to a revision of the second burst."""
    has = account.services.has
    has.buses["default"]["late"] = {"targets": [faulty_account.ecs_target("1", "web:6")]}
    parameters = {"TaskDefinitionArn": definition_arn("web:7")}
    has.schedules["default", "late"] = faulty_account.target(faulty_account.CLUSTER, EcsParameters=parameters)
    has.pipes["late"] = {
        "Target": faulty_account.CLUSTER,
        "TargetParameters": {"EcsTaskParameters": {"TaskDefinitionArn": definition_arn("web:8")}}}
    has.machines["late"] = Machine(faulty_account.machine(faulty_account.runs("web:9")))
    deploy(account, "d-LATE", "Succeeded", "web:10")
    has.applications["shop"]["web"] = {"lastSuccessfulDeployment": {
        "deploymentId": "d-LATE", "status": "Succeeded", "createTime": faulty_account.LATELY}}


@pytest.mark.slow(20)
def test_readings_that_have_become_too_old_are_renewed_before_the_next_burst(program, aws, tmp_path, subtests):
    def renewed():
        account = Account(resources(11))
        account.fault = begins(FIRST_REMOVAL, lambda: refer(account))
        return account, *apply(program, aws, tmp_path / "renewed", account, PACING, AGE)

    def unreadable(source):
        """The list is denied in the second reading; the last look reads it again."""
        account = Account(resources(11), Fault(Call(LISTS[source], "{}", 0, 2), scripted_aws.denies, lasts=False))
        return account, *apply(program, aws, tmp_path / source, account, PACING, AGE)

    first = {f"web:{number}" for number in range(1, 6)}
    with concurrent.futures.ThreadPoolExecutor(len(LISTS) + 1) as pool:
        healthy = pool.submit(renewed)
        runs = [pool.submit(unreadable, source) for source in LISTS]
        with subtests.test(msg="what refers to a revision by then is seen"):
            account, code, document, outcomes = healthy.result()
            assert (code, account.removed) == (0, first)
            assert [users(document, number) for number in range(6, 11)] == [{source} for source in LISTS]
        for source, run in zip(LISTS, runs):
            with subtests.test(msg=f"{source} cannot be read any more"):
                account, code, document, outcomes = run.result()
                assert (code, account.removed) == (3, first)
                assert set(account.deregistered) == first, "nothing more is sent"
                assert [outcomes[number] for number in range(6, 11)] == ["withheld"] * 5
                (refusal,) = document["refusals"]
                assert refusal["code"] == "coverageIncomplete" and f"{source}: " in refusal["message"]
