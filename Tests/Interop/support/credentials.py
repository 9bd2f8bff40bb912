"""Cases of which identity signs the calls: the home folder and environment of each, and a plan that runs under them."""

import dataclasses
import os
import subprocess

from support import driver
from support.credentials_cloud import SECRET

ROLE = "arn:aws:iam::123456789012:role/"


def keys(key, token=None):
    """Keys in the format of a file's section."""
    lines = [f"aws_access_key_id = {key}", f"aws_secret_access_key = {SECRET}"]
    return "\n".join(lines + ([f"aws_session_token = {SECRET}-{token}"] if token else []))


def variables(key, token=None):
    """Keys as environment variables."""
    names = {"AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": SECRET}
    return names | ({"AWS_SESSION_TOKEN": f"{SECRET}-{token}"} if token else {})


@dataclasses.dataclass
class Case:
    """`{folder}` and `{cloud}` in any text stand for the home folder and the server's URL."""
    name: str
    signs: str | None = None  # the key's name, or "issued"; None if both must fail
    environment: dict = dataclasses.field(default_factory=dict)
    config: str = ""
    credentials: str = ""
    profile: str | None = None
    region: str = "us-east-1"
    files: dict = dataclasses.field(default_factory=dict)

    def settings(self, folder, url):
        """Writes the files; returns the environment."""
        def fill(text):
            return text.replace("{folder}", str(folder)).replace("{cloud}", url)

        files = {".aws/config": self.config, ".aws/credentials": self.credentials} | self.files
        for path, text in files.items():
            driver.write(folder / path, fill(text))
            (folder / path).chmod(0o755)
        base = {
            "PATH": os.environ["PATH"], "HOME": str(folder), "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": url, "AWS_EC2_METADATA_DISABLED": "true"}
        filled = {name: value and fill(value) for name, value in (base | self.environment).items()}
        return {name: value for name, value in filled.items() if value is not None}


def role(name, *lines, profile=None):
    """A profile that assumes a role."""
    return "\n".join([f"[profile {profile or name}]", f"role_arn = {ROLE}{name}", *lines, ""])


BASE = f"[profile base]\n{keys('BASE')}\n"
PROGRAM = "#!/bin/sh\ncat <<'END'\n{}\nEND\n"
WEB = {"AWS_WEB_IDENTITY_TOKEN_FILE": "{folder}/token", "AWS_ROLE_ARN": ROLE + "web"}
TOKEN = {"token": f"{SECRET}.web"}
IMDS = {"AWS_EC2_METADATA_DISABLED": None, "AWS_EC2_METADATA_SERVICE_ENDPOINT": "{cloud}"}
AGENT = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "{cloud}/agent"}


def roster(program, folder, environment, *flags):
    """Runs a plan, whose first call goes to ECS."""
    driver.write(folder / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    return subprocess.run(
        [program, "plan", "--registry", "aws", *flags], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=60)


def check_silence(cloud, result):
    """Checks that no output has a secret, neither the case's own nor one that STS issued."""
    said = result.stdout + result.stderr
    for secret in [SECRET, *(token for _, token in cloud.issued.values())]:
        assert secret not in said
    assert result.returncode == 1 and said.strip() and "Fatal error" not in said
