"""What is taken up again in the ten minutes after a deregistration is drift, and loud."""

import json
import subprocess

import driver


def test_taken_up_while_apply_runs(program, tmp_path, serve, client_for, region):
    server = serve(tmp_path / "registry.db", "--propagation-window", "600s")
    ecs = client_for(server.url, region)
    for _ in range(5):
        ecs.register_task_definition(
            family="web", containerDefinitions=[{"name": "app", "image": "nginx:1", "memory": 64}])
    ecs.create_cluster(clusterName="default")
    ecs.create_service(serviceName="api", taskDefinition="web:5", desiredCount=1)
    driver.write(tmp_path / "roster.yaml", driver.CONFIGURATION)
    driver.write(tmp_path / "manifests/web.yaml", driver.manifest("web", "5"))
    where = ("--endpoint-url", server.url, "--region", region, "--format", "json")

    apply = subprocess.Popen(
        [program, "apply", "manifests", "--yes", *where], cwd=tmp_path, env=driver.clean_environment(**driver.KEYS),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    # One removal a second: three are still to come.
    driver.until(lambda: ecs.list_task_definitions(status="INACTIVE")["taskDefinitionArns"])
    ecs.update_service(service="api", taskDefinition="web:1")
    output, errors = apply.communicate(timeout=60)
    assert apply.returncode == 1, errors
    report = json.loads(output)
    assert [item["outcome"] for item in report["outcomes"]] == ["removed"] * 4
    (drift,) = [item for item in report["drift"] if item["reason"] == "takenUpAgain"]
    assert drift["revisions"] == [{"first": 1, "last": 1}]
    kinds = {(reference["kind"], reference["names"]) for reference in drift["references"]}
    assert {("service", "web:1"), ("deployment", "web:1")} <= kinds
    assert all(reference["since"] for reference in drift["references"] if reference["kind"] != "rule")
    assert report["watch"]["open"] == [f"web:{number}" for number in range(1, 5)]

    later = driver.run(program, tmp_path, "drift", "manifests", *where)
    assert later.returncode == 2
    assert "takenUpAgain" in [item["reason"] for item in json.loads(later.stdout)["drift"]]
    again = driver.run(program, tmp_path, "apply", "manifests", "--yes", *where[:-2])
    assert again.returncode == 1
    assert "Taken up again\n  ! web:1" in again.stdout


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
    assert "web:1" in output and "can be taken up again until" in output
