"""Many clients at once: numbers, deregistrations, uses and pages, each as if the clients took turns."""

import concurrent.futures
import contextlib
import itertools
import threading

import pytest

from support import raw

THREADS = 50
ARN = "arn:aws:ecs:{}:123456789012:task-definition/{}"


@pytest.fixture
def clients(registry_server, region):
    """Makes connections to an empty Region, closed at the end of the test."""
    with contextlib.ExitStack() as ends:
        yield lambda count: [ends.enter_context(raw.Client(registry_server.port, region)) for _ in range(count)]


@pytest.fixture
def client(clients):
    """One connection."""
    return clients(1)[0]


def together(work, items):
    """Runs the work on all items at once, each on its own thread; returns the results."""
    start = threading.Barrier(len(items))

    def run(item):
        start.wait()
        return work(item)

    with concurrent.futures.ThreadPoolExecutor(len(items)) as pool:
        return list(pool.map(run, items))


def refusal(client, operation, **members):
    """The name and text of a refusal; None if it succeeds. A task set is deleted again, since a service has room for
    five."""
    try:
        answer = client.call(operation, **members)
    except raw.Refused as refused:
        return refused.name, refused.message
    if made := answer.get("taskSet"):
        client.call("DeleteTaskSet", service=made["serviceArn"], taskSet=made["id"], force=True)
    return None


def test_concurrent_registrations_get_consecutive_numbers(clients):
    numbers = together(lambda client: [client.register("web") for _ in range(10)], clients(THREADS))
    assert sorted(sum(numbers, [])) == list(range(1, 10 * THREADS + 1))
    # Each client sees its own numbers in order.
    assert all(own == sorted(own) for own in numbers)


def test_two_processes_on_one_database_share_the_numbers(serve, region):
    servers = [serve(), serve()]
    with contextlib.ExitStack() as ends:
        clients = [ends.enter_context(raw.Client(servers[index % 2].port, region)) for index in range(20)]
        numbers = together(lambda client: [client.register("web") for _ in range(10)], clients)
        assert sorted(sum(numbers, [])) == list(range(1, 201))
        # After one has responded, the other has the revision at once.
        for index in range(20):
            clients[index].call("DeregisterTaskDefinition", taskDefinition=f"web:{index + 1}")
            other = clients[(index + 1) % 20]
            answer = other.call("DescribeTaskDefinition", taskDefinition=f"web:{index + 1}")["taskDefinition"]
            assert answer["status"] == "INACTIVE"


def test_concurrent_deregistrations_are_idempotent(clients, client):
    client.register("web")
    answers = together(
        lambda one: one.call("DeregisterTaskDefinition", taskDefinition="web:1")["taskDefinition"], clients(THREADS))
    assert {answer["status"] for answer in answers} == {"INACTIVE"}
    first = [answer for answer in answers if answer["previousStatus"] == "ACTIVE"]
    assert len(first) == 1 and "deregisteredAt" not in first[0]
    again = [answer for answer in answers if answer["previousStatus"] == "INACTIVE"]
    assert len(again) == THREADS - 1
    assert len({answer["deregisteredAt"] for answer in again}) == 1


USES = {
    "RunTask": lambda index: {"taskDefinition": "web:{}"},
    "StartTask": lambda index: {"taskDefinition": "web:{}", "containerInstances": ["0" * 32]},
    "CreateService": lambda index: {
        "taskDefinition": "web:{}", "serviceName": f"new-{index}-{{}}", "desiredCount": 1},
    "UpdateService": lambda index: {"taskDefinition": "web:{}", "service": f"old-{index % 8}"},
    "CreateTaskSet": lambda index: {"taskDefinition": "web:{}", "service": f"external-{index}"},
}


@pytest.mark.parametrize("operation", USES)
def test_nothing_takes_up_a_revision_after_its_deregistration_was_answered(clients, client, operation):
    """A call that begins after a Deregister has responded is refused, whoever sent the Deregister (window 0)."""
    if not client.has(operation):
        pytest.skip(f"the registry has no {operation}")
    client.call("CreateCluster", clusterName="default")
    client.register("web")
    for index in range(8):
        client.call("CreateService", serviceName=f"old-{index}", taskDefinition="web:1", desiredCount=0)
    for index in range(24):
        client.call("CreateService", serviceName=f"external-{index}", deploymentController={"type": "EXTERNAL"})
    for round_ in range(2, 12):
        check_race(clients(24), operation, client.register("web"), round_)


def test_nor_does_another_process_on_the_same_database(serve, region):
    servers = [serve(), serve()]
    with contextlib.ExitStack() as ends:
        clients = [ends.enter_context(raw.Client(servers[index % 2].port, region)) for index in range(16)]
        clients[0].call("CreateCluster", clusterName="default")
        for round_ in range(1, 11):
            # The first client deregisters, alternately in one process and the other.
            clients = clients[1:] + clients[:1]
            check_race(clients, "RunTask", clients[0].register("web"), round_)


