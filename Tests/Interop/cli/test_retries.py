"""The AWS CLI's settings for retries, from the environment and from a profile."""

import http.server
import threading

import pytest

from support import driver


class Unavailable(http.server.BaseHTTPRequestHandler):
    """Fails every call in a way that another attempt might not."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        self.server.operations.append(self.headers["x-amz-target"].split(".")[-1])
        self.send_response(503)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def unavailable():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Unavailable)
    server.operations = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def explain(program, tmp_path, unavailable):
    """Asks for one revision, with these settings in the configuration file."""
    driver.write(tmp_path / "manifests/web.yaml", driver.manifest("web", "latest: 1"))

    def run(settings, **environment):
        driver.write(tmp_path / "config", f"[profile dev]\n{settings}\n")
        return driver.run(
            program, tmp_path, "explain", "web:1", "--registry", "aws", "--region", "us-east-1", "--endpoint-url",
            f"http://127.0.0.1:{unavailable.server_port}", AWS_CONFIG_FILE=str(tmp_path / "config"),
            AWS_PROFILE="dev", **environment)

    return run


@pytest.mark.parametrize("settings, environment, attempts", [
    ("", {}, 3), ("", {"AWS_MAX_ATTEMPTS": "2"}, 2), ("max_attempts = 2", {}, 2), ("retry_mode = adaptive", {}, 3),
    ("max_attempts = 5", {"AWS_MAX_ATTEMPTS": "1"}, 1)])
def test_a_failing_call_is_made_so_often(explain, unavailable, settings, environment, attempts):
    done = explain(settings, **environment)
    assert done.returncode == 1
    assert unavailable.operations.count("ListTaskDefinitions") == attempts, done.stderr


@pytest.mark.parametrize("settings, environment, says", [
    ("", {"AWS_MAX_ATTEMPTS": "none"}, "AWS_MAX_ATTEMPTS must be a whole number, 1 or more"),
    ("", {"AWS_RETRY_MODE": "fast"}, "AWS_RETRY_MODE must be legacy, standard or adaptive"),
    ("max_attempts = 0", {}, "'max_attempts' of the profile 'dev' in {folder}/config must be a whole number"),
    ("retry_mode = fast", {}, "'retry_mode' of the profile 'dev' in {folder}/config must be legacy")])
def test_an_invalid_setting_is_named(explain, unavailable, tmp_path, settings, environment, says):
    done = explain(settings, **environment)
    assert done.returncode == 1
    assert says.format(folder=tmp_path) in done.stderr, done.stderr
    assert unavailable.operations == []
