"""A gate in front of a registry at which something happens in the middle of an apply."""

import collections
import json
import threading

from support import driver


class Moments(driver.Gate):
    """Does something before or after the n-th call of an operation, while the calls beside it wait; and can refuse
    calls and change answers."""

    def __init__(self, url):
        super().__init__(url)
        self.before, self.after, self.refusals, self.changes = {}, {}, {}, {}
        self._counts = collections.Counter()
        self._lock = threading.RLock()

    def see(self, operation, body):
        with self._lock:
            super().see(operation, body)
            self._act(self.before, operation)

    def saw(self, operation):
        with self._lock:
            self._act(self.after, operation)

    def _act(self, acts, operation):
        self._counts[id(acts), operation] += 1
        act = acts.pop((operation, self._counts[id(acts), operation]), None)
        if act:
            act()

    def refuse(self, operation, request):
        refusal = self.refusals.get(operation)
        return refusal(json.loads(request)) if refusal else super().refuse(operation, request)

    def change(self, operation, request, status, body):
        change = self.changes.get(operation)
        return change(json.loads(request), status, body) if change else (status, body)

    def since_plan(self):
        """The calls after those of the plan, which ends with the first look at the newest revisions."""
        looks = [index for index, name in enumerate(self.calls) if name == "ListTaskDefinitions"]
        return self.calls[looks[1]:]


def throttled():
    return 400, json.dumps({"__type": "ThrottlingException", "message": "Rate exceeded"}).encode()


def outcomes(document):
    return {f"{one['family']}:{one['revision']}": one["outcome"] for one in document["outcomes"]}
