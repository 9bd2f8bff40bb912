"""A thousand connections at once."""

import contextlib
import resource

import pytest

from support import raw

CONNECTIONS = 1000


@pytest.fixture(scope="module")
def limit():
    """Allows this process as many open files as a thousand connections need; returns its previous limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + 200
    if hard != resource.RLIM_INFINITY and hard < wanted:
        pytest.skip(f"this system lets a process have {hard} files, too few for {CONNECTIONS} connections")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    yield soft, hard
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.fixture
def many(registry_server, region, limit):
    """A thousand connections to an empty Region."""
    with connections(registry_server.port, region) as clients:
        yield clients


@contextlib.contextmanager
def connections(port, region):
    """A thousand connections, closed at the end of the block."""
    with contextlib.ExitStack() as ends:
        yield [ends.enter_context(raw.Client(port, region)) for _ in range(CONNECTIONS)]


def test_all_are_answered(many):
    """All send before any response is read: each gets its own, and numbers are consecutive."""
    for client in many:
        client.send("RegisterTaskDefinition", family="web", containerDefinitions=raw.CONTAINERS)
    numbers = [client.answer("RegisterTaskDefinition")["taskDefinition"]["revision"] for client in many]
    assert sorted(numbers) == list(range(1, CONNECTIONS + 1))
    for client, number in zip(many, numbers):
        client.send("DescribeTaskDefinition", taskDefinition=f"web:{number}")
    answers = [client.answer("DescribeTaskDefinition")["taskDefinition"]["revision"] for client in many]
    assert answers == numbers


def test_idle_ones_keep_nobody_from_working(many, registry_server, region):
    """Nor do connections on which half a request was sent."""
    for client in many[::2]:
        client.socket.sendall(b"POST / HTTP/1.1\r\nHost: registry\r\nContent-Length: 10\r\n\r\n{")
    with raw.Client(registry_server.port, region) as client:
        assert [client.register("web") for _ in range(50)] == list(range(1, 51))
        for number in range(1, 51):
            client.call("DeregisterTaskDefinition", taskDefinition=f"web:{number}")
        assert len(client.revisions(status="INACTIVE")) == 50
    # The idle ones can still be used.
    assert all(client.call("ListTaskDefinitionFamilies") == {"families": ["web"]} for client in many[1::20])


def test_all_are_answered_under_a_shell_s_low_limit(serve, limit, region):
    """The server raises its limit of open files to the system's maximum, whatever the shell's is."""
    current = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, limit[1]))
    try:
        server = serve()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, current)
    with connections(server.port, region) as clients:
        for client in clients:
            client.send("ListClusters")
        assert all(client.answer("ListClusters") == {"clusterArns": []} for client in clients)


@pytest.mark.slow(5)
def test_the_same_thousand_again_and_again(registry_server, region):
    """Connections leave nothing behind: after thousands, as many are accepted as before."""
    for _ in range(3 * CONNECTIONS):
        with raw.Client(registry_server.port, region) as client:
            client.send("ListClusters")
    with raw.Client(registry_server.port, region) as client:
        assert client.call("ListClusters") == {"clusterArns": []}
