"""Writes model.json: the shapes of the operations that Sources/ECSWire has, as botocore knows them.

Run it whenever an operation is added; with --check, it only says whether that was done.
"""

import json
import pathlib
import re
import sys

import botocore.session

HERE = pathlib.Path(__file__).resolve().parent
OPERATIONS = HERE.parents[1] / "Sources" / "ECSWire" / "Operations"

KINDS = {"long": "integer", "double": "number", "float": "number", "timestamp": "number"}


def describe(shape):
    """What the fuzzer has to know of a shape."""
    if shape.type_name == "structure":
        members = {name: member.name for name, member in sorted(shape.members.items())}
        return {"kind": "structure", "members": members, "required": sorted(shape.required_members)}
    if shape.type_name == "list":
        return {"kind": "list", "item": shape.member.name}
    if shape.type_name == "map":
        return {"kind": "map", "item": shape.value.name}
    described = {"kind": KINDS.get(shape.type_name, shape.type_name)}
    choices = getattr(shape, "enum", None)
    return described | {"choices": list(choices)} if choices else described


def parts(shape):
    """The shapes that a shape is made of."""
    if shape.type_name == "structure":
        return shape.members.values()
    return {"list": lambda: [shape.member], "map": lambda: [shape.value]}.get(shape.type_name, list)()


def text():
    """What model.json has to hold."""
    model = botocore.session.Session().get_service_model("ecs")
    source = "".join(file.read_text() for file in sorted(OPERATIONS.glob("*.swift")))
    names = re.findall(r"(?:enum|struct) (\w+): ECSOperation", source)
    operations, shapes = {}, {}
    waiting = []
    for name in sorted(names):
        operation = model.operation_model(name)
        operations[name] = {"input": operation.input_shape.name, "output": operation.output_shape.name}
        waiting += [operation.input_shape, operation.output_shape]
    while waiting:
        shape = waiting.pop()
        if shape.name not in shapes:
            shapes[shape.name] = describe(shape)
            waiting += parts(shape)
    lines = [
        f'"{group}": {{\n' + ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in sorted(items.items())) + "\n}"
        for group, items in (("operations", operations), ("shapes", shapes))]
    return "{" + ",\n".join(lines) + "}\n"


if __name__ == "__main__":
    file = HERE / "model.json"
    if sys.argv[1:] != ["--check"]:
        file.write_text(text())
    elif file.read_text() != text():
        sys.exit(f"{file} is out of date: run {__file__}")
