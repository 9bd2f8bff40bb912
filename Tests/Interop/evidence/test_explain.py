"""explain against the embedded registry over HTTP: who uses a revision, which rule decides, and what is unknown."""

import json
import urllib.request

import pytest

from support import driver

FIELDS = {"formatVersion", "registry", "family", "revision", "status", "registeredAt", "verdict", "message", "rules",
          "references", "coverage", "waivers", "calls"}


@pytest.fixture
def folder(tmp_path):
    """A working folder whose configuration allows removing revisions as young as a test's."""
    driver.write(tmp_path / "roster.yaml", driver.CONFIGURATION)
    driver.write(tmp_path / "manifests/web.yaml", driver.manifest("web", "6..7", protect="[4]"))
    return tmp_path


@pytest.fixture
def explain(program, folder, registry_url, region):
    """Explains a revision and checks the exit code."""
    def run(revision, *flags, code=0, url=registry_url):
        result = driver.run(
            program, folder, "explain", revision, *flags, "--registry", "embedded", "--endpoint-url", url,
            "--region", region)
        assert result.returncode == code, result.stdout + result.stderr
        return result
    return run


@pytest.fixture
def explained(explain):
    """The document of an explanation."""
    def run(revision, **more):
        return json.loads(explain(revision, "--format", "json", **more).stdout)
    return run


@pytest.fixture
def history(ecs, register):
    """web:1 to web:7 and api:1; a service runs web:2, a task web:3, and a task the deregistered web:5; returns their
    ARNs."""
    for _ in range(7):
        register("web")
    register("api")
    ecs.create_cluster(clusterName="default")
    service = ecs.create_service(serviceName="shop", taskDefinition="web:2", desiredCount=0)["service"]["serviceArn"]
    tasks = [ecs.run_task(taskDefinition=f"web:{number}")["tasks"][0]["taskArn"] for number in (3, 5)]
    ecs.deregister_task_definition(taskDefinition="web:5")
    return {"service": service, "task": tasks[0], "old task": tasks[1]}


def codes(document):
    return [rule["code"] for rule in document["rules"]]


def users(document):
    return {(user["kind"], user["name"], user["names"].rsplit("/", 1)[-1]) for user in document["references"]}


def test_a_service_and_its_deployment(explained, history, explain):
    document = explained("web:2")
    assert set(document) == FIELDS
    assert (document["status"], document["verdict"], codes(document)) == ("ACTIVE", "withheld", ["inUse"])
    assert {("service", history["service"], "web:2"), ("deployment", history["service"], "web:2")} <= users(document)
    assert all(user["readAt"] and user["source"] for user in document["references"])
    assert {reading["source"]: reading["state"] for reading in document["coverage"]}["services"] == "whole"
    assert all(reading["readAt"] for reading in document["coverage"] if reading["state"] == "whole")

    text = explain("web:2").stdout
    assert text.startswith("web:2  ACTIVE, registered at ")
    assert "service default/shop" in text and "names web:2" in text
    assert "in use by service default/shop\n" in text
    assert "no longer applies once every user has moved on or stopped" in text
    assert text.endswith("It stays, although nothing declares it.\n")


def test_a_task(explained, history):
    document = explained("web:3")
    assert codes(document) == ["inUse"] and ("task", history["task"], "web:3") in users(document)


def test_what_is_declared_protected_and_free(explained, explain, history):
    declared = explained("web:6")
    assert (declared["verdict"], declared["rules"][0]["place"]) == ("declared", "manifests/web.yaml:6:7")
    protected = explained("web:4")
    assert (protected["verdict"], codes(protected)) == ("withheld", ["protected"])
    assert protected["rules"][0]["place"].startswith("manifests/web.yaml:7:")
    free = explained("web:1")
    assert (free["verdict"], codes(free)) == ("removed", ["undeclared"])
    assert "The next apply removes it" in explain("web:1").stdout


def test_the_newest_and_a_family_that_retires(explained, history, folder):
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "6"))
    assert codes(explained("web:7")) == ["newest"]
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "6", retire="true"))
    assert codes(explained("web:7")) == ["retired"]


def test_by_age(explained, history, folder):
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "registeredWithin: 14d"))
    assert codes(explained("web:1")) == ["declared"]
    driver.write(folder / "roster.yaml", driver.CONFIGURATION.replace("0s", "1h"))
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "7"))
    document = explained("web:1")
    assert codes(document) == ["tooYoung"] and document["registeredAt"] in document["rules"][0]["message"]


