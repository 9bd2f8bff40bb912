"""Which identity signs: given the same environment and files, Roster and botocore use the same one.

Each case runs both against one server, `credentials_cloud.Cloud`.
"""

import subprocess

import pytest

from support import driver
from support.credentials import (
    AGENT, BASE, IMDS, PROGRAM, ROLE, TOKEN, WEB, Case, check_silence, keys, role, roster, variables)
from support.credentials_cloud import SECRET, document


def process(text, *arguments, **more):
    """A profile that runs a program, and the program, which prints this."""
    line = " ".join(["credential_process = {folder}/program", *arguments])
    return {"config": f"[default]\n{line}\n", "files": {"program": PROGRAM.format(text)} | more}


CASES = [
    # The environment.
    Case("keys", "ENV", variables("ENV")),
    Case("keys with a token", "ENV", variables("ENV", "x")),
    Case("the old name of the token", "ENV", variables("ENV", "x") | {"AWS_SECURITY_TOKEN": "older"}),
    Case("an end that is far", "ENV", variables("ENV", "x") | {"AWS_CREDENTIAL_EXPIRATION": "2099-01-01T00:00:00Z"}),
    Case("an end that was", None, variables("ENV", "x") | {"AWS_CREDENTIAL_EXPIRATION": "2020-01-01T00:00:00Z"}),
    Case("a key without a secret", None, {"AWS_ACCESS_KEY_ID": "ENV"}, credentials=f"[default]\n{keys('FILE')}"),
    Case("an empty key", "FILE", {"AWS_ACCESS_KEY_ID": ""}, credentials=f"[default]\n{keys('FILE')}"),
    Case("nothing at all"),
    Case("the environment before the files", "ENV", variables("ENV"), credentials=f"[default]\n{keys('FILE')}"),
    Case("before the variable's profile", "ENV", variables("ENV") | {"AWS_PROFILE": "base"}, config=BASE),
    Case("a profile that was asked for before it", "BASE", variables("ENV"), config=BASE, profile="base"),
    Case("the variable's profile is not there", None, variables("ENV") | {"AWS_PROFILE": "base"}),
    Case("the profile that was asked for is not there", None, variables("ENV"), profile="base"),
    # The files.
    Case("the default of the credentials file", "FILE", credentials=f"[default]\n{keys('FILE', 'x')}"),
    Case("the default of the configuration file", "CONFIG", config=f"[default]\n{keys('CONFIG')}"),
    Case("[profile default]", "CONFIG", config=f"[profile default]\n{keys('CONFIG')}"),
    Case(
        "the credentials file first", "FILE", credentials=f"[default]\n{keys('FILE')}",
        config=f"[default]\n{keys('CONFIG', 'x')}"),
    Case("AWS_PROFILE", "BASE", {"AWS_PROFILE": "base"}, config=BASE),
    Case(
        "AWS_DEFAULT_PROFILE first", "BASE", {"AWS_PROFILE": "other", "AWS_DEFAULT_PROFILE": "base"},
        config=BASE + f"[profile other]\n{keys('OTHER')}"),
    Case("a profile of the credentials file alone", "FILE", credentials=f"[ci]\n{keys('FILE')}", profile="ci"),
    Case("a section that is no profile", None, config=f"[ci]\n{keys('CONFIG')}", profile="ci"),
    Case("a name with a space", "TWO", config=f'[profile "two words"]\n{keys("TWO")}', profile="two words"),
    Case("files elsewhere", "FILE", {"AWS_SHARED_CREDENTIALS_FILE": "~/c", "AWS_CONFIG_FILE": "{folder}/k"},
         files={"c": f"[default]\n{keys('FILE')}", "k": "[default]\nregion = eu-west-1"}),
    Case("keys in capitals, colons and comments", "FILE",
         credentials=f"# c\n[default]\n; c\nAWS_ACCESS_KEY_ID: FILE\n\n  # c\nAws_Secret_Access_Key={SECRET}"),
    Case("indented keys", "FILE", credentials="[default]\n  " + keys("FILE").replace("\n", "\n  ")),
    Case("[DEFAULT] stands for all", "FILE", credentials=f"[DEFAULT]\n{keys('FILE')}\n[ci]", profile="ci"),
    Case("lines of Windows", "FILE", credentials=f"[default]\n{keys('FILE')}\n".replace("\n", "\r\n")),
    Case("the section twice", None, credentials=f"[default]\n{keys('FILE')}\n[default]\n"),
    Case("the key twice", None, credentials=f"[default]\n{keys('FILE')}\naws_access_key_id = FILE"),
    Case("a line without a value", None, credentials=f"[default]\n{keys('FILE')}\n{SECRET}"),
    Case("a line before the first section", None, variables("ENV"), credentials=keys("FILE")),
    Case("nested settings that are none", None, variables("ENV"), config=f"[default]\ns3 =\n  {SECRET}"),
    Case("nested settings", "CONFIG", config=f"[default]\ns3 =\n  a = b\n\n  c = d\n{keys('CONFIG')}"),
    Case("half in one file and half in the other", None,
         config=f"[default]\naws_secret_access_key = {SECRET}", credentials="[default]\naws_access_key_id = FILE"),
    Case("the Region of the profile", "CONFIG", {"AWS_DEFAULT_REGION": None}, region="eu-central-1",
         config=f"[default]\nregion = eu-central-1\n{keys('CONFIG')}"),
    Case("the Region of the environment first", "CONFIG", config=f"[default]\nregion = eu-central-1\n{keys('CONFIG')}"),
    Case("the Region of a profile that was asked for", "BASE", {"AWS_DEFAULT_REGION": None}, region="eu-central-1",
         config=f"[default]\nregion = us-west-2\n{BASE}region = eu-central-1", profile="base"),
    # Roles.
    Case("a role", "issued", config=BASE + role("one", "source_profile = base"), profile="one"),
    Case("a role by AWS_PROFILE", "issued", {"AWS_PROFILE": "one"}, config=BASE + role("one", "source_profile = base")),
    Case("a role with all settings", "issued", profile="one", config=BASE + role(
        "one", "source_profile = base", "external_id = a/b=c", "role_session_name = me@x", "duration_seconds = 1800")),
    Case("a chain of roles", "issued", profile="three", config=BASE + role("one", "source_profile = base")
         + role("two", "source_profile = one") + role("three", "source_profile = two", "role_session_name = last")),
    Case("a role of itself", "issued", config=role("self", "source_profile = self", keys("SELF")), profile="self"),
    Case("a source with keys and a role", "issued", profile="of-self",
         config=role("self", "source_profile = self", keys("SELF")) + role("of-self", "source_profile = self")),
    Case("a source in the credentials file", "issued", profile="one", credentials=f"[base]\n{keys('FILE', 'x')}",
         config=role("one", "source_profile = base")),
    Case("a role in the credentials file", "issued", profile="one", config=BASE,
         credentials=f"[one]\nrole_arn = {ROLE}one\nsource_profile = base"),
    Case("the default is a role", "issued", config=BASE + f"[default]\nrole_arn = {ROLE}d\nsource_profile = base"),
    Case("the environment before the default's role", "ENV", variables("ENV"),
         config=BASE + f"[default]\nrole_arn = {ROLE}d\nsource_profile = base"),
    Case("the default's role before its keys", "issued", credentials=f"[default]\n{keys('FILE')}",
         config=BASE + f"[default]\nrole_arn = {ROLE}d\nsource_profile = base"),
    Case("a role of the environment", "issued", variables("ENV", "x"), profile="one",
         config=role("one", "credential_source = Environment")),
    Case("a role of the instance", "issued", IMDS, config=role("one", "credential_source = Ec2InstanceMetadata"),
         profile="one"),
    Case("a role of the container", "issued", AGENT, config=role("one", "credential_source = EcsContainer"),
         profile="one"),
    Case("a role of a program", "issued", profile="one", files={"program": PROGRAM.format(document("PROGRAM"))},
         config="[profile base]\ncredential_process = {folder}/program\n" + role("one", "source_profile = base")),
    Case("a role of web identity", "issued", profile="one", files=TOKEN,
         config=role("web", "web_identity_token_file = {folder}/token") + role("one", "source_profile = web")),
    Case("a circle", None, profile="one",
         config=role("one", "source_profile = two") + role("two", "source_profile = one")),
    Case("a circle of one", None, config=role("one", "source_profile = one"), profile="one"),
    Case("a source that is not there", None, config=role("one", "source_profile = base"), profile="one"),
    Case("a source without credentials", None, AGENT, profile="one",
         config="[profile base]\nregion = us-east-1\n" + role("one", "source_profile = base")),
    Case("no source", None, variables("ENV"), config=role("one"), profile="one"),
    Case("two sources", None, variables("ENV"), profile="one",
         config=BASE + role("one", "source_profile = base", "credential_source = Environment")),
    Case("an unknown source", None, variables("ENV"), config=role("one", "credential_source = environment"),
         profile="one"),
    Case("an environment without keys", None, config=role("one", "credential_source = Environment"), profile="one"),
    Case("a container without an agent", None, config=role("one", "credential_source = EcsContainer"), profile="one"),
    Case("an instance that must not be asked", None, config=role("one", "credential_source = Ec2InstanceMetadata"),
         profile="one"),
    Case("a role that is denied does not fall through", None, AGENT, profile="one",
         config=BASE + role("denied", "source_profile = base", profile="one")),
    # Web identity.
    Case("web identity", "issued", WEB, files=TOKEN),
    Case("web identity with a name", "issued", WEB | {"AWS_ROLE_SESSION_NAME": "mine"}, files=TOKEN),
    Case("web identity before keys of files", "issued", WEB, files=TOKEN, credentials=f"[default]\n{keys('FILE')}"),
    Case("keys before web identity", "ENV", WEB | variables("ENV"), files=TOKEN),
    Case("web identity after the default's role", "issued", WEB, files=TOKEN,
         config=BASE + f"[default]\nrole_arn = {ROLE}d\nsource_profile = base"),
    Case("a profile that was asked for before web identity", "BASE", WEB, files=TOKEN, config=BASE, profile="base"),
    Case("web identity of a profile", "issued", files=TOKEN, profile="web",
         config=role("web", "web_identity_token_file = {folder}/token", "role_session_name = me@x")),
    Case("the environment's web identity with the profile's role", "issued", files=TOKEN, environment={
        "AWS_WEB_IDENTITY_TOKEN_FILE": "{folder}/token"}, config=f"[default]\nrole_arn = {ROLE}d\n"
        "web_identity_token_file = {folder}/other"),
    Case("web identity without a role", None, WEB | {"AWS_ROLE_ARN": None} | AGENT, files=TOKEN),
    Case("web identity without its file", None, WEB | AGENT),
    Case("a role without a file", "AGENT", AGENT | {"AWS_ROLE_ARN": ROLE + "web"}),
    Case("web identity that is denied", None, WEB | AGENT | {"AWS_ROLE_ARN": ROLE + "denied"}, files=TOKEN),
    # Programs.
    Case("a program", "PROGRAM", **process(document("PROGRAM", Expiration=None))),
    Case("a program whose credentials end", "PROGRAM", **process(document("PROGRAM"))),
    Case("an end with an offset", "PROGRAM", **process(document("PROGRAM", Expiration="2099-01-01T00:00:00.5+02:00"))),
    Case("an end with the zone's name", "PROGRAM", **process(document("PROGRAM", Expiration="2099-01-01 00:00:00 UTC"))),
    Case("an end with the zone's name and a T", "PROGRAM",
         **process(document("PROGRAM", Expiration="2099-01-01T00:00:00UTC"))),
    Case("an end with a space", "PROGRAM", **process(document("PROGRAM", Expiration="2099-01-01 00:00:00+00:00"))),
    Case("an end that was, with the zone's name", None, AGENT,
         **process(document("PROGRAM", Expiration="2020-01-01 00:00:00 UTC"))),
    Case("an end without a zone", None, AGENT, **process(document("PROGRAM", Expiration="2099-01-01 00:00:00"))),
    Case("an end in a zone that nobody knows", None, AGENT,
         **process(document("PROGRAM", Expiration="2099-01-01 00:00:00 XYZ"))),
    Case("a program without a token", "PROGRAM", **process(document("PROGRAM", SessionToken=None))),
    Case("a program with arguments", "A", config=f"""[default]
credential_process = {{folder}}/echo '{document("A")}'""", files={"echo": "#!/bin/sh\necho \"$1\"\n"}),
    Case("a program of the path", "PROGRAM", config="[default]\ncredential_process = cat '{folder}/a b'",
         files={"a b": document("PROGRAM")}),
    Case("keys of the credentials file before a program", "FILE", credentials=f"[default]\n{keys('FILE')}",
         **process(document("PROGRAM"))),
    Case("a program before keys of the configuration file", "PROGRAM", files={
        "program": PROGRAM.format(document("PROGRAM"))},
        config=f"[default]\ncredential_process = {{folder}}/program\n{keys('CONFIG')}"),
    Case("a program of version 2", None, AGENT, **process(document("PROGRAM", Version=2))),
    Case("a program without a version", None, AGENT, **process(document("PROGRAM", Version=None))),
    Case("a program without a secret", None, AGENT, **process(document("PROGRAM", SecretAccessKey=None))),
    Case("a program that ended", None, AGENT, **process(document("PROGRAM", Expiration="2020-01-01T00:00:00Z"))),
    Case("a program that prints something else", None, AGENT, **process(SECRET)),
    Case("a program that fails", None, AGENT, config="[default]\ncredential_process = {folder}/program",
         files={"program": f"#!/bin/sh\necho {SECRET} | tee /dev/stderr; exit 1\n"}),
    Case("a program that is not there", None, AGENT, config="[default]\ncredential_process = {folder}/program"),
    # Containers and instances.
    Case("the agent", "AGENT", AGENT),
    Case("the agent after a profile without keys", "AGENT", AGENT, config="[profile r]\nregion = us-east-1",
         profile="r"),
    Case("keys before the agent", "FILE", AGENT, credentials=f"[default]\n{keys('FILE')}"),
    Case("the agent before the instance", "AGENT", AGENT | IMDS),
    Case("the agent with a query", "QUERY", {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "{cloud}/agent?id=1"}),
    Case("the agent with a token", "AGENT", AGENT | {"AWS_CONTAINER_AUTHORIZATION_TOKEN": f"Basic {SECRET}"}),
    Case("the agent with a token file", "AGENT", files=TOKEN, environment=AGENT | {
        "AWS_CONTAINER_AUTHORIZATION_TOKEN": "never", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "{folder}/token"}),
    Case("a token of two lines", None, AGENT | {"AWS_CONTAINER_AUTHORIZATION_TOKEN": f"{SECRET}\nx: y"}),
    Case("a token file that is not there", None, AGENT | {"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "{folder}/token"}),
    Case("an agent far away", None, IMDS | {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://192.0.2.1/agent"}),
    Case("an agent without a secret", None, IMDS | {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "{cloud}/agent/half"}),
    Case("an agent without an end", None, IMDS | {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "{cloud}/agent/lasting"}),
    Case("an agent that fails", None, IMDS | {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "{cloud}/agent/none"}),
    Case("the instance", "IMDS", IMDS),
    Case("the instance as the profile has it", "IMDS", {"AWS_EC2_METADATA_DISABLED": "false"},
         config="[default]\nec2_metadata_service_endpoint = {cloud}"),
    Case("the instance must not be asked", None, IMDS | {"AWS_EC2_METADATA_DISABLED": "True"}),
    Case("keys before the instance", "FILE", IMDS, credentials=f"[default]\n{keys('FILE')}"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_same_identity_as_botocore(program, tmp_path, cloud, botocore_says, case):
    environment = case.settings(tmp_path, cloud.url)
    cloud.forget()
    said = botocore_says(environment, case.profile)
    expected = cloud.outcome()
    cloud.forget()
    result = roster(program, tmp_path, environment, *(["--profile", case.profile] if case.profile else []))
    found = cloud.outcome()
    check_silence(cloud, result)
    if case.signs is None:
        assert not expected["identities"], "botocore found credentials"
        assert not found["identities"], result.stderr
        return
    assert "AccessDenied" in said
    assert found == expected, result.stderr
    ((key, _, region, service),) = found["identities"]
    assert (key, region, service) == (case.signs, case.region, "ecs")


REFUSALS = [
    Case("a code from a person", environment=AGENT, profile="one", config=BASE + role(
        "one", "source_profile = base", "mfa_serial = arn:aws:iam::123456789012:mfa/me")),
    Case("a sign-on with a browser", environment=AGENT, profile="one", config=f"""[profile one]
sso_account_id = 123456789012
sso_role_name = admin
sso_start_url = https://example.com/{SECRET}
sso_region = us-east-1
"""),
    Case("a login", environment=AGENT, profile="one", config="[profile one]\nlogin_session = x"),
]


@pytest.mark.parametrize("case", REFUSALS, ids=lambda case: case.name)
def test_ways_that_take_a_person_are_refused(program, tmp_path, cloud, case):
    environment = case.settings(tmp_path, cloud.url)
    cloud.forget()
    result = roster(program, tmp_path, environment, "--profile", case.profile)
    check_silence(cloud, result)
    assert "credential_process" in result.stderr
    assert cloud.outcome() == {"identities": set(), "roles": [], "metadata": []}


def test_a_secret_without_its_key_is_an_error(program, tmp_path, cloud):
    """botocore skips it, and may use another identity than the intended one."""
    case = Case("", environment={"AWS_SECRET_ACCESS_KEY": SECRET}, credentials=f"[default]\n{keys('FILE')}")
    cloud.forget()
    result = roster(program, tmp_path, case.settings(tmp_path, cloud.url))
    check_silence(cloud, result)
    assert "AWS_ACCESS_KEY_ID is not" in result.stderr and not cloud.identities


def test_version_one_of_instance_metadata_is_never_spoken(program, tmp_path, cloud):
    case = Case("", environment=IMDS | {"AWS_EC2_METADATA_SERVICE_ENDPOINT": "{cloud}/without-tokens"})
    cloud.forget()
    result = roster(program, tmp_path, case.settings(tmp_path, cloud.url))
    check_silence(cloud, result)
    assert "set AWS_ACCESS_KEY_ID" in result.stderr
    assert [(method, path) for method, path, *_ in cloud.metadata] == [("PUT", "/without-tokens/latest/api/token")]


CONFIGURATION = f"""\
apiVersion: roster/v1
kind: Roster
metadata: {{name: test}}
spec:
  registry: {{aws: {{region: eu-west-1, profile: base, roleArn: "{ROLE}roster", externalId: "a/b"}}}}
"""


def test_the_role_of_the_configuration_is_assumed_with_the_chain(program, tmp_path, cloud):
    driver.write(tmp_path / "roster.yaml", CONFIGURATION)
    case = Case("", environment=variables("ENV"), config=BASE)
    cloud.forget()
    result = roster(program, tmp_path, case.settings(tmp_path, cloud.url))
    check_silence(cloud, result)
    assert cloud.identities == {("issued", 1, "eu-west-1", "ecs")}
    ((caller, form),) = cloud.roles
    assert caller == ("BASE", None, "eu-west-1", "sts")
    assert form == {
        "Action": "AssumeRole", "Version": "2011-06-15", "RoleArn": ROLE + "roster", "RoleSessionName": "(default)",
        "ExternalId": "a/b"}
    # The flag takes precedence over the file.
    other = roster(program, tmp_path, case.settings(tmp_path, cloud.url), "--profile", "other")
    assert "there is no profile 'other'" in other.stderr


def test_a_role_that_is_denied_is_said(program, tmp_path, cloud):
    driver.write(tmp_path / "roster.yaml", CONFIGURATION.replace("role/roster", "role/denied"))
    cloud.forget()
    result = roster(program, tmp_path, Case("", config=BASE).settings(tmp_path, cloud.url))
    check_silence(cloud, result)
    assert f"cannot assume the role {ROLE}denied: sts:AssumeRole at {cloud.url}: AccessDenied: no" in result.stderr
    assert not cloud.identities


COUNTING = """#!/bin/sh
echo x >> "$HOME/runs"
sed "s/PROGRAM/PROGRAM-$(wc -l < "$HOME/runs")/" "$HOME/document"
"""


@pytest.mark.parametrize("expired, signers", [([], {1}), ([1], {1, 2}), ([1, 2], {1, 2})])
def test_credentials_that_a_service_calls_expired_are_renewed_once(program, tmp_path, cloud, expired, signers):
    case = Case("", config="[default]\ncredential_process = {folder}/program", files={
        "program": COUNTING, "document": document("PROGRAM")})
    cloud.forget()
    cloud.expired = {f"PROGRAM-{number}" for number in expired}
    result = roster(program, tmp_path, case.settings(tmp_path, cloud.url))
    check_silence(cloud, result)
    assert {key for key, *_ in cloud.identities} == {f"PROGRAM-{number}" for number in signers}
    assert ("ExpiredTokenException" if len(expired) == 2 else "AccessDenied") in result.stderr


def test_the_embedded_registry_looks_at_no_credentials(program, tmp_path, cloud):
    case = Case("", environment=IMDS | {"AWS_PROFILE": "nobody", "AWS_ACCESS_KEY_ID": "ENV"}, config=SECRET)
    environment = case.settings(tmp_path, cloud.url)
    driver.write(tmp_path / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    cloud.forget()
    result = subprocess.run(
        [program, "plan"], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr
    assert cloud.outcome() == {"identities": set(), "roles": [], "metadata": []}
