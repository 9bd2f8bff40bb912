"""What is written is written whole, whatever is at the other end: files, pipes, links, and readers that go away."""

import contextlib
import fcntl
import json
import os
import pty
import signal
import socket
import stat
import subprocess
import termios
import urllib.request

import pytest

from support import bursts, driver
from support.environment import clean_environment


@pytest.fixture
def folder(tmp_path):
    driver.write(tmp_path / "roster.yaml", driver.CONFIGURATION)
    driver.write(tmp_path / "manifests/web.yaml", driver.manifest("web", "latest: 1"))
    return tmp_path


@pytest.fixture
def ecs(client_for, registry_url, region):
    client = client_for(registry_url, region)
    for _ in range(4):
        client.register_task_definition(
            family="web", containerDefinitions=[{"name": "app", "image": "nginx:1", "memory": 64}])
    client.create_cluster(clusterName="default")
    return client


@pytest.fixture
def start(program, folder, registry_url, region):
    """Starts a command against the registry."""
    def start(*arguments, url=registry_url, **process):
        return subprocess.Popen(
            [program, *arguments, "--endpoint-url", url, "--region", region], cwd=folder,
            env=clean_environment(**driver.KEYS), **({"stdin": subprocess.DEVNULL} | process))
    return start


@pytest.fixture
def shell(program, folder, registry_url, region):
    """Runs a line of bash, in which `roster` is the program and $TO leads it to the registry."""
    def run(line, code=0, timeout=60):
        environment = clean_environment(
            **driver.KEYS, ROSTER=program, TO=f"--endpoint-url {registry_url} --region {region}")
        ended = subprocess.run(
            ["bash", "-c", f'roster() {{ "$ROSTER" "$@" $TO; }}; {line}'], cwd=folder, env=environment,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=timeout)
        assert ended.returncode == code, ended.stdout + ended.stderr
        return ended
    return run


def active(ecs):
    arns = ecs.list_task_definitions(familyPrefix="web")["taskDefinitionArns"]
    return [int(arn.rsplit(":", 1)[1]) for arn in arns]


def is_plan(text):
    return [item["revision"] for item in json.loads(text)["removals"]] == [1, 2, 3]


# plan --out


def test_a_file_is_replaced_with_its_mode_and_a_new_one_obeys_the_umask(shell, folder, ecs):
    shell("umask 027; roster plan --out new.json; echo old > kept.json; chmod 604 kept.json; ln kept.json other;"
          " roster plan --out kept.json")
    assert stat.S_IMODE((folder / "new.json").stat().st_mode) == 0o640
    assert stat.S_IMODE((folder / "kept.json").stat().st_mode) == 0o604
    assert is_plan((folder / "new.json").read_text()) and is_plan((folder / "kept.json").read_text())
    assert (folder / "other").read_text() == "old\n", "another file took its place, at once"
    assert not list(folder.glob(".roster-*"))


@pytest.mark.parametrize("exists", [True, False])
def test_a_link_is_followed(shell, folder, ecs, exists):
    (folder / "deep").mkdir()
    if exists:
        driver.write(folder / "deep/plan.json", "old")
    (folder / "link").symlink_to("deep/hop")
    (folder / "deep/hop").symlink_to("plan.json")
    shell("roster plan --out link")
    assert (folder / "link").is_symlink() and (folder / "deep/hop").is_symlink()
    assert is_plan((folder / "deep/plan.json").read_text())


@pytest.mark.parametrize("line", [
    "mkfifo pipe; cat pipe > got & roster plan --out pipe; wait", "roster plan --out >(cat > got); wait $!",
    "roster plan --out /dev/fd/5 5> got", "roster plan --out /proc/self/fd/2 > text 2> got"])
def test_pipes_and_descriptors_are_written_to(shell, folder, ecs, line):
    shell(line)
    assert is_plan((folder / "got").read_text())
    if "pipe" in line:
        assert stat.S_ISFIFO((folder / "pipe").stat().st_mode)


@pytest.mark.parametrize("name", ["/proc/self/fd/1", "/dev/fd/1", "link", "got", "./got"])
def test_standard_output_is_shared_not_replaced(shell, folder, ecs, name):
    """The plan as JSON, and then as text, in one file."""
    # Not named itself: if this fails, nothing must take its place.
    (folder / "link").symlink_to("/dev/stdout")
    shell(f"roster plan --out {name} > got")
    text = (folder / "got").read_text()
    document, end = json.JSONDecoder().raw_decode(text)
    assert document["removals"] and text[end:].lstrip().startswith("Remove\n")
    assert "Remove" in shell("roster plan --out link | cat").stdout


