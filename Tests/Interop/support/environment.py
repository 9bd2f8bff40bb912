"""Where the tests run: the repository, and an environment from which no real account is reachable."""

import os
import pathlib

REPOSITORY = pathlib.Path(__file__).resolve().parents[3]


def clean_environment(**more):
    """The environment without anything that could lead a client to a real account."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    nothing = {
        "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull, "AWS_EC2_METADATA_DISABLED": "true"}
    return kept | nothing | more
