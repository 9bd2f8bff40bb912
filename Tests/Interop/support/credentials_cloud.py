"""One server that plays ECS, STS (backed by moto), a container's agent and an instance's metadata service, and
records what was called and by whom."""

import http.server
import json
import re
import threading
import urllib.parse
import urllib.request

# Must not appear in any output. Long and of mixed characters, as secrets are.
SECRET = "mArKeR0123456789"
AUTHORIZATION = re.compile(r"Credential=([^/]+)/\d{8}/([^/]+)/([^/]+)/aws4_request")


def document(key, **changes):
    """Credentials in the format of metadata services and programs."""
    members = {
        "Version": 1, "Code": "Success", "AccessKeyId": key, "SecretAccessKey": SECRET, "Token": f"{SECRET}-{key}",
        "SessionToken": f"{SECRET}-{key}", "Expiration": "2099-01-01T00:00:00Z"} | changes
    return json.dumps({name: value for name, value in members.items() if value is not None})


class Cloud(http.server.ThreadingHTTPServer):
    """ECS, which denies every call, STS, and metadata services."""

    daemon_threads = True

    def __init__(self, moto):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.moto = moto
        self.forget()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def forget(self):
        """Forgets all calls."""
        self.identities, self.roles, self.metadata, self.issued = set(), [], [], {}
        self.expired = set()

    def name(self, key, token):
        """The name of a caller: its key and token, or the number of the credentials that STS issued."""
        if key not in self.issued:
            return key, token
        number, issued_token = self.issued[key]
        assert token == issued_token
        return "issued", number

    def outcome(self):
        """The calls in a form that can be compared: keys and names that are generated anew each time are replaced."""
        return {"identities": self.identities, "roles": self.roles, "metadata": self.metadata}


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        caller = None
        if found := AUTHORIZATION.search(self.headers.get("Authorization", "")):
            caller = (*self.server.name(found[1], self.headers.get("X-Amz-Security-Token")), found[2], found[3])
        if "X-Amz-Target" in self.headers:
            # The other services are called with the same credentials, and botocore's side calls only ECS.
            if caller[-1] == "ecs":
                self.server.identities.add(caller)
            if caller[0] in self.server.expired:
                return self.answer(400, '{"__type": "ExpiredTokenException", "message": "over"}')
            return self.answer(400, '{"__type": "AccessDeniedException", "message": "not you"}')
        form = dict(urllib.parse.parse_qsl(body.decode()))
        if re.fullmatch(r"roster|botocore-session-\d+", form["RoleSessionName"]):
            form["RoleSessionName"] = "(default)"
        self.server.roles.append((caller, form))
        if form["RoleArn"].endswith("/denied"):
            error = "<Error><Code>AccessDenied</Code><Message>no</Message></Error>"
            return self.answer(403, f"<ErrorResponse>{error}</ErrorResponse>")
        request = urllib.request.Request(self.server.moto, data=body, headers=dict(self.headers), method="POST")
        with urllib.request.urlopen(request, timeout=60) as answer:
            text = answer.read().decode()
        key, token = (re.search(f"<{name}>(.+?)</{name}>", text)[1] for name in ["AccessKeyId", "SessionToken"])
        self.server.issued[key] = len(self.server.roles), token
        self.answer(200, text)

    def do_PUT(self):
        self.metadata("imds-token" if self.path == "/latest/api/token" else None)

    def do_GET(self):
        if AUTHORIZATION.search(self.headers.get("Authorization", "")):
            return self.answer(403, '{"message": "not you"}')
        roles = "/latest/meta-data/iam/security-credentials/"
        answers = {
            roles: "my-role", roles + "my-role": document("IMDS"), "/agent": document("AGENT"),
            "/agent?id=1": document("QUERY"), "/agent/half": document("HALF", SecretAccessKey=None),
            "/agent/lasting": document("LASTING", Expiration=None), "/agent/text": SECRET}
        self.metadata(answers.get(self.path))

    def metadata(self, text):
        seen = [self.headers.get(name) for name in (
            "Authorization", "X-aws-ec2-metadata-token", "X-aws-ec2-metadata-token-ttl-seconds")]
        self.server.metadata.append((self.command, self.path, *seen))
        self.answer(404 if text is None else 200, text or "")

    def answer(self, status, text):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass
