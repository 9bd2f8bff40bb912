"""Checks answers against botocore's own model of ECS: every member's name and type."""

import json
import numbers

# What real ECS sends although its model does not have it.
UNMODELLED = {"previousStatus"}

SCALARS = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "long": int,
    "double": numbers.Real,
    "timestamp": numbers.Real,
}


def check_body(operation_model, response_dict, **_):
    """An event handler of botocore's."""
    headers = response_dict["headers"]
    assert headers["content-type"] == "application/x-amz-json-1.1"
    assert headers["x-amzn-requestid"]
    body = json.loads(response_dict["body"])
    if response_dict["status_code"] == 200:
        check(operation_model.output_shape, body, operation_model.name)
    else:
        assert set(body) == {"__type", "message"}, body
        assert headers["x-amzn-errortype"] == body["__type"]


def check(shape, value, path):
    """Fails with the path of the first member that the model does not have so."""
    if shape.type_name == "structure":
        assert isinstance(value, dict), f"{path} is not a structure"
        for name, member in value.items():
            if name not in UNMODELLED:
                assert name in shape.members, f"{path}.{name} is not in the model"
                check(shape.members[name], member, f"{path}.{name}")
        for name in shape.required_members:
            assert name in value, f"{path}.{name} is required"
    elif shape.type_name == "list":
        assert isinstance(value, list), f"{path} is not a list"
        for index, item in enumerate(value):
            check(shape.member, item, f"{path}[{index}]")
    elif shape.type_name == "map":
        assert isinstance(value, dict), f"{path} is not a map"
        for key, item in value.items():
            check(shape.value, item, f"{path}[{key!r}]")
    else:
        kind = SCALARS[shape.type_name]
        is_number_only_by_name = isinstance(value, bool) and kind is not bool
        assert isinstance(value, kind) and not is_number_only_by_name, f"{path} is no {shape.type_name}: {value!r}"
        choices = getattr(shape, "enum", None)
        assert not choices or value in choices, f"{path} is none of {choices}: {value!r}"
