"""Client of the admin paths of a registry with --admin."""

import http.client
import json


class Admin:
    """Posts to a registry's admin paths."""

    def __init__(self, server):
        self.server = server

    def post(self, path, body=None, method="POST", **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        connection.request(method, path, b"" if body is None else json.dumps(body), headers)
        response = connection.getresponse()
        answer = response.status, json.loads(response.read())
        connection.close()
        return answer

    def clock(self, **body):
        status, answer = self.post("/_roster/clock", body or None)
        assert status == 200
        return answer["now"]

    def faults(self, *faults, **more):
        assert self.post("/_roster/faults", {"faults": faults} | more) == (200, {"faults": len(faults)})
