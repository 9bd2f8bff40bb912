"""Sends the client probe many questions at once."""

import json
import pathlib
import subprocess


def ask(program, questions):
    """The answers, in the order of the questions.

    `program` is the program under test; the probe was built into the same folder.
    """
    lines = "".join(json.dumps(question) + "\n" for question in questions)
    done = subprocess.run(
        [pathlib.Path(program).parent / "ClientProbe"], input=lines.encode(), capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(questions)
    return answers