def test_a_socket_is_written_to(shell, folder, ecs):
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / "s"))
        server.listen()
        shell("roster plan --out s")
        connection = server.accept()[0]
        with connection, connection.makefile() as got:
            assert is_plan(got.read())


@pytest.mark.parametrize("setup, out, said", [
    ("mkdir there", "there", "there: it is a folder; name a file in it"),
    (":", "no/where.json", "no/where.json: its folder does not exist; create it"),
    ("ln -s loop loop", "loop", "loop: its symbolic links lead to each other"),
    ("mkfifo pipe", "pipe", "pipe: nothing has opened the pipe for reading within 5.0 seconds"),
    (":", "/proc/self/fd/1 >&-", "/proc/self/fd/1: this descriptor is not open for writing"),
    (":", "/dev/fd/9", "/dev/fd/9: this descriptor is not open for writing")])
def test_what_cannot_be_written_is_named_after_the_plan_is_shown(shell, folder, ecs, setup, out, said):
    ended = shell(f"{setup}; roster plan --out {out}", code=1)
    assert f"cannot write the plan to {said}" in ended.stderr
    assert ">&-" in out or "3 to remove" in ended.stdout


@pytest.mark.parametrize("output, code", [(">&-", 1), ("| true", 0)])
def test_the_file_is_complete_whatever_becomes_of_standard_output(shell, folder, ecs, output, code):
    shell(f"set -o pipefail; roster plan --out plan.json {output}", code)
    assert is_plan((folder / "plan.json").read_text())


def test_a_plan_that_would_be_refused_is_saved_with_its_refusals(shell, folder, ecs):
    driver.write(folder / "roster.yaml", driver.CONFIGURATION.replace("percent: 100", "count: 1"))
    shell("roster plan --out plan.json")
    assert json.loads((folder / "plan.json").read_text())["refusals"]
    shell("roster apply --yes --plan plan.json", code=3)
    assert active(ecs) == [1, 2, 3, 4]


# Standard output


def nonblocking_pipe():
    """A pipe of one page whose end for writing does not block."""
    reader, writer = os.pipe()
    fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
    fcntl.fcntl(writer, fcntl.F_SETFL, fcntl.fcntl(writer, fcntl.F_GETFL) | os.O_NONBLOCK)
    return reader, writer


def test_a_pipe_that_does_not_block_gets_everything(start, ecs, folder):
    reader, writer = nonblocking_pipe()
    os.write(writer, b" " * 4096)
    process = start("plan", "--format", "json", stdout=writer)
    os.close(writer)
    with os.fdopen(reader) as output:
        # Starts to read only when it has waited.
        driver.until(lambda: "pipe" in waiting_in(process) or process.poll() is not None)
        assert is_plan(output.read())
    assert process.wait(timeout=60) == 0


def test_errors_on_a_pipe_that_does_not_block_are_whole(start, folder):
    for number in range(200):
        driver.write(folder / f"manifests/{number:03}.yaml", "- nothing\n")
    reader, writer = nonblocking_pipe()
    process = start("plan", stdout=subprocess.DEVNULL, stderr=writer)
    os.close(writer)
    with os.fdopen(reader) as output:
        driver.until(lambda: "pipe" in waiting_in(process) or process.poll() is not None)
        lines = output.read().splitlines()
    assert process.wait(timeout=60) == 1
    assert [line.split(":")[0] for line in lines] == [f"manifests/{number:03}.yaml" for number in range(200)]


def waiting_in(process):
    """What one of the process' pipes says: `pipe` once a page is in it and the process waits."""
    with contextlib.suppress(OSError):
        for thread in os.listdir(f"/proc/{process.pid}/task"):
            with open(f"/proc/{process.pid}/task/{thread}/syscall") as call:
                # poll, ppoll
                if call.read().split()[0] in ("7", "271"):
                    return "pipe"
    return ""


def report_of(text):
    """The JSON report after a sentence."""
    sentence, _, report = text.partition("it follows here\n")
    assert "cannot write the report to standard output" in sentence
    return bursts.outcomes(json.loads(report))


REMOVED = {f"web:{number}": "removed" for number in (1, 2, 3)}


