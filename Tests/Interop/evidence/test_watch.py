"""A revision that is picked up again within ten minutes of its deregistration is reported as drift, as an error."""

import json
import subprocess

from support import driver


class Takeover(driver.Gate):
    """Does something before the second removal is forwarded."""

    def __init__(self, url, act):
        super().__init__(url)
        self.act = act

    def see(self, operation, body):
        super().see(operation, body)
        if operation == "DeregisterTaskDefinition" and self.count(operation) == 2:
            self.act()


def test_taken_up_while_apply_runs(program, tmp_path, serve, client_for, region):
    server = serve(tmp_path / "registry.db", "--propagation-window", "600s")
    ecs = client_for(server.url, region)
    for _ in range(5):
        ecs.register_task_definition(
            family="web", containerDefinitions=[{"name": "app", "image": "nginx:1", "memory": 64}])
    ecs.create_cluster(clusterName="default")
    ecs.create_service(serviceName="api", taskDefinition="web:5", desiredCount=1)
    driver.write(tmp_path / "roster.yaml", driver.paced("burst: 1"))
    driver.write(tmp_path / "manifests/web.yaml", driver.manifest("web", "5"))

    def run(url, *arguments):
        return driver.run(program, tmp_path, *arguments, "--endpoint-url", url, "--region", region)

    with Takeover(server.url, lambda: ecs.update_service(service="api", taskDefinition="web:1")) as gate:
        apply = run(gate.url, "apply", "manifests", "--yes", "--format", "json")
        gate.shutdown()
    assert apply.returncode == 1, apply.stderr
    report = json.loads(apply.stdout)
    assert [item["outcome"] for item in report["outcomes"]] == ["removed"] * 4
    (drift,) = [item for item in report["drift"] if item["reason"] == "takenUpAgain"]
    assert drift["revisions"] == [{"first": 1, "last": 1}]
    kinds = {(reference["kind"], reference["names"]) for reference in drift["references"]}
    assert {("service", "web:1"), ("deployment", "web:1")} <= kinds
    assert all(reference["since"] for reference in drift["references"] if reference["kind"] != "rule")
    assert report["watch"]["open"] == [f"web:{number}" for number in range(1, 5)]

    later = run(server.url, "drift", "manifests", "--format", "json")
    assert later.returncode == 2
    assert "takenUpAgain" in [item["reason"] for item in json.loads(later.stdout)["drift"]]
    again = run(server.url, "apply", "manifests", "--yes")
    assert again.returncode == 1
    assert "In use again after removal\n  ! web:1" in again.stdout


def test_watch_ends_when_told_to(program, tmp_path, serve, client_for, region):
    server = serve(tmp_path / "registry.db")
    ecs = client_for(server.url, region)
    for _ in range(2):
        ecs.register_task_definition(
            family="web", containerDefinitions=[{"name": "app", "image": "nginx:1", "memory": 64}])
    driver.write(tmp_path / "roster.yaml", driver.CONFIGURATION)
    driver.write(tmp_path / "manifests/web.yaml", driver.manifest("web", "2"))
    apply = subprocess.Popen(
        [program, "apply", "manifests", "--yes", "--watch", "--endpoint-url", server.url, "--region", region],
        cwd=tmp_path, env=driver.clean_environment(**driver.KEYS), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True)
    line = apply.stderr.readline()
    assert line.startswith("watching until "), line
    apply.terminate()
    output, errors = apply.communicate(timeout=60)
    assert apply.returncode == 1, "a pipeline must be able to tell it from a watch that came to its end"
    assert "the watch was cut short" in errors
    assert "web:1" in output and "may still be picked up until" in output


def test_an_apply_that_is_told_to_end_says_what_can_be_taken_up_again(program, tmp_path, serve, client_for, region):
    server = serve(tmp_path / "registry.db")
    ecs = client_for(server.url, region)
    for _ in range(5):
        ecs.register_task_definition(
            family="web", containerDefinitions=[{"name": "app", "image": "nginx:1", "memory": 64}])
    driver.write(tmp_path / "roster.yaml", driver.paced("burst: 1, deregistrationsPerSecond: 0.001"))
    driver.write(tmp_path / "manifests/web.yaml", driver.manifest("web", "5"))
    apply = subprocess.Popen(
        [program, "apply", "manifests", "--yes", "--endpoint-url", server.url, "--region", region], cwd=tmp_path,
        env=driver.clean_environment(**driver.KEYS), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    # It is now waiting to send its second removal.
    driver.until(lambda: ecs.list_task_definitions(status="INACTIVE")["taskDefinitionArns"])
    apply.terminate()
    output, errors = apply.communicate(timeout=15)
    assert apply.returncode == 1, errors
    assert "1 of 4 removed." in output
    assert "1 removed revision may still be picked up until" in output and "check with 'roster drift'" in output
