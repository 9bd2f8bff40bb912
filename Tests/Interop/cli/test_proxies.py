"""Calls through a proxy, to a host whose name only the proxy can resolve."""

import base64
import datetime
import http.client
import json
import select
import socket
import socketserver
import ssl
import subprocess
import threading
import urllib.parse

import boto3
import botocore.config
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from support import driver

PASSWORD = "hunter2-hunter2"


def pipe(one, other):
    """Copies bytes in both directions until one side ends."""
    while True:
        for ready in select.select([one, other], [], [], 30)[0]:
            data = ready.recv(65536)
            if not data:
                return
            (other if ready is one else one).sendall(data)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, handler, target):
        super().__init__(("127.0.0.1", 0), handler)
        self.target = target
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def port(self):
        return self.server_address[1]


class Proxy(Server):
    """Connects everyone who has the password to one target: by CONNECT, or request by request."""

    def __init__(self, target):
        super().__init__(Forwarder, target)
        self.requests = []
        self.connections = 0

    @property
    def lines(self):
        return [line for line, _ in self.requests]

    def url(self, password=PASSWORD):
        return f"http://me:{password}@127.0.0.1:{self.port}"


class Forwarder(socketserver.StreamRequestHandler):
    rbufsize = 0

    def handle(self):
        self.server.connections += 1
        while line := self.rfile.readline().decode().rstrip():
            headers = {}
            while header := self.rfile.readline().decode().rstrip():
                name, value = header.split(": ", 1)
                headers[name.lower()] = value
            body = b""
            while len(body) < int(headers.get("content-length", 0)):
                body += self.rfile.read(int(headers["content-length"]) - len(body))
            self.server.requests.append((line, headers))
            wanted = "Basic " + base64.b64encode(f"me:{PASSWORD}".encode()).decode()
            if headers.get("proxy-authorization") != wanted:
                self.answer(407, "Proxy Authentication Required")
            elif line.startswith("CONNECT "):
                return self.tunnel()
            else:
                self.forward(line, headers, body)

    def answer(self, status, reason, headers=(), body=b""):
        lines = [f"HTTP/1.1 {status} {reason}", *(f"{name}: {value}" for name, value in headers)]
        self.wfile.write("\r\n".join(lines + [f"Content-Length: {len(body)}", "", ""]).encode() + body)

    def tunnel(self):
        with socket.create_connection(self.server.target) as upstream:
            self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            pipe(self.connection, upstream)

    def forward(self, line, headers, body):
        method, target, _ = line.split(" ")
        url = urllib.parse.urlsplit(target)
        if url.scheme != "http" or url.netloc != headers["host"]:
            return self.answer(400, "Bad Request")
        connection = http.client.HTTPConnection(*self.server.target)
        own = {name: value for name, value in headers.items() if not name.startswith("proxy-")}
        path = url.path + (f"?{url.query}" if url.query else "")
        connection.request(method, path, body, own)
        response = connection.getresponse()
        content = response.read()
        kept = [(name, value) for name, value in response.getheaders()
                if name.lower() not in ("content-length", "transfer-encoding", "connection")]
        self.answer(response.status, response.reason, kept, content)
        connection.close()


class Terminal(socketserver.BaseRequestHandler):
    """Terminates TLS."""

    def handle(self):
        try:
            self.request = self.server.context.wrap_socket(self.request, server_side=True)
        except ssl.SSLError:
            return
        with socket.create_connection(self.server.target) as upstream:
            pipe(self.request, upstream)