@pytest.mark.parametrize("output, said", [
    ("| true", "Broken pipe"), ("| head -c 1", "Broken pipe"), (">&-", "it is closed"), ("1< roster.yaml", "it is closed")])
def test_a_report_that_standard_output_does_not_take_goes_to_standard_error(shell, folder, ecs, output, said):
    shell(f"set -o pipefail; roster apply --yes --format json 2> errors {output}", code=1)
    errors = (folder / "errors").read_text()
    assert report_of(errors) == REMOVED and said in errors
    assert active(ecs) == [4]


def test_a_report_that_nobody_takes_is_kept_beside_the_state(start, folder, ecs):
    process = start("apply", "--yes", preexec_fn=lambda: (os.close(1), os.close(2)))
    assert process.wait(timeout=60) == 1
    files = list((folder / ".roster").glob("apply-report-*.json"))
    assert len(files) == 1 and bursts.outcomes(json.loads(files[0].read_text())) == REMOVED


def test_a_reader_of_both_that_ends_leaves_a_file(shell, folder, ecs):
    shell("set -o pipefail; roster apply --yes --format json 2>&1 | head -c 1", code=1)
    files = list((folder / ".roster").glob("apply-report-*.json"))
    assert len(files) == 1 and bursts.outcomes(json.loads(files[0].read_text())) == REMOVED


def test_a_report_is_kept_where_the_state_is_configured(start, folder, ecs):
    driver.write(folder / "roster.yaml", driver.CONFIGURATION + "  state: {sqlite: {file: else/where/state.db}}\n")
    process = start("apply", "--yes", preexec_fn=lambda: (os.close(1), os.close(2)))
    assert process.wait(timeout=60) == 1
    assert len(list((folder / "else/where").glob("apply-report-*.json"))) == 1


def test_a_reader_that_takes_nothing_is_given_up_when_the_program_is_to_end(start, folder, ecs):
    """It has to be SIGTERM that ends the wait, and the report is then on standard error."""
    reader, writer = os.pipe()
    fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
    os.write(writer, b"x" * 4096)
    process = start("apply", "--yes", "--format", "json", stdout=writer, stderr=subprocess.PIPE, text=True)
    os.close(writer)
    driver.until(lambda: active(ecs) == [4])
    process.terminate()
    errors = process.communicate(timeout=60)[1]
    os.close(reader)
    assert process.returncode == 1
    assert set(report_of(errors)) == set(REMOVED)


def paced(folder):
    driver.write(folder / "roster.yaml", driver.paced("burst: 1, deregistrationsPerSecond: 0.2"))


