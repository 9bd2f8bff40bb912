"""moto, an independent implementation, in place of a real account."""

import json
import urllib.request

from support import driver

# Waives the source that moto does not support.
CONFIGURATION = driver.waiving("moto has no ListServiceDeployments", "serviceDeployments")


def control(moto, path, body):
    """Calls moto's own control API."""
    request = urllib.request.Request(
        f"{moto}/moto-api/{path}", data=json.dumps(body).encode(), headers={"Content-Type": "application/json"},
        method="POST")
    urllib.request.urlopen(request, timeout=60).read()


def register(ecs, family, count):
    """Registers a number of revisions of a family."""
    for _ in range(count):
        ecs.register_task_definition(
            family=family, containerDefinitions=[{"name": "app", "image": "nginx:1", "memory": 64}])
