"""Rules, schedules and pipes, made with boto3 in moto: what they refer to is withheld, and nothing else."""

import json

import pytest

from support import driver, moto_account

ACCOUNT = "123456789012"
CLUSTER = f"arn:aws:ecs:us-east-1:{ACCOUNT}:cluster/main"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/events"
RUN_TASK = "arn:aws:scheduler:::aws-sdk:ecs:runTask"


def definition(name, region="us-east-1"):
    return f"arn:aws:ecs:{region}:{ACCOUNT}:task-definition/{name}"


@pytest.fixture
def plan(program, tmp_path, moto):
    """The plan for the manifests, as JSON."""
    def run(code=0):
        driver.write(tmp_path / "roster.yaml", moto_account.CONFIGURATION)
        result = driver.run(
            program, tmp_path, "plan", "--format", "json", "--registry", "aws", "--endpoint-url", moto, "--region",
            "us-east-1")
        assert result.returncode == code, result.stdout + result.stderr
        return json.loads(result.stdout)
    return run


@pytest.fixture
def ecs(clients, tmp_path):
    """web:1 to web:20, of which the manifest declares the newest."""
    moto_account.register(clients("ecs"), "web", 20)
    driver.write(tmp_path / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    return clients("ecs")


def users(document, code="inUse"):
    """The users of what is withheld: `family:revision` → names."""
    return {
        f"{item['family']}:{item['revision']}": [reference["name"] for reference in reason["references"]]
        for item in document["withheld"] for reason in item["reasons"] if reason["code"] == code}


def removals(document):
    return {f"{item['family']}:{item['revision']}" for item in document["removals"]}


def states(document):
    return {reading["source"]: (reading["state"], reading.get("references")) for reading in document["coverage"]}


def put_rule(events, name, *task_definitions, bus="default", state="ENABLED"):
    pattern = json.dumps({"source": ["x"]})
    arn = events.put_rule(Name=name, EventBusName=bus, State=state, EventPattern=pattern)["RuleArn"]
    targets = [
        {"Id": f"t{place}", "Arn": CLUSTER, "RoleArn": ROLE, "EcsParameters": {"TaskDefinitionArn": task_definition}}
        for place, task_definition in enumerate(task_definitions)]
    queue = {"Id": "queue", "Arn": f"arn:aws:sqs:us-east-1:{ACCOUNT}:q"}
    events.put_targets(Rule=name, EventBusName=bus, Targets=[*targets, queue])
    return arn


def create_schedule(scheduler, name, group="default", state="ENABLED", target=CLUSTER, **members):
    return scheduler.create_schedule(
        Name=name, GroupName=group, State=state, ScheduleExpression="rate(1 day)",
        FlexibleTimeWindow={"Mode": "OFF"}, Target={"Arn": target, "RoleArn": ROLE} | members)["ScheduleArn"]


def create_pipe(pipes, name, task_definition, state="RUNNING"):
    return pipes.create_pipe(
        Name=name, RoleArn=ROLE, Source=f"arn:aws:sqs:us-east-1:{ACCOUNT}:q", Target=CLUSTER, DesiredState=state,
        TargetParameters={"EcsTaskParameters": {"TaskDefinitionArn": task_definition}})["Arn"]


def templated(name):
    return {"EcsParameters": {"TaskDefinitionArn": definition(name)}}


def test_exactly_what_is_referred_to_is_withheld(clients, ecs, plan):
    events, scheduler = clients("events"), clients("scheduler")
    events.create_event_bus(Name="own")
    scheduler.create_schedule_group(Name="reports")
    expected = {
        "web:1": [put_rule(events, "disabled", definition("web:1"), state="DISABLED")],
        "web:2": [put_rule(events, "on-own-bus", definition("web:2"), bus="own")],
        "web:5": [create_schedule(scheduler, "in-a-group", "reports", **templated("web:5"))],
        "web:6": [create_schedule(scheduler, "off", state="DISABLED", **templated("web:6"))],
        "web:7": [create_schedule(
            scheduler, "universal", target=RUN_TASK,
            Input=json.dumps({"Cluster": "main", "TaskDefinition": "web:7"}))],
        "web:8": [create_pipe(clients("pipes"), "stopped", definition("web:8"), "STOPPED")],
    }
    both = put_rule(events, "two", definition("web:3"), definition("web:4"))
    expected |= {"web:3": [f"{both} target t0"], "web:4": [f"{both} target t1"]}
    put_rule(events, "far", definition("web:9", region="eu-west-1"))
    create_schedule(scheduler, "mail", target="arn:aws:lambda:us-east-1:123456789012:function:mail", Input="web:10")

    document = plan()
    assert users(document) == expected
    assert removals(document) == {f"web:{number}" for number in range(9, 20)}
    read = states(document)
    assert read["eventBridge"] == ("whole", 5)
    assert read["scheduler"] == ("whole", 3)
    assert read["pipes"] == ("whole", 1)


@pytest.mark.slow(5)
def test_every_page_is_read(clients, ecs, plan):
    events, scheduler, pipes = clients("events"), clients("scheduler"), clients("pipes")
    # moto's pages are at most as long as requested; in either case the last of these is on a later one.
    for number in range(120):
        put_rule(events, f"rule-{number:03}", *([definition("web:1")] if number == 119 else []))
        create_schedule(scheduler, f"schedule-{number:03}", **templated(f"web:{2 if number == 119 else 20}"))
        create_pipe(pipes, f"pipe-{number:03}", definition(f"web:{3 if number == 119 else 20}"))
    document = plan()
    assert {"web:1", "web:2", "web:3"} <= set(users(document))
    assert removals(document) == {f"web:{number}" for number in range(4, 20)}


def test_the_newest_is_what_a_bare_family_uses(clients, ecs, plan, tmp_path):
    driver.write(tmp_path / "manifests/web.yaml", driver.manifest("web", "1"))
    arn = create_schedule(clients("scheduler"), "bare", **templated("web"))
    assert users(plan()) == {"web:20": [arn]}


def test_what_nobody_can_know_withholds_its_family_alone(clients, ecs, plan, tmp_path):
    moto_account.register(ecs, "batch", 3)
    driver.write(tmp_path / "manifests/batch.yaml", driver.manifest("batch", "latest: 1"))
    arn = create_schedule(
        clients("scheduler"), "attempts", target=RUN_TASK,
        Input=json.dumps({"taskDefinition": "batch:<aws.scheduler.attempt-number>"}))
    document = plan()
    assert users(document, "opaque") == {"batch:1": [arn], "batch:2": [arn]}
    assert removals(document) == {f"web:{number}" for number in range(1, 20)}

    pipe = create_pipe(clients("pipes"), "path", "$.body.definition")
    document = plan()
    assert removals(document) == set()
    assert users(document, "opaque")["web:1"] == [pipe]


def test_no_secret_beside_an_opaque_use_is_printed(clients, ecs, plan, program, tmp_path, moto):
    """The template and the arguments contain more than the task definition."""
    template = '{"t":"arn:aws:sns:us-east-1:123456789012:t","password":"s3cret","td":"<p>:task-definition/web:<r>"}'
    rule = put_rule(clients("events"), "templated")
    clients("events").put_targets(Rule="templated", Targets=[{
        "Id": "f", "Arn": "arn:aws:lambda:us-east-1:123456789012:function:f",
        "InputTransformer": {"InputPathsMap": {"p": "$.p", "r": "$.r"}, "InputTemplate": template}}])
    state = {
        "Type": "Task", "Resource": "arn:aws:states:::ecs:runTask", "End": True,
        "Arguments": "{% {'TaskDefinition': $x, 'Overrides': {'Password': 's3cret'}} %}"}
    machine = clients("stepfunctions").create_state_machine(
        name="computed", roleArn=ROLE, definition=json.dumps(
            {"QueryLanguage": "JSONata", "StartAt": "Run", "States": {"Run": state}}))["stateMachineArn"]
    assert users(plan(), "opaque")["web:1"] == [rule, f"{machine} (state Run)"]
    for command in (["plan"], ["explain", "web:1"]):
        for form in ("text", "json"):
            result = driver.run(
                program, tmp_path, *command, "--format", form, "--registry", "aws", "--endpoint-url", moto, "--region",
                "us-east-1")
            assert result.returncode == 0 and "computed" in result.stdout
            assert "s3cret" not in result.stdout + result.stderr


def test_a_universal_target_that_cannot_be_read_may_use_anything(clients, ecs, plan):
    create_schedule(clients("scheduler"), "broken", target=RUN_TASK, Input="web:3")
    document = plan()
    assert removals(document) == set()
    reasons = [reason for withheld in document["withheld"] for reason in withheld["reasons"]]
    assert any(
        reason["code"] == "opaque" and "default/broken (its Input cannot be read" in reason["message"]
        for reason in reasons)
    assert all(reading["state"] != "failed" for reading in document["coverage"])