def test_a_terminal_that_is_closed_ends_apply_with_its_report(start, folder, ecs):
    paced(folder)
    process = start("apply", "--yes", "--format", "json", stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert "web:1 removed" in process.stderr.readline()
    process.send_signal(signal.SIGHUP)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert bursts.outcomes(json.loads(said)) == {
        "web:1": "removed", "web:2": "notAttempted", "web:3": "notAttempted"}


def test_a_terminal_that_takes_the_report_with_it_leaves_a_file(start, folder, ecs):
    paced(folder)
    ours, terminal = pty.openpty()

    def control():
        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    process = start("apply", "--yes", stdin=terminal, stdout=terminal, stderr=terminal, preexec_fn=control)
    os.close(terminal)
    said = b""
    while b"web:1 removed" not in said:
        said += os.read(ours, 4096)
    os.close(ours)
    assert process.wait(timeout=60) == 1
    files = list((folder / ".roster").glob("apply-report-*.json"))
    assert len(files) == 1 and bursts.outcomes(json.loads(files[0].read_text()))["web:1"] == "removed"


def test_a_reader_that_waits_for_the_end_gets_the_report(start, folder, ecs):
    process = start("apply", "--yes", "--format", "json", stdout=subprocess.PIPE, text=True)
    assert process.wait(timeout=60) == 0
    with process.stdout as output:
        assert bursts.outcomes(json.load(output)) == REMOVED


def test_nohup_is_respected(start, folder, ecs, registry_url):
    with bursts.Moments(registry_url) as gate:
        def hang_up():
            process.send_signal(signal.SIGHUP)

        gate.after = {("DeregisterTaskDefinition", 1): hang_up}
        process = start(
            "apply", "--yes", "--format", "json", url=gate.url, stdout=subprocess.PIPE, text=True,
            preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        said, _ = process.communicate(timeout=60)
        gate.shutdown()
    assert process.returncode == 0 and bursts.outcomes(json.loads(said)) == REMOVED


# Descriptors that are closed, and logs that nobody reads


def test_closed_descriptors_are_given_to_nothing_else(program, folder):
    """The registry's file would otherwise get number 1, and the report with it."""
    ended = subprocess.run(
        [program, "apply", "--yes"], cwd=folder, env=clean_environment(**driver.KEYS), stderr=subprocess.PIPE,
        text=True, timeout=60, preexec_fn=lambda: (os.close(0), os.close(1)))
    assert ended.returncode == 1 and "cannot write the report to standard output: it is closed" in ended.stderr
    database = (folder / ".roster/registry.db").read_bytes()
    assert database.startswith(b"SQLite format 3\0") and b"Nothing to remove" not in database


def test_a_server_gives_closed_descriptors_to_no_socket(program, folder):
    process = subprocess.Popen(
        [program, "registry", "serve", "--listen", "127.0.0.1:0"], cwd=folder, env=clean_environment(),
        preexec_fn=lambda: [os.close(number) for number in range(3)])
    try:
        links = f"/proc/{process.pid}/fd"
        driver.until(lambda: any("socket:" in target(f"{links}/{number}") for number in os.listdir(links)))
        assert [target(f"{links}/{number}") for number in range(3)] == ["/dev/null"] * 3
    finally:
        process.terminate()
        assert process.wait(timeout=60) == 0


def target(link):
    with contextlib.suppress(OSError):
        return os.readlink(link)
    return ""


def test_apply_without_standard_input_is_not_confirmed(start, folder, ecs):
    process = start("apply", stdin=None, stderr=subprocess.PIPE, text=True, preexec_fn=lambda: os.close(0))
    errors = process.communicate(timeout=60)[1]
    assert process.returncode == 1 and "cannot ask for confirmation" in errors
    assert active(ecs) == [1, 2, 3, 4]


@pytest.fixture
def controller(program, folder, registry_url, region):
    """Starts a controller with a cycle a second; returns it, its URL and the reading end of its log."""
    started = []

    def start():
        reader, writer = os.pipe()
        fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
        driver.write(folder / "roster.yaml", driver.CONFIGURATION + (
            f"  registry: {{embedded: {{url: \"{registry_url}\"}}}}\n  source: {{directory: manifests}}\n"
            "  controller: {interval: 1s, listen: \"127.0.0.1:0\"}\n"))
        started.append(subprocess.Popen(
            [program, "run"], cwd=folder, env=clean_environment(**driver.KEYS, AWS_REGION=region),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=writer))
        os.close(writer)
        log = os.fdopen(reader)
        while not (line := log.readline()).startswith("listening on "):
            assert line
        return started[-1], line.removeprefix("listening on ").strip(), log

    yield start
    for process in started:
        process.kill()
        process.wait()


def cycles(url, result):
    """How many cycles ended in that way."""
    with urllib.request.urlopen(f"{url}/metrics", timeout=60) as metrics:
        counts = dict(line.rsplit(" ", 1) for line in metrics.read().decode().splitlines())
    return int(counts[f'roster_cycles_total{{result="{result}"}}'])


def test_a_log_that_nobody_reads_does_not_stop_the_controller(controller, folder):
    for number in range(100):
        driver.write(folder / f"manifests/{number:03}.yaml", "- nothing\n")
    process, url, log = controller()
    driver.until(lambda: cycles(url, "failed") >= 2)
    with log:
        assert any("lines that nobody read)" in line for line in log)
        process.terminate()
        log.read()
    assert process.wait(timeout=60) == 0


def test_a_terminal_that_is_closed_ends_the_controller_and_keeps_what_it_removed(controller, folder, ecs):
    (folder / "manifests/web.yaml").rename(folder / "web.yaml")
    process, url, log = controller()
    log.close()
    (folder / "web.yaml").rename(folder / "manifests/web.yaml")
    driver.until(lambda: cycles(url, "applied") >= 1)
    process.send_signal(signal.SIGHUP)
    assert process.wait(timeout=60) == 0
    files = list((folder / ".roster").glob("controller-status-*.json"))
    assert len(files) == 1 and bursts.outcomes(json.loads(files[0].read_text())["report"]) == REMOVED
