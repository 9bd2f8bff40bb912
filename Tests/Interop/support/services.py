"""The services of AWS that Roster calls, as the source declares them."""

import re

from support.environment import REPOSITORY

_SOURCE = (REPOSITORY / "Sources/AWSClient/Endpoints/AWSService.swift").read_text()
# The name in Swift → the prefix of an IAM action.
PREFIXES = dict(re.findall(r'static let (\w+) = AWSService\(\s*name: "(\w+)"', _SOURCE))
# The prefix of an IAM action → the service's name in botocore, where it is another.
_BOTOCORE = {"states": "stepfunctions"}


def botocore_name(prefix):
    """What botocore calls the service whose actions have this prefix."""
    return _BOTOCORE.get(prefix, prefix)
