"""A registry in a process of its own."""

import json
import subprocess
import threading
import urllib.request

from support.environment import clean_environment


class Server:
    """A registry that serves a database on a port of its own; tasks run and stop at once unless the flags say more."""

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
        # A pipe that nobody empties would stop the server once it is full.
        self.drain = threading.Thread(target=self.process.stderr.read, daemon=True)
        self.drain.start()

    @property
    def port(self):
        return int(self.url.rsplit(":", 1)[1])

    def advance(self, seconds):
        """Moves the clock of a registry with --admin; returns its time."""
        return self._tell("clock", {"advance": seconds})["now"]

    def set_faults(self, *faults):
        """What goes wrong from now on in a registry with --admin; nothing, where none is given."""
        self._tell("faults", {"faults": faults})

    def _tell(self, what, body):
        url = f"{self.url}/_roster/{what}"
        with urllib.request.urlopen(url, data=json.dumps(body).encode(), timeout=60) as answer:
            return json.load(answer)

    def kill(self):
        """Ends it with no chance to do anything more; what the kernel has taken over already is still written."""
        self.process.kill()
        self.process.wait()
        self.close()

    def stop(self):
        """Ends it in an orderly way; returns the exit code."""
        try:
            self.process.terminate()
            return self.process.wait(timeout=60)
        finally:
            self.kill()

    def close(self):
        """Lets go of the pipe, which has no writer any more."""
        self.drain.join()
        self.process.stderr.close()
