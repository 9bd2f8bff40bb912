"""moto_server with revisions in it from the start: PORT, FAMILIES, REVISIONS and a definition's JSON as arguments.

They are put where RegisterTaskDefinition puts them, without the way over HTTP, which would take minutes.
"""

import json
import sys

import moto.server
from moto.ecs.models import ecs_backends


def main():
    port, families, revisions = map(int, sys.argv[1:4])
    definition = json.loads(sys.argv[4])
    backend = ecs_backends["123456789012"]["us-east-1"]
    for _ in range(revisions):
        for family in range(families):
            # Of its own, as one read from a request is.
            containers = json.loads(json.dumps(definition["containerDefinitions"]))
            backend.register_task_definition(f"family-{family}", containers)
    moto.server.main(["-p", str(port)])


if __name__ == "__main__":
    main()