def test_an_inactive_one_in_use(explained, history):
    document = explained("web:5")
    assert (document["status"], document["verdict"]) == ("INACTIVE", "notActive")
    assert document["deregisteredAt"] >= document["registeredAt"]
    assert codes(document)[-1] == "notActive" and ("task", history["old task"], "web:5") in users(document)


def test_a_missing_one(explained, explain, history, registry_url, region):
    for revision in ("web:99", "nobody:1"):
        document = explained(revision, code=1)
        assert (document["status"], document["verdict"], codes(document)) == ("MISSING", "missing", ["missing"])
    missing = explain("web:99", code=1)
    assert "There is no such revision." in missing.stdout
    assert f"web:99 is not in the embedded registry at {registry_url}, Region {region};" in missing.stderr


def test_a_family_without_a_manifest(explained, history):
    document = explained("api:1")
    assert (document["verdict"], codes(document)) == ("unmanaged", ["unmanagedFamily"])


def test_one_named_by_its_arn(explained, ecs, history):
    arn = ecs.describe_task_definition(taskDefinition="web:2")["taskDefinition"]["taskDefinitionArn"]
    assert without_times(explained(arn))["references"] == without_times(explained("web:2"))["references"]


def test_the_arn_of_another_region_or_account_is_an_error(explain, ecs, history, region):
    arn = ecs.describe_task_definition(taskDefinition="web:2")["taskDefinition"]["taskDefinitionArn"]
    here = f"the registry is account {arn.split(':')[4]} in {region}"
    for other in (arn.replace(f":{region}:", ":eu-south-1:"), arn.replace(arn.split(":")[4], "999999999999")):
        _, _, _, elsewhere, account, _ = other.split(":", 5)
        said = explain(other, code=1).stderr
        assert f"is of account {account} in {elsewhere}" in said and here in said


@pytest.mark.parametrize("text", ["web", "web:x", "web:0", "a b:1", "web:1:2"])
def test_what_is_no_revision_is_a_usage_error(explain, text):
    assert "FAMILY:REVISION" in explain(text, code=64).stderr


@pytest.mark.parametrize("text", [
    "arn:aws:ecs:eu-west-1:123456789012:task-definition/web",
    "arn:aws:ecs:eu-west-1:123456789012:service/default/web",
    "arn:aws:ecs:eu-west-1:<ACCOUNT>:task-definition/web:1",
    "arn:aws:iam::123456789012:role/web:1",
])
def test_any_other_arn_is_a_usage_error(explain, text):
    said = explain(text, code=64).stderr
    assert f"'{text}' is not the ARN of a task definition's revision, such as arn:aws:ecs:" in " ".join(said.split())


def without_times(value):
    if isinstance(value, dict):
        return {key: without_times(item) for key, item in value.items() if key not in ("readAt", "tookSeconds")}
    return [without_times(item) for item in value] if isinstance(value, list) else value


def test_the_same_state_and_the_same_times_are_all_that_differs(explained, history):
    assert without_times(explained("web:2")) == without_times(explained("web:2"))


def test_a_source_that_is_denied_is_named(explained, explain, serve, client_for, region, tmp_path):
    server = serve(tmp_path / "faulty.db", "--admin")
    ecs = client_for(server.url, region)
    for cluster in ("default", "other"):
        ecs.create_cluster(clusterName=cluster)
    container = {"name": "app", "image": "nginx:1", "memory": 64}
    for _ in range(3):
        ecs.register_task_definition(family="web", containerDefinitions=[container])
    ecs.create_service(cluster="other", serviceName="shop", taskDefinition="web:2", desiredCount=0)
    arn = ecs.describe_clusters(clusters=["other"])["clusters"][0]["clusterArn"]
    fault = {"operation": "DescribeServices", "where": {"cluster": arn},
             "error": {"type": "AccessDeniedException", "message": "not you"}}
    urllib.request.urlopen(server.url + "/_roster/faults", data=json.dumps({"faults": [fault]}).encode()).close()

    document = explained("web:1", code=1, url=server.url)
    assert codes(document) == ["coverageIncomplete"] and document["verdict"] == "withheld"
    readings = {reading["source"]: reading for reading in document["coverage"]}
    assert readings["services"]["state"] == "failed" and "AccessDenied" in readings["services"]["reason"]
    text = explain("web:1", code=1, url=server.url).stdout
    assert "! services                not fully read: " in text and text.count("AccessDenied") == 1, text
    assert "could not fully read " in text and "services" in text.split("could not fully read ")[1].splitlines()[0]
