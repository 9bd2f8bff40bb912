"""Checks responses against botocore's model of ECS: every member's name and type, enums and required members."""

import functools
import json
import numbers
import re

from support.sessions import make_session

# What real ECS sends although the model lacks it, by structure.
UNMODELLED = {"TaskDefinition": {"previousStatus"}}

SCALARS = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "long": int,
    "double": numbers.Real,
    "timestamp": numbers.Real,
}

# The operations with successful responses that were checked.
SUCCEEDED = set()


@functools.cache
def model():
    """The service model; every client has its own."""
    return make_session().get_service_model("ecs")


@functools.cache
def output(operation):
    """The shape of an operation's response."""
    return model().operation_model(operation).output_shape


def check_body(operation_model, response_dict, **_):
    """A botocore event handler."""
    check_answer(
        operation_model.name, response_dict["status_code"], response_dict["headers"], response_dict["body"])


def check_answer(operation, status, headers, body):
    """The response's JSON, if it conforms to the model."""
    assert headers["content-type"] == "application/x-amz-json-1.1"
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", headers["x-amzn-requestid"])
    answer = json.loads(body, object_pairs_hook=members_once, parse_constant=refuse_constant)
    if status == 200:
        check(output(operation), answer, operation)
        SUCCEEDED.add(operation)
    else:
        assert set(answer) == {"__type", "message"}, answer
        assert all(isinstance(value, str) for value in answer.values()), answer
        assert headers["x-amzn-errortype"] == answer["__type"]
        assert (status >= 500) == (answer["__type"] == "ServerException"), answer
    return answer


def members_once(pairs):
    """A dictionary; fails for duplicate keys."""
    members = dict(pairs)
    assert len(members) == len(pairs), f"a member is there twice: {[name for name, _ in pairs]}"
    return members


def refuse_constant(text):
    """Fails: NaN and Infinity are not JSON."""
    raise AssertionError(f"{text} is no JSON")


def check(shape, value, path):
    """Fails with the path of the first member that does not conform to the model."""
    if shape.type_name == "structure":
        assert isinstance(value, dict), f"{path} is not a structure"
        for name, member in value.items():
            if name not in UNMODELLED.get(shape.name, ()):
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
        check_scalar(shape, value, path)


def check_scalar(shape, value, path):
    """A string, a number or a boolean."""
    kind = SCALARS[shape.type_name]
    is_number_only_by_name = isinstance(value, bool) and kind is not bool
    assert isinstance(value, kind) and not is_number_only_by_name, f"{path} is no {shape.type_name}: {value!r}"
    choices = getattr(shape, "enum", None)
    assert not choices or value in choices, f"{path} is none of {choices}: {value!r}"
    if shape.type_name == "integer":
        assert -2**31 <= value < 2**31, f"{path} is no integer of 32 bits: {value!r}"
    if shape.type_name == "timestamp":
        # In seconds, not in milliseconds, not in 1970, and no finer than a millisecond.
        assert 1e9 < value < 1e10 and round(value, 3) == value, f"{path} is no time: {value!r}"
