"""The registry as used with nothing but the AWS CLI."""

import json
import subprocess
import sys

import pytest

from support.environment import clean_environment

# Each command runs in a fork of a process that has imported the CLI and read the model of ECS, since this takes longer
# than most commands. The README's commands, which test_readme runs, start the CLI as a shell does.
CLI = """
import contextlib, functools, io, json, os, signal, sys, traceback
import awscli.clidriver, botocore.session
botocore.session.create_loader = functools.cache(botocore.session.create_loader)
with contextlib.redirect_stdout(io.StringIO()):
    awscli.clidriver.create_clidriver().main(["ecs", "list-clusters", "--generate-cli-skeleton", "--region", "x"])
for line in sys.stdin:
    command = json.loads(line)
    child = os.fork()
    if child == 0:
        code = 255
        try:
            signal.alarm(60)
            os.environ.update(command["environment"])
            for name, number in ("stdout", 1), ("stderr", 2):
                os.dup2(os.open(command[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
            sys.argv = ["aws", *command["arguments"]]
            code = awscli.clidriver.main()
        except SystemExit as end:
            code = end.code
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@pytest.fixture(scope="module")
def cli():
    """Runs the CLI; returns the exit code."""
    process = subprocess.Popen(
        [sys.executable, "-c", CLI], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=clean_environment())

    def call(**command):
        process.stdin.write(json.dumps(command) + "\n")
        process.stdin.flush()
        return int(process.stdout.readline())

    yield call
    process.stdin.close()
    process.wait(timeout=60)
    process.stdout.close()


@pytest.fixture
def aws(cli, registry_url, region, tmp_path):
    """Runs `aws ecs …`; returns its output as JSON, or the error's text if it must fail."""
    environment = {
        "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "x", "AWS_DEFAULT_REGION": region, "AWS_PAGER": "",
        "AWS_ENDPOINT_URL": registry_url, "AWS_MAX_ATTEMPTS": "1"}
    output, errors = tmp_path / "stdout", tmp_path / "stderr"

    def run(*arguments, fails=False):
        code = cli(
            arguments=["ecs", *arguments, "--output", "json"], environment=environment, stdout=str(output),
            stderr=str(errors))
        if fails:
            assert code != 0, output.read_text()
            return errors.read_text()
        assert code == 0, errors.read_text()
        said = output.read_text()
        return json.loads(said) if said.strip() else None

    return run


CONTAINERS = json.dumps([{"name": "app", "image": "nginx:1", "memory": 64}])


def test_from_registration_to_deregistration(aws):
    """The page's own example: a definition is registered, used and deregistered, and stays in use."""
    register = ("register-task-definition", "--family", "web", "--container-definitions", CONTAINERS)
    assert aws(*register)["taskDefinition"]["revision"] == 1
    assert aws(*register, "--tags", "key=release,value=stable")["taskDefinition"]["revision"] == 2
    assert aws("create-cluster")["cluster"]["status"] == "ACTIVE"
    created = aws("create-service", "--service-name", "s", "--task-definition", "web:1", "--desired-count", "1")
    assert created["service"]["runningCount"] == 1
    assert len(aws("run-task", "--task-definition", "web", "--count", "2")["tasks"]) == 2

    gone = aws("deregister-task-definition", "--task-definition", "web:1")["taskDefinition"]
    assert gone["status"] == "INACTIVE"
    assert [arn.split("/")[1] for arn in aws("list-task-definitions")["taskDefinitionArns"]] == ["web:2"]
    described = aws("describe-services", "--services", "s")["services"][0]
    assert described["taskDefinition"] == gone["taskDefinitionArn"]
    assert aws("update-service", "--service", "s", "--desired-count", "2")["service"]["runningCount"] == 2

    assert "TaskDefinition is inactive" in aws("run-task", "--task-definition", "web:1", fails=True)
    assert "(ClientException)" in aws(
        "update-service", "--service", "s", "--task-definition", "web:1", fails=True)


def test_lists_page_by_page(aws):
    for family in ("a", "b", "c"):
        aws("register-task-definition", "--family", family, "--container-definitions", CONTAINERS)
    listed = aws("list-task-definition-families", "--page-size", "1")
    assert listed["families"] == ["a", "b", "c"]


def test_tags_on_request(aws):
    aws("register-task-definition", "--family", "web", "--container-definitions", CONTAINERS,
        "--tags", "key=release,value=stable")
    described = aws("describe-task-definition", "--task-definition", "web", "--include", "TAGS")
    assert described["tags"] == [{"key": "release", "value": "stable"}]


def test_errors_are_said_in_ecs_words(aws):
    assert "(ClientException)" in (text := aws("describe-task-definition", "--task-definition", "nope", fails=True))
    assert "Unable to describe task definition." in text
    assert "(ClusterNotFoundException)" in aws("list-services", "--cluster", "nope", fails=True)


