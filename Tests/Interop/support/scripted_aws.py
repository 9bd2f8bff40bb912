"""A scripted AWS on 127.0.0.1: it answers from declared accounts and fails where a test tells it to.

The access key of a caller selects the account, so that many cases share one server. Every request is checked against
botocore's model, and so are the responses of accounts that ask for it.
"""

import collections
import copy
import http.server
import itertools
import json
import pathlib
import pickle
import re
import sys
import threading
import urllib.parse
from xml.sax.saxutils import escape

from support import driver, scripted_services, shapes
from support.scripted_services import Refusal, make_token, read_token
from support.sessions import make_session

# Service in a signature → its name in botocore, and the header in front of an operation's name.
JSON_SERVICES = {
    "AmazonEC2ContainerServiceV20141113": "ecs", "AWSEvents": "events", "AWSStepFunctions": "states",
    "CodeDeploy_20141006": "codedeploy"}
BOTOCORE = {"states": "stepfunctions"}
# The REST services: operation → path. Tests/AWSAdaptersTests/ScriptedAWS.swift reads the same table.
REST_CALLS = json.loads(pathlib.Path(__file__).with_name("rest-paths.json").read_text())
PAGING = ("nexttoken", "maxresults", "limit")

_session = make_session()
_models = {}
_models_lock = threading.Lock()


def operation_model(service, operation):
    """botocore's model of an operation; each service's model is read once, as they are large."""
    with _models_lock:
        name = BOTOCORE.get(service, service)
        if name not in _models:
            _models[name] = _session.get_service_model(name)
        return _models[name].operation_model(operation)


class Call(collections.namedtuple("Call", "action subject begin number")):
    """One request: its operation and subject, where its page begins, and its number among requests like it, from 1.

    The subject is the input as JSON, without the members for paging.
    """

    __slots__ = ()

    @property
    def operation(self):
        return self.action.partition(":")[2]

    @property
    def name(self):
        """A unique name that people can read."""
        words = re.sub(r"arn:aws:[^\"]*?[:/]([^\"/:]+(?::\d+)?)\"", r'\1"', self.subject)
        words = re.sub(r"[{}\[\]\" ]", "", words)
        if len(words) > 60:
            words = f"{words[:40]}~{scripted_services.list_digest(self.action, {'subject': self.subject})[:6]}"
        page = f" from {self.begin}" if self.begin else ""
        return f"{self.action}({words}){page} #{self.number}"


class Fault:
    """What goes wrong with the n-th call of its kind and, if it lasts, with every later one.

    - change: takes the response, the call and the request, and returns what is sent instead.
    - carried_out: whether the call has its effect; if not, there is no response to change.
    """

    def __init__(self, call, change, lasts, carried_out=True):
        self.call, self.change, self.lasts, self.carried_out = call, change, lasts, carried_out
        self.hits = 0

    def befalls(self, call):
        if call[:3] != self.call[:3]:
            return False
        return call.number >= self.call.number if self.lasts else call.number == self.call.number


class Cut(Exception):
    """An incomplete response: the connection ends before or in the middle of it, or stays open without sending more."""

    def __init__(self, share=None, hangs=False):
        self.share, self.hangs = share, hangs


class Truncated(Exception):
    """A response that is complete as HTTP but has only the first half of the body."""


