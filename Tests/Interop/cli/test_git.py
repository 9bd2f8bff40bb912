"""Manifests in a Git repository: with credentials that appear nowhere, and in folders that bring a trap along."""

import concurrent.futures
import json
import os
import random
import shutil
import signal
import stat
import subprocess

import pytest

from support import driver, git_servers
from support.environment import clean_environment

# The two pieces of every password; what is between them differs.
PIECES = ("S3kr", "9Wx7")
SECRET = "".join(PIECES)
# Those that are in the arguments of a process, where other tests must not find theirs.
SHOWN_PIECES = ("Qz7t", "HUNTERTWO")


@pytest.fixture
def origin(tmp_path):
    origin = git_servers.Origin(tmp_path / "served/origin")
    origin.commit()
    return origin


@pytest.fixture
def served(origin):
    """Starts HTTP servers for the repository."""
    started = []

    def start(*accepted, files=False):
        server = git_servers.HTTPServer(origin.folder.parent, accepted, files)
        server.secrets.update(PIECES)
        started.append(server)
        return server

    yield start
    for server in started:
        server.close()


@pytest.fixture
def ssh(tmp_path):
    server = git_servers.SSHServer(tmp_path / "ssh")
    yield server
    server.close()


@pytest.fixture
def folder(tmp_path):
    """Where the program runs."""
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


@pytest.fixture
def home(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    return home


def configure(folder, git, more=""):
    """Writes a configuration whose `source.git` is this YAML."""
    driver.write(folder / "roster.yaml", driver.CONFIGURATION + f"  source: {{git: {git}}}\n{more}")


def plan(program, folder, home, *arguments, **environment):
    return driver.run(program, folder, "plan", *arguments, HOME=home, **environment)


def said_nothing(result, *servers):
    """No piece of the password is in what was printed, nor in any process's arguments."""
    for piece in PIECES:
        assert piece not in result.stdout + result.stderr
    for server in servers:
        assert server.leaks == []


def kept_nothing(folder):
    """No piece of the password is in any file that the program has written."""
    for path in folder.rglob("*"):
        if path.is_file() and path.name not in ("roster.yaml", "token"):
            assert not any(piece.encode() in path.read_bytes() for piece in PIECES), path


@pytest.mark.parametrize("git, pair, warns", [
    ("{url: 'http://deploy:SECRET@HOST'}", ("deploy", SECRET), True),
    ("{url: 'http://SECRET@HOST'}", (SECRET, ""), True),
    ("{url: 'http://deploy:S3kr%40%2F9Wx7@HOST'}", ("deploy", "S3kr@/9Wx7"), True),
    ("{url: \"http://deploy:S3kr'9Wx7@HOST\"}", ("deploy", "S3kr'9Wx7"), True),
    ("{url: 'http://deploy:S3kr 9Wx7@HOST'}", ("deploy", "S3kr 9Wx7"), True),
    ("{url: 'http://deploy:S3kr$(id)`id`\"9Wx7@HOST'}", ("deploy", "S3kr$(id)`id`\"9Wx7"), True),
    ("{url: 'http://deploy:S3kr\\%s%%9Wx7@HOST'}", ("deploy", "S3kr\\%s%%9Wx7"), True),
    ("{url: 'http://HOST', tokenFile: token}", ("x-access-token", SECRET), False),
    ("{url: 'http://oauth2@HOST', tokenFile: token}", ("oauth2", SECRET), False),
    ("{url: 'http://HOST', tokenEnvironment: GIT_TOKEN}", ("x-access-token", SECRET), False),
], ids=lambda value: value if isinstance(value, str) else "")
def test_a_password_reaches_its_server_and_nothing_else(program, folder, home, served, git, pair, warns):
    server = served(pair)
    driver.write(folder / "token", SECRET + "\n")
    # What has worked would be stored by this helper, in a file.
    driver.write(home / ".gitconfig", "[credential]\n\thelper = store\n")
    configure(folder, git.replace("SECRET", SECRET).replace("HOST", server.address + "/origin/.git"))
    for _ in range(2):
        result = plan(program, folder, home, GIT_TOKEN=SECRET)
        assert result.returncode == 0, result.stderr
        assert ("warning: roster.yaml:6:23: 'url' contains a " in result.stderr) == warns
        said_nothing(result, server)
    assert set(server.seen) == {pair}
    kept_nothing(folder)
    assert not (home / ".git-credentials").exists()


def test_a_user_in_the_address_is_one_for_whom_a_helper_has_the_password(program, folder, home, served):
    server = served(("me", SECRET))
    driver.write(home / ".gitconfig", "[credential]\n\thelper = store\n")
    driver.write(home / ".git-credentials", f"http://me:{SECRET}@{server.address}\n")
    configure(folder, f"{{url: '{server.url('me')}'}}")
    result = plan(program, folder, home)
    assert result.returncode == 0, result.stderr
    assert "'url' contains a user: if it is a token" in result.stderr
    assert set(server.seen) == {("me", SECRET)}
    said_nothing(result, server)


@pytest.mark.parametrize("git", [
    "{url: 'http://deploy:SECRET@HOST'}", "{url: 'http://SECRET@HOST'}", "{url: 'http://HOST', tokenFile: token}",
    "{url: 'http://HOST', tokenEnvironment: GIT_TOKEN}"])
def test_a_wrong_password_is_refused_without_being_shown(program, folder, home, served, git):
    server = served(("deploy", "another"))
    driver.write(folder / "token", SECRET)
    configure(folder, git.replace("SECRET", SECRET).replace("HOST", server.address + "/origin/.git"))
    # Nobody may be asked, and no helper of the user may offer what was refused.
    result = plan(program, folder, home, GIT_TOKEN=SECRET, GIT_ASKPASS="/bin/false")
    assert result.returncode == 1
    assert f"cannot read branch 'main' of http://{server.address}/origin/.git: fatal: Authentication failed" in result.stderr
    assert "check the " in result.stderr or "spec.source.git.tokenFile" in result.stderr
    said_nothing(result, server)
    kept_nothing(folder)


@pytest.mark.parametrize("git, says", [
    ("{url: 'http://HOST', tokenFile: gone-S3kr9Wx7}", "the file that 'tokenFile' names does not exist"),
    ("{url: 'http://HOST', tokenEnvironment: ghp_S3kr9Wx7}", "the environment variable that 'tokenEnvironment' names"),
])
def test_a_token_in_the_place_of_its_file_is_not_shown(program, folder, home, served, git, says):
    server = served()
    configure(folder, git.replace("HOST", server.address + "/origin/.git"))
    result = plan(program, folder, home)
    assert result.returncode == 1 and "roster.yaml:6:" in result.stderr and says in result.stderr
    said_nothing(result, server)


def test_a_redirect_to_another_server_gets_no_password(program, folder, home, served):
    other = served(("deploy", SECRET))
    server = served()
    server.redirect = other.address
    configure(folder, f"{{url: 'http://deploy:{SECRET}@{server.address}/origin/.git'}}")
    result = plan(program, folder, home)
    assert result.returncode == 1
    assert other.paths and other.seen == []
    said_nothing(result, server, other)


def test_a_new_token_is_read_from_its_file(program, folder, home, served, origin):
    server = served(("x-access-token", "first"))
    driver.write(folder / "token", "first")
    configure(
        folder, f"{{url: '{server.url()}', tokenFile: token, interval: 1s}}",
        "  controller: {listen: '127.0.0.1:0', interval: 1h}\n")
    running = driver.Controller(program, folder)
    running.cycle(origin.git("rev-parse", "HEAD"))
    server.accepted = {("x-access-token", "second")}
    driver.write(folder / "token", "second")
    running.cycle(origin.commit(driver.manifest("web", "latest: 2")))
    assert running.stop() == 0
    assert {pair[1] for pair in server.seen} == {"first", "second"}


def test_a_key_over_ssh(program, folder, home, origin, ssh):
    configure(folder, f"{{url: '{ssh.url(origin.folder)}'}}")
    result = plan(program, folder, home, GIT_SSH_COMMAND=ssh.command())
    assert result.returncode == 0, result.stderr

    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", ssh.folder / "other"], check=True)
    result = plan(program, folder, home, GIT_SSH_COMMAND=ssh.command("other"))
    assert result.returncode == 1
    assert "Permission denied (publickey)" in result.stderr, "the line with the cause"
    assert "Could not read from remote repository" not in result.stderr


def test_a_server_that_sends_no_shallow_clone(program, folder, home, served, origin):
    origin.commit(driver.manifest("web", "latest: 2"))
    server = served(files=True)
    configure(folder, f"{{url: '{server.url()}'}}")
    result = plan(program, folder, home, "--format", "json")
    assert result.returncode == 0, result.stderr
    mirror = folder / ".roster/git-mirror/repository.git"
    assert not (mirror / "shallow").exists()


def test_a_repository_of_another_user_is_named_as_such(program, folder, home, origin):
    configure(folder, f"{{url: '{origin.folder}'}}")
    result = plan(program, folder, home, GIT_TEST_ASSUME_DIFFERENT_OWNER="1")
    assert result.returncode == 1
    assert f"detected dubious ownership in repository at '{origin.folder}/.git'" in result.stderr
    assert "git config --global --add safe.directory" in result.stderr


def trap(script, path):
    """A program that leaves a trace if anything runs it."""
    driver.write(path, f"#!/bin/sh\necho ran >>'{script}'\nexit 1\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def checkout_with_traps(folder, trace):
    """Makes the folder a checkout whose configuration and hooks would run a program, for every command of git."""
    program = trap(trace, folder / "trap")
    subprocess.run(["git", "init", "--quiet", folder], check=True)
    with (folder / ".git/config").open("a") as file:
        file.write(
            f"[core]\n\tsshCommand = {program}\n\tfsmonitor = {program}\n\tgitProxy = {program}\n\taskPass = {program}\n"
            f"\thooksPath = {folder}\n[credential]\n\thelper = {program}\n"
            f"[url \"ssh://nobody@127.0.0.1:1/\"]\n\tinsteadOf = http://\n\tinsteadOf = /\n"
            f"[uploadpack]\n\tpackObjectsHook = {program}\n")
    for name in ("reference-transaction", "post-checkout", "pre-auto-gc"):
        shutil.copy(program, folder / name)


def bare_with_traps(folder, trace):
    """Makes the folder itself look like a bare repository with such a configuration."""
    subprocess.run(["git", "init", "--quiet", "--bare", folder], check=True)
    program = trap(trace, folder / "trap")
    with (folder / "config").open("a") as file:
        file.write(f"[core]\n\tsshCommand = {program}\n\tfsmonitor = {program}\n[credential]\n\thelper = {program}\n")


def broken_checkout(folder, trace):
    """A `.git` file that leads nowhere."""
    driver.write(folder / ".git", "gitdir: /nowhere\n")


@pytest.mark.parametrize("prepare", [checkout_with_traps, bare_with_traps, broken_checkout])
@pytest.mark.parametrize("command", ["plan", "drift", "run"])
def test_the_folder_in_which_it_runs_configures_nothing(program, folder, home, served, origin, tmp_path, prepare, command):
    trace = tmp_path / "trace"
    prepare(folder, trace)
    server = served(("deploy", SECRET))
    configure(
        folder, f"{{url: '{server.url(f'deploy:{SECRET}')}', interval: 1s}}",
        "  controller: {listen: '127.0.0.1:0', interval: 1h}\n")
    if command == "run":
        running = driver.Controller(program, folder)
        running.cycle(origin.git("rev-parse", "HEAD"))
        running.cycle(origin.commit(driver.manifest("web", "latest: 2")))
        assert running.stop() == 0
    else:
        result = driver.run(program, folder, command, HOME=home)
        assert result.returncode == 0, result.stderr
    assert not trace.exists()


def test_the_users_configuration_counts(program, folder, home, served):
    server = served(("deploy", SECRET))
    driver.write(
        home / ".gitconfig",
        f"[credential]\n\thelper = store\n[url \"http://{server.address}/\"]\n\tinsteadOf = https://git.invalid/\n")
    driver.write(home / ".git-credentials", f"http://deploy:{SECRET}@{server.address}\n")
    configure(folder, "{url: 'https://git.invalid/origin/.git'}")
    result = plan(program, folder, home)
    assert result.returncode == 0, result.stderr
    assert set(server.seen) == {("deploy", SECRET)}
    said_nothing(result, server)


def test_an_address_that_the_users_configuration_rewrites_is_not_shown(program, folder, home, served):
    server = served(("deploy", "another"))
    secret = "".join(SHOWN_PIECES)
    driver.write(
        home / ".gitconfig",
        f"[url \"http://deploy:{secret}@{server.address}/\"]\n\tinsteadOf = https://git.invalid/\n")
    configure(folder, "{url: 'https://git.invalid/origin/.git'}")
    result = plan(program, folder, home)
    assert result.returncode == 1
    # Git's own arguments have it: whoever writes a password there shows it to this machine's users.
    assert secret not in result.stdout + result.stderr


def test_several_commands_at_once_wait_for_each_other(program, folder, home, origin):
    configure(folder, f"{{url: '{origin.folder}'}}")
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        runs = [pool.submit(plan, program, folder, home) for _ in range(6)]
        for run in runs:
            assert run.result().returncode == 0, run.result().stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("arguments", [["plan"], ["drift"], ["explain", "web:1"], ["apply", "--yes"]], ids=lambda words: words[0])
def test_a_signal_ends_git_as_well(program, folder, home, served, arguments, number):
    server = served()
    server.stalls = True
    configure(folder, f"{{url: '{server.url()}'}}")
    process = subprocess.Popen(
        [program, *arguments], cwd=folder, env=clean_environment(HOME=home, **driver.KEYS), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert server.asked.wait(60)
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "interrupted" in said
    assert server.left.wait(60), "git has ended"


def test_status_metrics_and_log_have_no_password(program, folder, home, served):
    server = served(("deploy", "another"))
    configure(
        folder, f"{{url: '{server.url(f'deploy:{SECRET}')}', interval: 1s}}",
        "  controller: {listen: '127.0.0.1:0', interval: 1s}\n")
    running = driver.Controller(program, folder)

    def failed():
        last = running.status().get("lastCycle")
        return last if last and last["result"] == "failed" else None
    assert driver.until(failed)["error"]["code"] == "source"
    shown = json.dumps(running.status()) + running.get("/metrics")[1] + running.said()
    assert running.stop() == 0
    assert not any(piece in shown for piece in PIECES)
    assert server.leaks == []


ADDRESSES = [
    "http://user:$@HOST/r.git", "http://$@HOST/r.git", "http://me-at-1:$@HOST/v1/repos/x", "oauth2:$@127.0.0.1:r.git",
    "ssh://git:$@127.0.0.1:1/r.git", "http:/user:$@HOST/r.git", "http//user:$@HOST/r.git", "//user:$@HOST/r.git",
    "http://HOST/r.git?token=$", "git://user:$@HOST/r.git", "file://user:$@HOST/r", "HTTP://U:$@HOST", "http://user:$@",
    "codecommit::eu-west-1://u:$@r", "user:$@HOST/r.git", "$@HOST/org/r.git", "http//$@HOST/r.git", "git://$@HOST/r.git",
    "htttp://$@HOST/r.git", "ftp://$@HOST/r.git", "https::http://$@HOST/r.git", "ssh://HOST/r.git?token=$",
]
BETWEEN = ["", "'", "/", "#", "?", " ", "@", "%40", "%0a", "=", ":", "\\", "\"", "&", "$(id)", ";", "*", "://", ",", "ü"]
PLACES = [
    "source: {{git: {{url: {}}}}}", "source: {{git: {}}}", "source: {}", "source: {{directory: {}}}",
    "source: {{git: {{url: {}, tokenFile: token}}}}", "source: {{git: {{url: /r, branch: {}}}}}",
    "source: {{git: {{url: /r, path: {}}}}}", "registry: {{embedded: {{database: {}}}}}",
    "registry: {{aws: {{endpointUrl: {}}}}}", "registry: {{aws: {{profile: {}}}}}", "state: {{sqlite: {{file: {}}}}}",
]
ARGUMENTS = [
    ["validate"], ["plan"], ["explain", "web:1"], ["drift", "--format", "json"], ["plan", "ADDRESS"],
    ["validate", "ADDRESS"], ["plan", "--config", "ADDRESS"], ["plan", "--endpoint-url", "ADDRESS"],
    ["plan", "--registry", "aws", "--endpoint-url", "ADDRESS"], ["plan", "--region", "ADDRESS"],
    ["plan", "--registry", "aws", "--profile", "ADDRESS"], ["apply", "--plan", "ADDRESS"], ["explain", "ADDRESS"],
    ["plan", "--format", "ADDRESS"], ["plan", "--unknown=ADDRESS"], ["ADDRESS"], ["plan", "x", "ADDRESS"],
    ["registry", "serve", "--listen", "ADDRESS"], ["registry", "serve", "--listen", "x", "--access-key", "ADDRESS"],
    ["plan", "--out", "ADDRESS/x"], ["registry", "serve", "--task-step", "ADDRESS"],
]
# ROSTER_FUZZ=all takes many more; ROSTER_FUZZ_SEED gives those of another run.
CASES = 2000 if os.environ.get("ROSTER_FUZZ") == "all" else 60


@pytest.mark.parametrize("part", range(4))
def test_no_address_is_shown_however_odd(program, folder, home, served, part):
    """Random addresses, in random places of a configuration and of the command line."""
    server = served(("nobody", "nothing"))
    dice = random.Random(f"{os.environ.get('ROSTER_FUZZ_SEED', 12)} {part}")
    for _ in range(CASES // 4):
        address = dice.choice(ADDRESSES).replace("HOST", server.address)
        # Without a scheme and a colon, what has a '/' in its first part is a path, and other parts are words.
        between = "" if address.startswith("$@") else dice.choice(BETWEEN)
        address = address.replace("$", between.join(SHOWN_PIECES))
        written = dice.choice([address, json.dumps(address, ensure_ascii=False), "'" + address.replace("'", "''") + "'"])
        driver.write(folder / "token", "".join(SHOWN_PIECES))
        arguments = dice.choice(ARGUMENTS)
        in_file = "ADDRESS" not in " ".join(arguments)
        place = dice.choice(PLACES).format(written) if in_file else "source: {directory: manifests}"
        driver.write(folder / "roster.yaml", f"{driver.CONFIGURATION}  {place}\n")
        arguments = [argument.replace("ADDRESS", address) for argument in arguments]
        result = driver.run(program, folder, *arguments, HOME=home)
        case = f"{place}\n{arguments}\n{result.stderr}"
        assert result.returncode >= 0, case
        for piece in SHOWN_PIECES:
            assert piece not in result.stdout + result.stderr, case
