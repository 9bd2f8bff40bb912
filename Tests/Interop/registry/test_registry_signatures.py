"""Signatures made by botocore and verified by the registry (ecs-api.md, sections 1 and 6)."""

import datetime
import http.client
import json
import subprocess
import unittest.mock

import botocore.auth
import botocore.awsrequest
import botocore.config
import botocore.credentials
import botocore.exceptions
import pytest

from support.sessions import make_session

KEY, SECRET = "AKIAROSTEREXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
WRONG = ("The request signature we calculated does not match the signature you provided. Check your AWS Secret Access "
         "Key and signing method. Consult the service documentation for details.")
UNKNOWN = "The security token included in the request is invalid."
EXPIRED = "Signature expired: {} is now earlier than "
EARLY = "Signature not yet current: {} is still later than "


@pytest.fixture
def server(serve, tmp_path):
    """A registry that knows one key."""
    return serve(tmp_path / "registry.db", "--access-key", f"{KEY}:{SECRET}")


def client(server, key=KEY, secret=SECRET, token=None):
    return make_session().create_client(
        "ecs", region_name="eu-west-1", endpoint_url=server.url, aws_access_key_id=key, aws_secret_access_key=secret,
        aws_session_token=token, config=botocore.config.Config(retries={"total_max_attempts": 1}))


def refusal(ecs):
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        ecs.list_clusters()
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def test_takes_what_boto3_signs(server):
    ecs = client(server)
    ecs.create_cluster(clusterName="production")
    definition = ecs.register_task_definition(
        family="web", containerDefinitions=[{"name": "a", "image": "i", "memory": 8}],
        tags=[{"key": "größe", "value": "大"}])["taskDefinition"]
    assert definition["taskDefinitionArn"].split(":")[3] == "eu-west-1"


@pytest.mark.parametrize("identity, expected", [
    ({"key": "AKIAOTHER"}, ("UnrecognizedClientException", UNKNOWN)),
    ({"token": "FwoGZXIvYXdz"}, ("UnrecognizedClientException", UNKNOWN)),
    ({"secret": "other"}, ("InvalidSignatureException", WRONG)),
], ids=["unknown key", "unknown token", "wrong secret"])
def test_refuses_another_identity(server, identity, expected):
    assert refusal(client(server, **identity)) == expected


def signed(server, minutes=0, headers=None, body=b"{}", service="ecs"):
    """Headers as botocore would sign them a number of minutes from now."""
    request = botocore.awsrequest.AWSRequest("POST", server.url + "/", data=body, headers={
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": "AmazonEC2ContainerServiceV20141113.ListClusters",
        **(headers or {})})
    then = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes)
    signer = botocore.auth.SigV4Auth(botocore.credentials.Credentials(KEY, SECRET), service, "eu-west-1")
    with unittest.mock.patch("botocore.auth.get_current_datetime", lambda *_: then.replace(tzinfo=None)):
        signer.add_auth(request)
    return {name: value for name, value in request.headers.items()}


def send(server, headers, body=b"{}"):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("POST", "/", body, headers)
    response = connection.getresponse()
    answer = json.loads(response.read())
    connection.close()
    assert SECRET not in str(answer)
    return response.status, answer.get("__type"), answer.get("message")


@pytest.mark.parametrize("minutes", [0, -4, 4])
def test_takes_a_clock_that_is_near(server, minutes):
    assert send(server, signed(server, minutes))[0] == 200


@pytest.mark.parametrize("minutes, text", [(-6, EXPIRED), (6, EARLY), (-60 * 24, EXPIRED), (60 * 24, EARLY)])
def test_refuses_a_clock_that_is_not(server, minutes, text):
    headers = signed(server, minutes)
    status, name, message = send(server, headers)
    assert (status, name) == (400, "InvalidSignatureException")
    assert message.startswith(text.format(headers["X-Amz-Date"])) and message.endswith(" 5 min.)")


def test_takes_a_date_header(server):
    headers = signed(server, headers={"Date": "is set by botocore"})
    assert "X-Amz-Date" not in headers
    assert send(server, headers)[0] == 200


def test_takes_the_hash_of_the_body(server):
    empty = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    assert send(server, signed(server, headers={"X-Amz-Content-SHA256": empty}))[0] == 200


def without(name):
    return lambda headers: headers.pop(name)


