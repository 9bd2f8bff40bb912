"""A registry in a process of its own."""

import json
import subprocess
import threading
import urllib.request

from support.environment import clean_environment


class Server:
    """A registry that serves a database on its own port; by default its tasks run and stop at once."""

    def __init__(self, program, database, *flags, **process):
        command = [
            program, "registry", "serve", "--listen", "127.0.0.1:0", "--task-step", "0s", "--database", str(database),
            *flags]
        self.process = subprocess.Popen(
            command, stderr=subprocess.PIPE, text=True, env=clean_environment(), **process)
        line = self.process.stderr.readline()
        prefix = "listening on "
        if not line.startswith(prefix):
            self.process.kill()
            raise AssertionError(f"the registry did not start: {line}{self.process.communicate()[1]}")
        self.url = line[len(prefix):].strip()
        # A pipe that nobody reads would block the server once it is full.
        self.drain = threading.Thread(target=self.process.stderr.read, daemon=True)
        self.drain.start()

    @property
    def port(self):
        return int(self.url.rsplit(":", 1)[1])

    def advance(self, seconds):
        """Moves the clock of a registry with --admin; returns its time."""
        return self._tell("clock", {"advance": seconds})["now"]

    def set_faults(self, *faults):
        """Sets the faults of a registry with --admin, from now on; without arguments it clears them."""
        self._tell("faults", {"faults": faults})

    def _tell(self, what, body):
        url = f"{self.url}/_roster/{what}"
        with urllib.request.urlopen(url, data=json.dumps(body).encode(), timeout=60) as answer:
            return json.load(answer)

    def kill(self):
        """Kills it; what the kernel has already accepted is still written."""
        self.process.kill()
        self.process.wait()
        self.close()

    def stop(self):
        """Stops it gracefully; returns the exit code."""
        try:
            self.process.terminate()
            return self.process.wait(timeout=60)
        finally:
            self.kill()

    def close(self):
        """Closes the pipe, which has no writer any more."""
        self.drain.join()
        self.process.stderr.close()