def certificate(folder, host):
    """A certificate of its own authority, and its key; returns the path of a file with both."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True).sign(key, hashes.SHA256()))
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture
def registry(registry_url):
    return urllib.parse.urlparse(registry_url).hostname, urllib.parse.urlparse(registry_url).port


@pytest.fixture
def proxy(registry):
    with Proxy(registry) as proxy:
        yield proxy
        proxy.shutdown()


@pytest.fixture
def plan(program, tmp_path, register, region):
    """Plans for web:1 and web:2 against an endpoint."""
    for _ in range(2):
        register("web")
    driver.write(tmp_path / "roster.yaml", driver.CONFIGURATION)
    driver.write(tmp_path / "manifests/web.yaml", driver.manifest("web", "latest: 1"))

    def run(url, **environment):
        done = driver.run(
            program, tmp_path, "plan", "--endpoint-url", url, "--region", region, "--format", "json", **environment)
        assert PASSWORD not in done.stdout + done.stderr
        return done

    return run


def removals(done):
    assert done.returncode == 0, done.stderr
    return [(item["family"], item["revision"]) for item in json.loads(done.stdout)["removals"]]


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy"])
def test_requests_to_a_plain_endpoint_are_forwarded(plan, proxy, ecs, variable):
    for number in range(20):
        ecs.create_cluster(clusterName=f"cluster-{number}")
    done = plan("http://registry.test:8000", **{variable: proxy.url()})
    assert removals(done) == [("web", 1)]
    assert set(proxy.lines) == {"POST http://registry.test:8000/ HTTP/1.1"}
    # Services, and tasks of both desired statuses, for every cluster: connections are reused.
    assert proxy.connections < 60 < json.loads(done.stdout)["calls"]["total"]


def test_a_proxy_gets_what_curl_and_botocore_send(plan, proxy, region):
    url = "http://registry.test:8000"

    def last():
        line, headers = proxy.requests[-1]
        return line, headers["host"], headers["proxy-authorization"]

    assert removals(plan(url, HTTP_PROXY=proxy.url())) == [("web", 1)]
    ours = last()
    proxy.requests.clear()
    boto3.client(
        "ecs", endpoint_url=url, region_name=region, aws_access_key_id="A", aws_secret_access_key="s",
        config=botocore.config.Config(proxies={"http": proxy.url()})).list_clusters()
    assert last() == ours
    proxy.requests.clear()
    subprocess.run(["curl", "--silent", "--data", "{}", url + "/"], env={"http_proxy": proxy.url(), "PATH": "/usr/bin"},
                   check=True, capture_output=True, timeout=60)
    assert last() == ours


def test_requests_to_two_endpoints_are_not_mixed_up(program, plan, proxy, tmp_path, region):
    done = driver.run(
        program, tmp_path, "plan", "--registry", "aws", "--region", region, HTTP_PROXY=proxy.url(),
        AWS_ENDPOINT_URL_ECS="http://registry.test:8000", AWS_ENDPOINT_URL="http://other.test")
    assert done.returncode == 1, "the registry has none of the other services"
    found = {(headers["host"], "AmazonEC2ContainerService" in headers.get("x-amz-target", ""))
             for _, headers in proxy.requests}
    assert found == {("registry.test:8000", True), ("other.test", False)}
    assert all(line.split(" ")[1].startswith(f"http://{headers['host']}/") for line, headers in proxy.requests)


def test_a_wrong_password_is_said_and_not_repeated(plan, proxy):
    done = plan("http://registry.test:8000", HTTP_PROXY=proxy.url(PASSWORD[::-1]))
    assert done.returncode == 1
    assert "the proxy requires a user and a password, or rejected those given" in done.stderr and "HTTPS_PROXY" in done.stderr
    assert PASSWORD[::-1] not in done.stderr
    assert proxy.lines and "attempts" not in done.stderr, "another attempt would end the same"


def test_what_no_proxy_names_is_reached_directly(plan, proxy, registry_url):
    done = plan("http://registry.test:8000", HTTP_PROXY=proxy.url(), NO_PROXY=".test")
    assert done.returncode == 1 and "registry.test" in done.stderr
    assert removals(plan(registry_url, HTTP_PROXY=proxy.url())) == [("web", 1)]
    assert proxy.lines == []


def test_a_proxy_that_is_not_there_is_named(plan, proxy):
    proxy.shutdown()
    proxy.server_close()
    done = plan("http://registry.test:8000", HTTP_PROXY=proxy.url())
    assert done.returncode == 1
    assert f"the proxy http://127.0.0.1:{proxy.port}: Connection refused" in done.stderr


def test_tls_through_a_proxy_with_certificates_of_ones_own(plan, registry, tmp_path):
    file, key = certificate(tmp_path, "registry.test")
    with Server(Terminal, registry) as terminal, Proxy(("127.0.0.1", terminal.port)) as proxy:
        terminal.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        terminal.context.load_cert_chain(file, key)
        url = "https://registry.test"
        assert removals(plan(url, HTTPS_PROXY=proxy.url(), AWS_CA_BUNDLE=str(file))) == [("web", 1)]
        assert set(proxy.lines) == {"CONNECT registry.test:443 HTTP/1.1"}
        unknown = plan(url, HTTPS_PROXY=proxy.url())
        assert unknown.returncode == 1, unknown.stdout
        assert "TLS handshake failed: CERTIFICATE_VERIFY_FAILED (" in unknown.stderr, unknown.stderr
        other = plan("https://elsewhere.test", HTTPS_PROXY=proxy.url(), AWS_CA_BUNDLE=str(file))
        assert other.returncode == 1, "a certificate for another host"
        proxy.shutdown()
        terminal.shutdown()