class Account:
    """One account: its responses, the calls it received, in order, and its scripted faults."""

    def __init__(self, resources, fault=None, checks=False, **pages):
        # A deep copy, much faster than copy.deepcopy.
        own = pickle.loads(pickle.dumps(resources))
        self.services = scripted_services.Services(own, **pages)
        self.fault, self.checks = fault, checks
        self.calls = []
        # Recorded beside the calls if the account checks its responses.
        self.answers = []
        self.problems = []
        self._counts = collections.Counter()
        self._lock = threading.Lock()

    @property
    def deregistered(self):
        """What was deregistered, in order, whatever response the caller received."""
        return [json.loads(call.subject)["taskDefinition"].rsplit("/", 1)[-1] for call in self.calls
                if call.action == "ecs:DeregisterTaskDefinition"]

    @property
    def removed(self):
        """What is INACTIVE now."""
        return set(self.services.inactive)

    def answer(self, service, operation, request):
        """The response to a request, before it is encoded as JSON."""
        with self._lock:
            call, fault = self.note(service, operation, request)
            if fault and not fault.carried_out:
                return fault.change(None, call, request)
            answer = self.services.answer(service, operation, request)
            if self.checks and service != "sts":
                shapes.check(operation_model(service, operation).output_shape, answer, call.name)
                self.answers.append(answer)
        return fault.change(answer, call, request) if fault else answer

    def note(self, service, operation, request):
        subject = json.dumps(
            {key: value for key, value in request.items() if key.lower() not in PAGING}, sort_keys=True)
        token = next((value for key, value in request.items() if key.lower() == "nexttoken"), None)
        place = f"{service}:{operation}", subject, read_token(token)[1] if token else 0
        self._counts[place] += 1
        call = Call(*place, self._counts[place])
        self.calls.append(call)
        fault = self.fault if self.fault and self.fault.befalls(call) else None
        if fault:
            fault.hits += 1
        return call, fault


