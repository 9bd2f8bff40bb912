"""Asks the client questions, many at once."""

import json
import pathlib
import subprocess


def ask(program, questions):
    """The answers, in the order of the questions.

    `program` is that of the tests; the probe, which answers, is built beside it."""
    lines = "".join(json.dumps(question) + "\n" for question in questions)
    done = subprocess.run(
        [pathlib.Path(program).parent / "ClientProbe"], input=lines.encode(), capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(questions)
    return answers
