"""The same removals with boto3, one call after the other: prints calls, seconds and what it removed as JSON.

It reads what runs once, in pages and batches as large as the API allows, deregisters what nothing uses, all but the
newest of each family, and relies on each response to say that the revision is INACTIVE.
"""

import collections
import json
import pathlib
import sys
import time

import boto3

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Evidence"))

import sequential  # noqa: E402


def undeclared(families, kept):
    """All but the newest revisions of each family."""
    for family, numbers in families.items():
        for number in sorted(numbers)[:-kept]:
            yield f"{family}:{number}"


def main():
    url, kept = sys.argv[1], int(sys.argv[2])
    ecs = boto3.client(
        "ecs", region_name="us-east-1", endpoint_url=url, aws_access_key_id="AKIAEXAMPLE", aws_secret_access_key="x")
    calls = collections.Counter()
    ecs.meta.events.register("before-call.ecs", lambda model, **_: calls.update([f"ecs:{model.name}"]))
    start = time.monotonic()
    families = sequential.read_families(ecs)
    used = {definition.rsplit("/", 1)[-1] for _, _, definition in sequential.read_uses(ecs)}
    removed = []
    for name in undeclared(families, kept):
        if name not in used:
            definition = ecs.deregister_task_definition(taskDefinition=name)["taskDefinition"]
            assert definition["taskDefinitionArn"].endswith(f"/{name}") and definition["status"] == "INACTIVE"
            removed.append(name)
    print(json.dumps({"seconds": time.monotonic() - start, "calls": calls, "removed": sorted(removed)}))


if __name__ == "__main__":
    main()