class ScriptedAWS(http.server.ThreadingHTTPServer):
    """The server, with its accounts by access key."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.accounts = {}
        self._keys = itertools.count(1)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def add(self, account):
        """Adds an account; returns its access key."""
        key = f"AKIASCRIPTED{next(self._keys):08}"
        self.accounts[key] = account
        return key

    def apply(self, program, folder, account, **environment):
        """Applies a folder's manifests to an account; returns the process, and its report if it printed one."""
        process = driver.run(
            program, folder, "apply", "--yes", "--format", "json", "--registry", "aws", "--endpoint-url", self.url,
            "--region", scripted_services.REGION, timeout=600, AWS_ACCESS_KEY_ID=self.add(account), **environment)
        return process, json.loads(process.stdout) if process.stdout else None

    def handle_error(self, request, client_address):
        """Reports every error, unless a client just disconnected."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def parse_request(self):
        """Parses the head of a request: the standard library's parser, which is made for emails, takes longer than
        everything else."""
        self.requestline = self.raw_requestline.decode().rstrip()
        self.command, self.path, self.request_version = self.requestline.split(" ")
        self.headers = {}
        while line := self.rfile.readline().decode().rstrip():
            name, _, value = line.partition(":")
            self.headers[name.lower()] = value.strip()
        self.close_connection = self.headers.get("connection", "").lower() == "close"
        return True

    def do_GET(self):
        self.serve()

    do_POST = do_GET

    def serve(self):
        """Handles one request."""
        length = int(self.headers.get("content-length", 0))
        body = self.rfile.read(length)
        if len(body) < length:
            raise ConnectionError("the client disconnected in the middle of its request")
        key, service = re.search(
            r"Credential=([^/]+)/\d+/[^/]+/([^/]+)/aws4_request", self.headers["authorization"]).groups()
        account = self.server.accounts[key]
        try:
            operation, request = self.read(service, body)
            answer = account.answer(service, operation, request)
        except Refusal as refusal:
            return self.refuse(service, refusal)
        except Cut as cut:
            return self.cut(cut)
        except AssertionError as error:
            # Reported to whoever made the account: either the client or this script has made a mistake.
            account.problems.append(str(error))
            return self.refuse(service, Refusal("ValidationException", str(error)))
        if service == "sts":
            return self.send(200, xml(operation, answer).encode(), "text/xml")
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send(200, body, self.content_type(service))

    def read(self, service, body):
        """The operation and its input, if they conform to the model."""
        if service == "sts":
            form = dict(urllib.parse.parse_qsl(body.decode(), strict_parsing=True))
            form.pop("Version")
            return form.pop("Action"), form
        if service in REST_CALLS:
            operation, request = self.read_path(service)
        else:
            prefix, operation = self.headers["x-amz-target"].rsplit(".", 1)
            assert JSON_SERVICES.get(prefix) == service, f"{prefix} is not {service}"
            content_type = self.headers["content-type"]
            assert content_type == self.content_type(service), content_type
            request = json.loads(body)
        shape = operation_model(service, operation).input_shape
        shapes.check(shape, request, f"{service}:{operation}")
        for name, value in request.items():
            most = shape.members[name].metadata.get("max")
            if isinstance(value, int) and most:
                assert value <= most, f"{operation}.{name} is {value}, which is over {most}"
        return operation, request

    def read_path(self, service):
        path, _, query = self.path.partition("?")
        for operation, template in REST_CALLS[service].items():
            if match := re.fullmatch(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", template), path):
                break
        else:
            raise Refusal("UnknownOperationException", path, 404)
        members = operation_model(service, operation).input_shape.members
        names = {
            member.serialization.get("name", name): (name, member) for name, member in members.items()
            if member.serialization.get("location") == "querystring"}
        request = {name: urllib.parse.unquote(text) for name, text in match.groupdict().items()}
        for text, value in urllib.parse.parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query)):
            assert text in names, f"{operation} has no '{text}' in its query"
            name, member = names[text]
            request[name] = int(value) if member.type_name == "integer" else value
        return operation, request

    @staticmethod
    def content_type(service):
        if service in REST_CALLS:
            return "application/json"
        return f"application/x-amz-json-{'1.0' if service == 'states' else '1.1'}"

    def refuse(self, service, refusal):
        code, text = refusal.code, refusal.message
        if service == "sts":
            error = {"Type": "Sender", "Code": code, "Message": text}
            body = f"<ErrorResponse><Error>{elements(error)}</Error></ErrorResponse>"
            return self.send(refusal.status, body.encode(), "text/xml", refusal.headers)
        if service in REST_CALLS:
            return self.send(
                refusal.status, json.dumps({"Message": text}).encode(), "application/json",
                {"x-amzn-ErrorType": code, **refusal.headers})
        body = json.dumps({"__type": code, "message": text}).encode()
        return self.send(refusal.status, body, self.content_type(service), refusal.headers)

    def cut(self, cut):
        self.close_connection = True
        if cut.share is not None:
            whole = self.message(200, b"{" + b" " * 998 + b"}", "application/json", {})
            self.wfile.write(whole[:int(len(whole) * cut.share)])
        if cut.hangs:
            # Until the client has disconnected.
            self.rfile.read(1)

    def send(self, status, body, content_type, headers=None):
        self.wfile.write(self.message(status, body, content_type, headers or {}))

    @staticmethod
    def message(status, body, content_type, headers):
        lines = [f"HTTP/1.1 {status} -", f"Content-Type: {content_type}", f"Content-Length: {len(body)}",
                 "x-amzn-RequestId: 00000000-0000-0000-0000-000000000000"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body

    def log_message(self, *_):
        pass


def elements(members):
    """Members as XML elements."""
    return "".join(
        f"<{name}>{elements(value) if isinstance(value, dict) else escape(value)}</{name}>"
        for name, value in members.items())


def xml(operation, answer):
    """An STS response."""
    body = elements({f"{operation}Result": answer})
    return f'<{operation}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/">{body}</{operation}Response>'


# What can go wrong. Each takes the response, the call and the request, and returns or raises what is sent instead.


def denies(answer, call, request):
    """Denies the call."""
    message = f"User: arn:aws:iam::123456789012:user/tester is not authorized to perform: {call.action}"
    raise Refusal("AccessDeniedException", message, 403 if call.action.split(":")[0] in REST_CALLS else 400)


def fails(answer, call, request):
    """Fails with the service's name for an internal error."""
    names = {"ecs": "ServerException", "scheduler": "InternalServerException", "pipes": "InternalException"}
    raise Refusal(names.get(call.action.split(":")[0], "InternalFailure"), "Internal", 500)


def throttles(answer, call, request):
    """Throttles the call."""
    raise Refusal("ThrottlingException", "Rate exceeded", 429 if call.action.split(":")[0] in REST_CALLS else 400)


