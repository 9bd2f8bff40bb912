"""Runs the program as a person or a pipeline would, and waits for its output."""

import http.server
import json
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request

from support.environment import clean_environment

KEYS = {"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "example"}

# Nothing in a test is an hour old, and a test's registry is small.
CONFIGURATION = """\
apiVersion: roster/v1
kind: Roster
metadata: {name: test}
spec:
  guardrails: {minimumAge: 0s, maximumDeregistrations: {percent: 100}}
"""


def paced(pacing, guardrails=""):
    """The same configuration with a pacing and more guardrails; both are YAML."""
    head = CONFIGURATION.replace("guardrails: {", f"guardrails: {{{guardrails}, ") if guardrails else CONFIGURATION
    return f"{head}  pacing: {{{pacing}}}\n"


def waiving(reason, *sources):
    """The same configuration with some reference sources waived."""
    return CONFIGURATION + "  references:\n" + "".join(f'    {name}: {{waived: "{reason}"}}\n' for name in sources)


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def manifest(family, *active, **spec):
    """The text of a manifest; `active` entries and further keys are YAML."""
    lines = [f"    - {entry}" for entry in active]
    more = [f"  {key}: {value}" for key, value in spec.items()]
    return "\n".join([
        "apiVersion: roster/v1", "kind: TaskDefinitionFamily", f"metadata: {{name: {family}}}", "spec:",
        "  active:", *lines, *more, ""])


def run(program, folder, *arguments, timeout=60, **environment):
    """Runs a command to completion, without a terminal."""
    return subprocess.run(
        [program, *map(str, arguments)], cwd=folder, env=clean_environment(**(KEYS | environment)),
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=timeout)


def until(condition, seconds=60):
    """Polls a condition and returns its first true value; the error has the last value."""
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    value = condition()
    while not value:
        assert time.monotonic() < deadline, f"not within {seconds} s; last: {value!r}"
        pause.wait(0.05)
        value = condition()
    return value


class Controller:
    """A running `roster run`."""

    def __init__(self, program, folder, *flags):
        self.log = open(folder / "controller.log", "w+")
        self.process = subprocess.Popen(
            [program, "run", *flags], cwd=folder, env=clean_environment(**KEYS), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=self.log)
        self.url = until(self._listening)

    def _listening(self):
        assert self.process.poll() is None, self.said()
        found = [line for line in self.said().splitlines() if line.startswith("listening on ")]
        return found[0].removeprefix("listening on ") if found else None

    def said(self):
        self.log.flush()
        with open(self.log.name) as log:
            return log.read()

    def get(self, path):
        """The status and text of a response."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def status(self):
        return json.loads(self.get("/api/v1/status")[1])

    def cycle(self, version=None):
        """The status after a cycle of a given version, or of any."""
        def ended():
            status = self.status()
            last = status.get("lastCycle")
            return status if last and version in (None, last.get("version")) else None
        return until(ended)

    def stop(self):
        """The exit code after SIGTERM."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=60)
        self.log.close()
        return code


# Distinguishes the embedded registry from servers that only speak the same API.
MARK = "X-Roster-Registry"


class Gate(http.server.ThreadingHTTPServer):
    """A proxy between the program and a registry that counts calls and can refuse some of them."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, url):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.upstream = url
        self.calls = []
        self.denied = set()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def see(self, operation, body):
        """Records a call before it is forwarded."""
        self.calls.append(operation)

    def saw(self, operation):
        """Records a call whose response has arrived, before it is returned."""

    def refuse(self, operation, request):
        """The status and the body that are returned without a call to the registry; None to forward the call."""
        if operation in self.denied:
            return 400, json.dumps({"__type": "AccessDeniedException", "message": "not you"}).encode()

    def change(self, operation, request, status, body):
        """The status and the body that are returned instead of the registry's."""
        return status, body

    def count(self, operation):
        return self.calls.count(operation)


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        operation = self.headers["X-Amz-Target"].rsplit(".", 1)[1]
        self.server.see(operation, body)
        refusal = self.server.refuse(operation, body)
        if refusal:
            return self.answer(*refusal)
        request = urllib.request.Request(self.server.upstream, data=body, headers=dict(self.headers), method="POST")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                status, text, headers = answer.status, answer.read(), answer.headers
        except urllib.error.HTTPError as error:
            status, text, headers = error.code, error.read(), ()
        self.server.saw(operation)
        self.answer(*self.server.change(operation, body, status, text), headers)

    def answer(self, status, body, headers=()):
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        if MARK in headers:
            self.send_header(MARK, headers[MARK])
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass
