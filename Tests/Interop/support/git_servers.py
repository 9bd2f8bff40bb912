"""Git over HTTP and SSH as servers have it: git http-backend behind basic authentication, and sshd."""

import base64
import contextlib
import http.server
import os
import pathlib
import pwd
import shutil
import socket
import subprocess
import threading

from support import driver


class Origin:
    """A repository with a work tree, to follow or to serve."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir(parents=True)
        self.git("init", "--quiet", "--initial-branch", "main")

    def git(self, *arguments):
        return subprocess.run(
            ["git", "-c", "user.name=test", "-c", "user.email=test@example.com", *arguments], cwd=self.folder,
            check=True, capture_output=True, text=True).stdout.strip()

    def commit(self, text=driver.manifest("web", "latest: 1"), path="manifests/web.yaml"):
        """Commits a file, by default a manifest; returns the commit."""
        driver.write(self.folder / path, text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "change")
        # For servers that hand out files alone.
        self.git("update-server-info")
        return self.git("rev-parse", "HEAD")


def arguments_of_all_processes():
    """What `ps` shows of every process: its arguments."""
    found = []
    for folder in pathlib.Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):
                found.append((folder / "cmdline").read_bytes())
    return b"\n".join(found)


class HTTPServer(http.server.ThreadingHTTPServer):
    """Serves the repositories below a folder.

    `accepted` are the pairs of user and password that may read; none means that anybody may. `seen` are the pairs that
    were sent. At each request it looks at the arguments of all processes for the texts in `secrets`; `leaks` are those
    that it has found. `redirect` is another server to send everybody to. With `files` it hands out files alone, as a
    server that knows nothing of Git does. With `stalls` it responds to nothing: `asked` is set at the first request,
    and `left` once that client has gone.
    """

    daemon_threads = True

    def __init__(self, root, accepted=(), files=False):
        super().__init__(("127.0.0.1", 0), Handler)
        self.root = pathlib.Path(root)
        self.accepted = set(accepted)
        self.files = files
        self.redirect = None
        self.stalls = False
        self.asked = threading.Event()
        self.left = threading.Event()
        self.seen = []
        self.paths = []
        self.secrets = set()
        self.leaks = []
        self.address = f"127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def url(self, user=""):
        """The URL of the repository `origin`, with a user part if there is one."""
        return f"http://{user}{'@' if user else ''}{self.address}/origin/.git"

    def close(self):
        self.shutdown()
        self.server_close()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.respond()

    def do_POST(self):
        self.respond()

    def respond(self):
        server = self.server
        shown = arguments_of_all_processes()
        server.leaks += [secret for secret in server.secrets if secret.encode() in shown]
        server.paths.append(self.path)
        given = self.headers.get("Authorization", "")
        pair = None
        if given.startswith("Basic "):
            pair = tuple(base64.b64decode(given[6:]).decode().split(":", 1))
            server.seen.append(pair)
        if server.stalls:
            server.asked.set()
            self.rfile.read(1)
            server.left.set()
            self.close_connection = True
        elif server.redirect is not None:
            self.reply(302, [("Location", f"http://{server.redirect}{self.path}")], b"")
        elif server.accepted and pair not in server.accepted:
            self.reply(401, [("WWW-Authenticate", 'Basic realm="git"')], f"no: {given}\n".encode())
        elif server.files:
            self.file()
        else:
            self.backend()

    def file(self):
        path = server_path(self.server.root, self.path)
        if path.is_file():
            self.reply(200, [("Content-Type", "application/octet-stream")], path.read_bytes())
        else:
            self.reply(404, [], b"")

    def backend(self):
        path, _, query = self.path.partition("?")
        body = self.body()
        variables = {
            "GIT_PROJECT_ROOT": str(self.server.root), "GIT_HTTP_EXPORT_ALL": "1", "PATH_INFO": path,
            "QUERY_STRING": query, "REQUEST_METHOD": self.command, "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": self.headers.get("Content-Type", ""), "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""), "PATH": os.environ["PATH"],
            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory",
            "GIT_CONFIG_VALUE_0": "*"}
        output = subprocess.run(["git", "http-backend"], env=variables, input=body, capture_output=True).stdout
        head, _, rest = output.partition(b"\r\n\r\n")
        headers = [tuple(line.split(": ", 1)) for line in head.decode().split("\r\n")]
        status = next((value for name, value in headers if name == "Status"), "200 OK")
        self.reply(int(status.split()[0]), [pair for pair in headers if pair[0] != "Status"], rest)

    def body(self):
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        chunks = []
        while size := int(self.rfile.readline(), 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(chunks)

    def reply(self, status, headers, body):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def server_path(root, path):
    return root / path.split("?")[0].lstrip("/")


class SSHServer:
    """sshd with one key that may log in as the user who runs the tests: a process for each connection."""

    def __init__(self, folder):
        folder.mkdir()
        self.folder = folder
        self.user = pwd.getpwuid(os.getuid()).pw_name
        for name in ("host", "key"):
            subprocess.run(
                ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True, capture_output=True)
        shutil.copy(folder / "key.pub", folder / "authorized")
        (folder / "config").write_text(
            f"HostKey {folder}/host\nAuthorizedKeysFile {folder}/authorized\nStrictModes no\nUsePAM no\n"
            "PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin prohibit-password\n")
        if os.getuid() == 0:
            # What the service of the package makes when it starts.
            os.makedirs("/run/sshd", mode=0o755, exist_ok=True)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        public = (folder / "host.pub").read_text().split()[:2]
        (folder / "known_hosts").write_text(f"[127.0.0.1]:{self.port} {' '.join(public)}\n")
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        program = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin")
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                with connection:
                    subprocess.Popen(
                        [program, "-i", "-f", self.folder / "config"], stdin=connection, stdout=connection,
                        stderr=subprocess.DEVNULL)

    def command(self, key="key"):
        """The value of GIT_SSH_COMMAND."""
        return (f"ssh -F none -i {self.folder / key} -o IdentitiesOnly=yes -o BatchMode=yes"
                f" -o UserKnownHostsFile={self.folder}/known_hosts")

    def url(self, repository):
        return f"ssh://{self.user}@127.0.0.1:{self.port}{repository}"

    def close(self):
        # A close alone leaves the accept waiting.
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