def throttles_for_an_hour(answer, call, request):
    """Throttles the call and asks for an hour without one, so that nobody waits until it ends."""
    raise Refusal(
        "ThrottlingException", "Rate exceeded", 429 if call.action.split(":")[0] in REST_CALLS else 400,
        {"Retry-After": "3600"})


def not_found(answer, call, request):
    """Does not find a resource that a list has just named."""
    names = {"pipes": "NotFoundException", "states": "StateMachineDoesNotExist"}
    service = call.action.split(":")[0]
    raise Refusal(names.get(service, "ResourceNotFoundException"), "none", 404 if service in REST_CALLS else 400)


def cuts(share=None, hangs=False):
    """Ends the connection."""
    def change(answer, call, request):
        raise Cut(share, hangs)
    return change


def truncates(answer, call, request):
    """Sends half of the response as if it were all."""
    text = json.dumps(answer).encode()
    return text[:len(text) // 2]


def expires(answer, call, request):
    """Refuses the caller's credentials as expired."""
    raise Refusal(
        "ExpiredTokenException", "The security token included in the request is expired",
        403 if call.action.split(":")[0] in REST_CALLS else 400)


def sends(body):
    """Sends something else with status 200, as a proxy in between might."""
    def change(answer, call, request):
        return body
    return change


def says_nothing(answer, call, request):
    """Sends an object without members."""
    return {}


def list_member(answer):
    """The name of a page's list; if there are several, of the one that does not hold failures."""
    lists = [name for name, value in answer.items() if isinstance(value, list) and name != "failures"]
    return lists[0] if lists else None


def token_member(call):
    """The name of the token in a list's responses."""
    return "NextToken" if call.action.split(":")[0] in ("events", "scheduler", "pipes") else "nextToken"


def page_token(call, request, mark):
    """Another token for the requested page."""
    return make_token(scripted_services.list_digest(call.operation, request), call.begin, mark)


def pauses(answer, call, request):
    """Sends a page without items, and a token for what follows."""
    return {**answer, list_member(answer): [], token_member(call): page_token(call, request, "pause")}


def repeats(answer, call, request):
    """Sends a token that leads to the same page, again and again."""
    return {**answer, token_member(call): page_token(call, request, "again")}


def blanks(answer, call, request):
    """Sends an empty token, which ends a list."""
    return {**answer, token_member(call): ""}


def omits_list(answer, call, request):
    """Omits the list."""
    return {name: value for name, value in answer.items() if name != list_member(answer)}


def omits_item(answer, call, request):
    """Omits the description of the last requested item, without reporting a failure."""
    return {**answer, list_member(answer): answer[list_member(answer)][:-1]}


NAMES = {
    "services": "serviceArn", "tasks": "taskArn", "serviceDeployments": "serviceDeploymentArn",
    "serviceRevisions": "serviceRevisionArn"}


def empties_item(answer, call, request):
    """Removes all members of the last item."""
    return {**answer, list_member(answer): [*answer[list_member(answer)][:-1], {}]}


def reports_failure(reason):
    """Reports the last requested item as a failure, as ECS does."""
    def change(answer, call, request):
        name = list_member(answer)
        *others, last = answer[name]
        return {**answer, name: others, "failures": [{"arn": last[NAMES[name]], "reason": reason}]}
    return change


def claims(**members):
    """Describes the task definition with other members; one that is None is omitted."""
    def change(answer, call, request):
        changed = answer["taskDefinition"] | members
        return {**answer, "taskDefinition": {name: value for name, value in changed.items() if value is not None}}
    return change


def garbles(answer, call, request):
    """Makes the document inside the response unparsable."""
    answer = copy.deepcopy(answer)
    if "definition" in answer:
        answer["definition"] = answer["definition"][:-2]
    elif "Input" in answer.get("Target", {}):
        answer["Target"]["Input"] = answer["Target"]["Input"][:-2]
    else:
        answer["revision"]["appSpecContent"]["content"] = "{version: 0.0, Resources: ["
    return answer