def test_tasks(aws):
    aws("create-cluster", "--cluster-name", "prod")
    aws("register-task-definition", "--family", "job", "--container-definitions", CONTAINERS)
    arn = aws("run-task", "--cluster", "prod", "--task-definition", "job")["tasks"][0]["taskArn"]
    assert aws("list-tasks", "--cluster", "prod", "--family", "job")["taskArns"] == [arn]
    assert aws("stop-task", "--cluster", "prod", "--task", arn)["task"]["lastStatus"] == "STOPPED"
    assert aws("describe-tasks", "--cluster", "prod", "--tasks", arn)["tasks"][0]["stopCode"] == "UserInitiated"
    aws("wait", "tasks-stopped", "--cluster", "prod", "--tasks", arn)


def test_a_waiter_sees_a_stable_service(aws):
    aws("create-cluster")
    aws("register-task-definition", "--family", "web", "--container-definitions", CONTAINERS)
    aws("create-service", "--service-name", "s", "--task-definition", "web", "--desired-count", "2")
    aws("wait", "services-stable", "--services", "s")
    assert len(aws("list-services")["serviceArns"]) == 1
    aws("update-service", "--service", "s", "--desired-count", "0")
    assert aws("delete-service", "--service", "s")["service"]["status"] == "DRAINING"
    aws("wait", "services-inactive", "--services", "s")
    assert aws("delete-cluster", "--cluster", "default")["cluster"]["status"] == "INACTIVE"
    assert aws("describe-clusters")["clusters"][0]["status"] == "INACTIVE"


def test_deletion_and_tags(aws):
    arn = aws("register-task-definition", "--family", "web", "--container-definitions", CONTAINERS)[
        "taskDefinition"]["taskDefinitionArn"]
    aws("tag-resource", "--resource-arn", arn, "--tags", "key=team,value=a", "key=tier,value=1")
    aws("untag-resource", "--resource-arn", arn, "--tag-keys", "tier")
    assert aws("list-tags-for-resource", "--resource-arn", arn)["tags"] == [{"key": "team", "value": "a"}]
    failed = aws("delete-task-definitions", "--task-definitions", "web:1")
    assert [item["arn"] for item in failed["failures"]] == ["web:1"]
    aws("deregister-task-definition", "--task-definition", "web:1")
    deleted = aws("delete-task-definitions", "--task-definitions", "web:1")["taskDefinitions"]
    assert [item["status"] for item in deleted] == ["DELETE_IN_PROGRESS"]
    assert aws("list-task-definitions", "--status", "DELETE_IN_PROGRESS")["taskDefinitionArns"] == [arn]


def test_deployments(aws):
    aws("create-cluster", "--cluster-name", "default", "--settings", "name=containerInsights,value=enabled")
    for _ in range(2):
        aws("register-task-definition", "--family", "web", "--container-definitions", CONTAINERS)
    aws("create-service", "--service-name", "s", "--task-definition", "web:1", "--desired-count", "1")
    aws("update-service", "--service", "s", "--task-definition", "web:2")
    aws("wait", "services-stable", "--services", "s")
    listed = aws("list-service-deployments", "--service", "s", "--status", "SUCCESSFUL")["serviceDeployments"]
    assert len(listed) == 2
    described = aws("describe-service-deployments", "--service-deployment-arns", listed[0]["serviceDeploymentArn"])
    target = described["serviceDeployments"][0]["targetServiceRevision"]["arn"]
    revision = aws("describe-service-revisions", "--service-revision-arns", target)["serviceRevisions"][0]
    assert revision["taskDefinition"].endswith("/web:2")


def test_task_sets(aws):
    aws("create-cluster")
    aws("register-task-definition", "--family", "web", "--container-definitions", CONTAINERS)
    aws("create-service", "--service-name", "s", "--deployment-controller", "type=EXTERNAL", "--desired-count", "2")
    of = ("--cluster", "default", "--service", "s")
    made = aws("create-task-set", *of, "--task-definition", "web:1", "--scale", "value=50,unit=PERCENT")["taskSet"]
    aws("update-task-set", *of, "--task-set", made["id"], "--scale", "value=100,unit=PERCENT")
    primary = aws("update-service-primary-task-set", *of, "--primary-task-set", made["id"])["taskSet"]
    assert (primary["status"], primary["runningCount"]) == ("PRIMARY", 2)
    assert len(aws("describe-task-sets", *of)["taskSets"]) == 1
    assert aws("delete-task-set", *of, "--task-set", made["id"], "--force")["taskSet"]["status"] == "DRAINING"


def test_started_tasks_and_settings(aws):
    aws("create-cluster")
    aws("register-task-definition", "--family", "web", "--container-definitions", CONTAINERS)
    task = aws("start-task", "--task-definition", "web", "--container-instances", "i-1")["tasks"][0]
    aws("wait", "tasks-running", "--tasks", task["taskArn"])
    assert len(aws("list-account-settings", "--effective-settings")["settings"]) == 10
