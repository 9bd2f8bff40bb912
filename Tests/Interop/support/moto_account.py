"""moto, which somebody else wrote, as an account that tests take for a real one."""

import json
import urllib.request

from support import driver

# What moto cannot answer.
CONFIGURATION = driver.waiving("moto has no ListServiceDeployments", "serviceDeployments")


def control(moto, path, body):
    """Tells moto something about itself."""
    request = urllib.request.Request(
        f"{moto}/moto-api/{path}", data=json.dumps(body).encode(), headers={"Content-Type": "application/json"},
        method="POST")
    urllib.request.urlopen(request, timeout=60).read()


def register(ecs, family, count):
    """Registers so many revisions of a family."""
    for _ in range(count):
        ecs.register_task_definition(
            family=family, containerDefinitions=[{"name": "app", "image": "nginx:1", "memory": 64}])
