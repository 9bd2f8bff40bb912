"""A proxy in front of a registry that records when each call arrived and when it was answered."""

import asyncio
import json
import threading
import time
import typing


class Exchange(typing.NamedTuple):
    """A call, with the time at which it arrived and the time at which its response had arrived."""

    operation: str
    request: dict
    sent: float
    answered: float


class Proxy:
    """It keeps connections alive, one to the registry for each of the client's, in a thread of its own."""

    def __init__(self, url):
        host, _, port = url.split("//")[1].partition(":")
        self.upstream = host, int(port)
        self.exchanges = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = self._wait(asyncio.start_server(self._serve, "127.0.0.1", 0, limit=1 << 20, backlog=1024))
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def _wait(self, work):
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def close(self):
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    async def _serve(self, reader, writer):
        server_reader, server_writer = await asyncio.open_connection(*self.upstream, limit=1 << 24)
        try:
            while True:
                head, body = await message(reader)
                arrived = time.monotonic()
                server_writer.write(head + body)
                answer = b"".join(await message(server_reader))
                operation = header(head, b"x-amz-target").rsplit(b".", 1)[-1].decode()
                self.exchanges.append(Exchange(operation, json.loads(body), arrived, time.monotonic()))
                writer.write(answer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            server_writer.close()
            writer.close()


async def message(reader):
    """The head and the body of a request or a response."""
    head = await reader.readuntil(b"\r\n\r\n")
    return head, await reader.readexactly(int(header(head, b"content-length")))


def header(head, name):
    lines = (line.partition(b":") for line in head.split(b"\r\n")[1:])
    return next((value.strip() for key, _, value in lines if key.lower() == name), b"0")
