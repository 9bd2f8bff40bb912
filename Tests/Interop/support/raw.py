"""A cheap client: one connection, one call at a time, JSON in and out, every response checked."""

import json
import socket

from support import shapes

TARGET = "AmazonEC2ContainerServiceV20141113."
AUTHORIZATION = (
    "AWS4-HMAC-SHA256 Credential=K/20260101/{}/ecs/aws4_request, SignedHeaders=host;x-amz-date, Signature=0")
CONTAINERS = [{"name": "app", "image": "nginx:1", "memory": 64}]


class Refused(Exception):
    """An error response: its name, its message and the HTTP status."""

    def __init__(self, status, body):
        super().__init__(body["__type"], body["message"])
        self.status, self.name, self.message = status, body["__type"], body["message"]


class Client:
    """A keep-alive connection that makes calls in one Region. If the connection ends, calls raise ConnectionError."""

    def __init__(self, port, region="us-east-1", timeout=60):
        self.authorization = AUTHORIZATION.format(region)
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.file = self.socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.file.close()
        self.socket.close()

    def send(self, operation, **members):
        """Sends a call without waiting for its response."""
        body = json.dumps(members).encode()
        head = (f"POST / HTTP/1.1\r\nHost: registry\r\nContent-Type: application/x-amz-json-1.1\r\n"
                f"X-Amz-Target: {TARGET}{operation}\r\nAuthorization: {self.authorization}\r\n"
                f"Content-Length: {len(body)}\r\n\r\n")
        self.socket.sendall(head.encode() + body)

    def answer(self, operation):
        """The response to the call that was sent."""
        status = self._line().split(" ")
        headers = {}
        while line := self._line():
            name, value = line.split(":", 1)
            headers[name.lower()] = value.strip()
        body = self.file.read(int(headers["content-length"]))
        if len(body) < int(headers["content-length"]):
            raise ConnectionError("the answer ends in its middle")
        answer = shapes.check_answer(operation, int(status[1]), headers, body)
        if status[1] != "200":
            raise Refused(int(status[1]), answer)
        return answer

    def call(self, operation, **members):
        """The response of a successful call; raises Refused for any other."""
        self.send(operation, **members)
        return self.answer(operation)

    def _line(self):
        line = self.file.readline()
        if not line.endswith(b"\r\n"):
            raise ConnectionError("the connection has ended")
        return line[:-2].decode()

    def has(self, operation):
        """Whether the registry has the operation."""
        try:
            self.call(operation)
        except Refused as refusal:
            return refusal.name != "UnknownOperationException"
        return True

    def register(self, family, **members):
        """Registers a revision; returns its number."""
        request = {"family": family, "containerDefinitions": CONTAINERS} | members
        return self.call("RegisterTaskDefinition", **request)["taskDefinition"]["revision"]

    def pages(self, operation, **members):
        """The pages of a list, one by one."""
        token = {}
        while True:
            page = self.call(operation, **members, **token)
            yield page
            if "nextToken" not in page:
                return
            token = {"nextToken": page["nextToken"]}

    def revisions(self, **members):
        """family:revision from all pages."""
        pages = self.pages("ListTaskDefinitions", **members)
        return [arn.split("/")[1] for page in pages for arn in page["taskDefinitionArns"]]

    def numbers(self, family, above=0, **members):
        """The numbers of a family's revisions above a given one, highest first."""
        numbers = []
        for page in self.pages("ListTaskDefinitions", familyPrefix=family, sort="DESC", **members):
            numbers += [int(arn.rsplit(":", 1)[1]) for arn in page["taskDefinitionArns"]]
            if numbers and numbers[-1] <= above:
                break
        return [number for number in numbers if number > above]
