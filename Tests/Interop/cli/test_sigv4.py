"""Our signatures compared with botocore's over random requests: equal headers for equal requests."""

import base64
import datetime
import random
import string
import urllib.parse

import botocore.auth
import botocore.awsrequest
import botocore.credentials
import pytest

from support import probe, services

SEED = 20260922
COUNT = 600
ODD = " !\"#$%&'()*+,/:;<=>?@[\\]^_`{|}~-.äß€𝄞\t"
LETTERS = string.ascii_letters + string.digits
SERVICES = sorted(services.PREFIXES.values())
REGIONS = ["eu-west-1", "us-gov-west-1", "cn-north-1"]


def text(dice, longest, letters=LETTERS + ODD):
    return "".join(dice.choices(letters, k=dice.randint(0, longest)))


def path(dice):
    """Segments that may be empty or dots, as names may be."""
    segments = [dice.choice([text(dice, 8), text(dice, 8), "", ".", "..", "v1"]) for _ in range(dice.randint(0, 4))]
    return "/" + "/".join(urllib.parse.quote(segment, safe="") for segment in segments)


def query(dice):
    names = [text(dice, 3, "abAB-_.~ä ") for _ in range(dice.randint(0, 3))]
    pairs = [(dice.choice(names), text(dice, 6)) for _ in range(dice.randint(0, 5))] if names else []
    quoted = [(urllib.parse.quote(name, safe="~"), urllib.parse.quote(value, safe="~")) for name, value in pairs]
    return "&".join(name if name and dice.random() < 0.1 else f"{name}={value}" for name, value in quoted)


def headers(dice):
    names = ["content-type", "x-amz-target", "x-amz-meta-a", "a", "accept", "user-agent", "expect", "x-amzn-trace-id"]
    inner = LETTERS + "   \t,;=\"'/"
    return {name: text(dice, 12, inner) for name in dice.sample(names, dice.randint(0, len(names)))}


def body(dice):
    return dice.choice([b"", b"{}", text(dice, 200).encode(), dice.randbytes(dice.randint(1, 3000))])


def question(dice):
    host = dice.choice(["ecs.eu-west-1.amazonaws.com", "localhost", "127.0.0.1:8000", "[::1]:5000"])
    target = path(dice)
    if asked := query(dice):
        target += "?" + asked
    return {
        "method": dice.choice(["POST", "GET", "PUT", "DELETE"]), "path": target,
        "headers": headers(dice) | {"host": host}, "body": base64.b64encode(body(dice)).decode(),
        "keyID": "AKIA" + text(dice, 12, LETTERS), "secret": text(dice, 40, LETTERS + "/+=ä") + "x",
        "token": dice.choice([None, text(dice, 400, LETTERS + "/+=") + "x"]), "region": dice.choice(REGIONS),
        "service": dice.choice(SERVICES), "at": dice.randrange(1_000_000_000, 4_000_000_000) + dice.random(),
    }


def signed(asked, monkeypatch):
    """botocore's signature of it."""
    moment = datetime.datetime.fromtimestamp(asked["at"], datetime.timezone.utc)
    monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda: moment)
    request = botocore.awsrequest.AWSRequest(
        asked["method"], f"http://{asked['headers']['host']}{asked['path']}",
        headers={name: value for name, value in asked["headers"].items() if name != "host"},
        data=base64.b64decode(asked["body"]))
    credentials = botocore.credentials.Credentials(asked["keyID"], asked["secret"], asked["token"])
    botocore.auth.SigV4Auth(credentials, asked["service"], asked["region"]).add_auth(request)
    return {name.lower(): value for name, value in request.headers.items()}


def test_the_same_request_gets_the_same_signature(program, monkeypatch):
    dice = random.Random(SEED)
    asked = [question(dice) for _ in range(COUNT)]
    differ = []
    for ours, one in zip(probe.ask(program, [{"sign": one} for one in asked]), asked):
        theirs = signed(one, monkeypatch)
        names = ["authorization", "x-amz-date", "x-amz-security-token"]
        if [ours.get(name) for name in names] != [theirs.get(name) for name in names]:
            differ.append((one, ours, theirs))
    assert not differ, f"{len(differ)} of {COUNT} differ, the first: {differ[0]}"


@pytest.mark.parametrize("change", [
    {"method": "PUT"}, {"path": "/b"}, {"path": "/?a=1"}, {"headers": {"host": "a", "x-amz-target": "b"}},
    {"body": base64.b64encode(b"{ }").decode()}, {"token": "t"}, {"region": "eu-west-2"}, {"service": "sts"},
    {"at": 1_790_172_100}])
def test_every_part_of_a_request_changes_the_signature(program, change):
    one = {
        "method": "POST", "path": "/", "headers": {"host": "a"}, "body": "", "keyID": "AKIA", "secret": "s",
        "token": None, "region": "eu-west-1", "service": "ecs", "at": 1_790_072_100}
    before, after = probe.ask(program, [{"sign": one}, {"sign": one | change}])
    assert before["authorization"].split("Signature=")[1] != after["authorization"].split("Signature=")[1]