def replaced(name, old, new):
    return lambda headers: headers.update({name: headers[name].replace(old, new)})


@pytest.mark.parametrize("change, code, message", [
    (without("Authorization"), "MissingAuthenticationTokenException", "Missing Authentication Token"),
    (without("X-Amz-Date"), "IncompleteSignatureException",
     "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."),
    (replaced("Authorization", "Signature=", "Sig="), "IncompleteSignatureException",
     "Authorization header requires 'Signature' parameter."),
    (replaced("Authorization", "AWS4-HMAC-SHA256", "Bearer"), "IncompleteSignatureException",
     "The Authorization header must start with AWS4-HMAC-SHA256."),
    (replaced("Authorization", "/eu-west-1/", "/eu-west-2/"), "InvalidSignatureException", WRONG),
    (replaced("Authorization", "host;", ""), "InvalidSignatureException",
     "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."),
    (replaced("Authorization", ";x-amz-target", ""), "InvalidSignatureException",
     "'x-amz-target' must be a 'SignedHeader' in the AWS Authorization."),
    (lambda headers: headers.update({"X-Amz-Extra": "1"}), "InvalidSignatureException",
     "'x-amz-extra' must be a 'SignedHeader' in the AWS Authorization."),
    (lambda headers: headers.update({"Host": "elsewhere"}), "InvalidSignatureException", WRONG),
], ids=["no Authorization", "no date", "no signature", "another scheme", "another Region", "host not signed",
        "target not signed", "header added on the way", "another host"])
def test_refuses_what_was_altered(server, change, code, message):
    headers = signed(server)
    change(headers)
    assert send(server, headers) == (400, code, message)


def test_refuses_an_altered_body(server):
    assert send(server, signed(server), b'{"maxResults":1}') == (400, "InvalidSignatureException", WRONG)


@pytest.mark.parametrize("stated", ["UNSIGNED-PAYLOAD", "0" * 64])
def test_refuses_another_hash_of_the_body(server, stated):
    headers = signed(server, headers={"X-Amz-Content-SHA256": stated})
    assert send(server, headers) == (400, "InvalidSignatureException", WRONG)


def test_refuses_another_service(server):
    assert send(server, signed(server, service="sqs")) == (
        400, "InvalidSignatureException", "Credential should be scoped to correct service: 'ecs'.")


def test_takes_every_key_of_a_credentials_file(serve, tmp_path):
    file = tmp_path / "credentials"
    file.write_text("[default]\naws_access_key_id = AKIAONE\naws_secret_access_key = one\n\n"
                    "[ci]\naws_access_key_id = ASIATWO\naws_secret_access_key = two\naws_session_token = t0ken\n")
    server = serve(tmp_path / "registry.db", "--credentials-file", str(file), "--access-key", f"{KEY}:{SECRET}")
    for identity in [("AKIAONE", "one"), ("ASIATWO", "two", "t0ken"), (KEY, SECRET)]:
        assert client(server, *identity).list_clusters()["clusterArns"] == []
    assert refusal(client(server, "ASIATWO", "two"))[0] == "UnrecognizedClientException"


def test_says_how_to_listen_on_any_address(program, tmp_path):
    refused = subprocess.run(
        [program, "registry", "serve", "--listen", "0.0.0.0:0", "--database", str(tmp_path / "r.db")],
        capture_output=True, text=True, timeout=60)
    assert refused.returncode == 1 and "--access-key" in refused.stderr


@pytest.mark.parametrize("flags, said", [
    (["--access-key", "AKIA"], "ID:SECRET"),
    (["--access-key", f"AKIA:{SECRET} x"], "printable"),
    (["--credentials-file", "/nowhere/credentials"], "/nowhere/credentials"),
    (["--propagation-window", "601s"], "0s to 10m"),
    (["--propagation-window", "soon"], "is invalid for '--propagation-window"),
    (["--task-step", "1"], "is invalid for '--task-step"),
], ids=["key without secret", "secret with a space", "no file", "window too long", "no window", "no step"])
def test_refuses_wrong_flags(program, tmp_path, flags, said):
    ended = subprocess.run(
        [program, "registry", "serve", "--listen", "127.0.0.1:0", "--database", str(tmp_path / "r.db"), *flags],
        capture_output=True, text=True, timeout=60)
    assert ended.returncode in (1, 64)
    assert said in ended.stderr and SECRET not in ended.stderr
