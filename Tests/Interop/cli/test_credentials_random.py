"""Random configuration files: Roster and botocore find the same identity in them, or none."""

import random

import pytest

from support.credentials import AGENT, PROGRAM, ROLE, WEB, Case, check_silence, keys, roster, variables
from support.credentials_cloud import SECRET, document

NAMES = ["default", "a", "b", "c"]


def settings(dice):
    """The lines of one section, and what they set."""
    number, name = dice.randint(1, 3), dice.choice(NAMES)
    source = dice.choice(["Environment", "EcsContainer"])
    choices = [
        (4, keys(f"K{number}")), (2, keys(f"K{number}", "t")), (1, f"aws_access_key_id: K{number}"),
        (5, f"role_arn = {ROLE}r{number}\nsource_profile = {name}"),
        (2, f"Role_Arn = {ROLE}r{number}\ncredential_source = {source}"), (1, f"source_profile = {name}"),
        (2, "credential_process = {folder}/program"), (1, "web_identity_token_file = {folder}/token"),
        (2, f"role_arn = {ROLE}w\nweb_identity_token_file = {{folder}}/token"), (1, "external_id = ex/1"),
        (1, "role_session_name = me"), (1, "region = us-east-1"), (1, "s3 =\n  a = b\n\n  c=d"), (1, "# x\n\n  ; x"),
        (0.2, "s3 =\n  a"), (0.1, "junk")]
    weights, texts = zip(*choices)
    return dice.choices(texts, weights)[0]


def section(dice, name, is_config):
    """A section without duplicate keys."""
    headers = [f"[profile {name}]"] * 9 + [f'[profile "{name}"]', f"[profile  {name}] # x", f"[{name}]"]
    lines, seen = [dice.choice(headers) if is_config and name != "default" else f"[{name}]"], set()
    for _ in range(dice.randint(0, 4)):
        text = settings(dice)
        own = {line.replace(":", "=").split("=")[0].strip().lower() for line in text.splitlines() if line.strip()}
        if not own & seen:
            seen |= own
            lines.append(text)
    return "\n".join(lines)


def sections(dice, is_config):
    return "\n".join(section(dice, name, is_config) for name in dice.sample(NAMES, dice.randint(1, 4))) + "\n"


def case(seed):
    dice = random.Random(seed)
    environment = {}
    for more in (variables("ENV", "x"), WEB, AGENT, {"AWS_PROFILE": dice.choice(NAMES)}):
        environment |= more if dice.random() < 0.25 else {}
    return Case(
        f"seed {seed}", environment=environment, config=sections(dice, True),
        credentials=sections(dice, False) if dice.random() < 0.6 else "",
        profile=dice.choice(NAMES) if dice.random() < 0.5 else None,
        files={"program": PROGRAM.format(document("PROGRAM")), "token": f"{SECRET}.web"})


@pytest.mark.parametrize("seed", range(100))
def test_the_same_identity_as_botocore(program, tmp_path, cloud, botocore_says, seed):
    made = case(seed)
    environment = made.settings(tmp_path, cloud.url)
    cloud.forget()
    said = botocore_says(environment, made.profile)
    expected = cloud.outcome()
    cloud.forget()
    result = roster(program, tmp_path, environment, *(["--profile", made.profile] if made.profile else []))
    check_silence(cloud, result)
    assert cloud.identities == expected["identities"], f"{made}\n{said}\n{result.stderr}"
    if expected["identities"]:
        assert cloud.outcome() == expected