def check_race(clients, operation, number, round_):
    """Runs the race: every call that began after the response was refused, and some before it succeeded."""
    taken, late = race(clients, operation, number, round_)
    assert late and None in taken, "the race has no two sides: it proves nothing"
    assert None not in late, f"round {round_}: taken up after the answer"
    assert {result[1] for result in filter(None, taken + late)} == {"TaskDefinition is inactive"}


def race(clients, operation, number, round_):
    """Uses a revision from all sides while it is deregistered; returns the results of calls begun before the
    response arrived, and of those begun after it."""
    used, answered = threading.Event(), threading.Event()
    begun = threading.Barrier(len(clients))

    def deregister(client):
        used.wait(timeout=60)
        try:
            client.call("DeregisterTaskDefinition", taskDefinition=f"web:{number}")
        finally:
            answered.set()
        return [], []

    def use(index):
        before, after = [], []
        for attempt in itertools.count():
            members = {
                name: value.format(number if name == "taskDefinition" else f"{round_}-{attempt}")
                if isinstance(value, str) else value
                for name, value in USES[operation](index).items()}
            # Checks whether the response has arrived before the call begins.
            results = after if answered.is_set() else before
            results.append(refusal(clients[index], operation, **members))
            used.set()
            if len(after) == 3:
                break
        return before, after

    def work(index):
        begun.wait()
        return deregister(clients[0]) if index == 0 else use(index)

    with concurrent.futures.ThreadPoolExecutor(len(clients)) as pool:
        results = list(pool.map(work, range(len(clients))))
    return [sum(parts, []) for parts in zip(*results)]


def test_a_bare_family_never_falls_on_a_deregistered_revision(clients, client):
    """Running a bare family uses a revision that was ACTIVE when the call began or when it ended."""
    client.call("CreateCluster", clusterName="default")
    for _ in range(40):
        client.register("web")
    gone = []

    def deregister(one):
        for number in range(40, 1, -1):
            one.call("DeregisterTaskDefinition", taskDefinition=f"web:{number}")
            gone.append(number)
        return []

    def run(one):
        wrong = []
        for _ in range(40):
            lowest_gone = gone[-1] if gone else 41
            arn = one.call("RunTask", taskDefinition="web")["tasks"][0]["taskDefinitionArn"]
            if int(arn.rsplit(":", 1)[1]) >= lowest_gone:
                wrong.append((arn, lowest_gone))
        return wrong

    connections = clients(9)
    wrong = together(
        lambda index: deregister(connections[0]) if index == 0 else run(connections[index]), range(9))
    assert sum(wrong, []) == []


def test_paging_skips_nothing_while_earlier_pages_are_deregistered(clients, client):
    """A revision that is ACTIVE from the first page to the last is on exactly one of them."""
    together(lambda one: [one.register("web") for _ in range(10)], clients(20))
    deregisterer, registrar = clients(2)
    pages, seen = client.pages("ListTaskDefinitions", maxResults=7), []
    for page in pages:
        names = [arn.split("/")[1] for arn in page["taskDefinitionArns"]]
        seen += names
        # The page except its last revision, then the last one, after which the next page begins.
        for name in names:
            deregisterer.call("DeregisterTaskDefinition", taskDefinition=name)
        if len(seen) < 300:
            registrar.register("web")
    assert seen == [f"web:{number}" for number in range(1, len(seen) + 1)]
    assert len(seen) >= 200


@pytest.mark.parametrize("sort", ["ASC", "DESC"])
def test_paging_skips_nothing_under_concurrent_writers(clients, client, sort):
    """Families before, between and after the pages come and go; those that stay are listed once each, in order."""
    stay = [f"m{index:02}" for index in range(30)]
    together(lambda work: [work[0].register(family) for family in stay[work[1]::10] for _ in range(5)],
             [(one, index) for index, one in enumerate(clients(10))])
    done = threading.Event()

    def disturb(one, index):
        # Registers and deregisters throughout the order of families and numbers, also in families that stay.
        step = 0
        while not done.is_set():
            step += 1
            family = [f"a{step % 7}", f"m{step % 30:02}", f"m{step % 30:02}x", f"z{step % 7}"][(step + index) % 4]
            one.call("DeregisterTaskDefinition", taskDefinition=f"{family}:{one.register(family)}")
        return step

    expected = [f"{family}:{number}" for family in stay for number in range(1, 6)]
    if sort == "DESC":
        expected.reverse()
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        disturbers = [pool.submit(disturb, one, index) for index, one in enumerate(clients(8))]
        try:
            for size in (1, 7, 100):
                listed = client.revisions(sort=sort, maxResults=size)
                assert len(listed) == len(set(listed))
                kept = set(expected)
                assert [name for name in listed if name in kept] == expected
        finally:
            done.set()
        assert min(disturber.result() for disturber in disturbers) > 0
