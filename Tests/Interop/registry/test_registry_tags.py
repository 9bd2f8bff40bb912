"""TagResource, UntagResource and ListTagsForResource on every kind of resource (ecs-api.md, section 2)."""

import pytest

CLIENT = "ClientException"
INVALID = "InvalidParameterException"
HERE = "arn:aws:ecs:{region}:123456789012:"


def tag(key, value):
    return {"key": key, "value": value}


def definition(ecs):
    return ecs.describe_task_definition(taskDefinition="web:1")["taskDefinition"]["taskDefinitionArn"]


def inactive(ecs):
    return ecs.deregister_task_definition(taskDefinition="web:1")["taskDefinition"]["taskDefinitionArn"]


def in_deletion(ecs):
    inactive(ecs)
    return ecs.delete_task_definitions(taskDefinitions=["web:1"])["taskDefinitions"][0]["taskDefinitionArn"]


def cluster(ecs):
    return ecs.create_cluster()["cluster"]["clusterArn"]


def service(ecs):
    return ecs.create_service(serviceName="s", taskDefinition="web:1", desiredCount=0)["service"]["serviceArn"]


def task(ecs):
    return ecs.run_task(taskDefinition="web:1")["tasks"][0]["taskArn"]


def task_set(ecs):
    ecs.create_service(serviceName="x", deploymentController={"type": "EXTERNAL"})
    return ecs.create_task_set(cluster="default", service="x", taskDefinition="web:1")["taskSet"]["taskSetArn"]


KINDS = {
    "task definition": definition, "INACTIVE task definition": inactive, "task definition in deletion": in_deletion,
    "cluster": cluster, "service": service, "task": task, "task set": task_set}

# How Describe returns the tags of each.
DESCRIBED = {
    "task definition": lambda ecs, arn, **more: ecs.describe_task_definition(taskDefinition=arn, **more)["tags"],
    "cluster": lambda ecs, arn, **more: ecs.describe_clusters(clusters=[arn], **more)["clusters"][0]["tags"],
    "service": lambda ecs, arn, **more: ecs.describe_services(services=[arn], **more)["services"][0].get("tags", []),
    "task": lambda ecs, arn, **more: ecs.describe_tasks(tasks=[arn], **more)["tasks"][0]["tags"],
    "task set": lambda ecs, arn, **more: ecs.describe_task_sets(
        cluster="default", service="x", taskSets=[arn], **more)["taskSets"][0]["tags"],
}


@pytest.fixture
def ready(ecs, register):
    """The default cluster and `web:1`."""
    ecs.create_cluster()
    register()
    return ecs


@pytest.fixture(params=KINDS.values(), ids=KINDS.keys())
def arn(request, ready):
    """A resource of each kind, without tags."""
    return request.param(ready)


def tags(ecs, arn):
    return {item["key"]: item["value"] for item in ecs.list_tags_for_resource(resourceArn=arn)["tags"]}


class TestEveryKind:
    def test_begins_without_any(self, ecs, arn):
        assert tags(ecs, arn) == {}

    def test_tags_are_merged_and_overwritten(self, ecs, arn):
        ecs.tag_resource(resourceArn=arn, tags=[tag("a", "1"), tag("b", "2")])
        ecs.tag_resource(resourceArn=arn, tags=[tag("b", "ü"), tag("C.d/e", "")])
        assert tags(ecs, arn) == {"a": "1", "b": "ü", "C.d/e": ""}

    def test_tags_are_taken_away_and_an_absent_key_is_fine(self, ecs, arn):
        ecs.tag_resource(resourceArn=arn, tags=[tag("a", "1"), tag("b", "2")])
        for _ in range(2):
            ecs.untag_resource(resourceArn=arn, tagKeys=["a", "absent"])
        assert tags(ecs, arn) == {"b": "2"}

    @pytest.mark.parametrize("sent, code, text", [
        ([{"key": "a"}], CLIENT, "Tag value can not be null."), ([], CLIENT, "Tags can not be empty."),
        ([tag("aws:a", "1")], INVALID, "Tag key must not start with aws:")], ids=["null value", "none", "AWS's own"])
    def test_refuses(self, ecs, refusal, arn, sent, code, text):
        assert refusal("tag_resource", resourceArn=arn, tags=sent) == (code, text)
        assert tags(ecs, arn) == {}

    def test_fifty_at_most(self, ecs, refusal, arn):
        ecs.tag_resource(resourceArn=arn, tags=[tag(f"k{index}", "v") for index in range(50)])
        ecs.tag_resource(resourceArn=arn, tags=[tag("k0", "again")])
        assert refusal("tag_resource", resourceArn=arn, tags=[tag("one more", "v")])[0] == "LimitExceededException"
        assert len(tags(ecs, arn)) == 50


@pytest.mark.parametrize("kind", DESCRIBED)
def test_describe_gives_them_when_asked(ready, kind):
    arn = KINDS[kind](ready)
    ready.tag_resource(resourceArn=arn, tags=[tag("a", "1")])
    assert DESCRIBED[kind](ready, arn, include=["TAGS"]) == [tag("a", "1")]
    assert DESCRIBED[kind](ready, arn) == []


@pytest.mark.parametrize("make", [
    lambda ecs, tags: ecs.register_task_definition(
        family="tagged", tags=tags, containerDefinitions=[{"name": "a", "image": "i", "memory": 8}])[
            "taskDefinition"]["taskDefinitionArn"],
    lambda ecs, tags: ecs.create_cluster(clusterName="tagged", tags=tags)["cluster"]["clusterArn"],
    lambda ecs, tags: ecs.create_service(serviceName="t", taskDefinition="web", tags=tags)["service"]["serviceArn"],
    lambda ecs, tags: ecs.run_task(taskDefinition="web", tags=tags)["tasks"][0]["taskArn"],
    lambda ecs, tags: ecs.start_task(taskDefinition="web", containerInstances=["i"], tags=tags)["tasks"][0]["taskArn"],
], ids=["RegisterTaskDefinition", "CreateCluster", "CreateService", "RunTask", "StartTask"])
def test_those_given_at_the_start_are_listed(ready, make):
    assert tags(ready, make(ready, [tag("a", "1"), tag("b", "2")])) == {"a": "1", "b": "2"}


@pytest.mark.parametrize("name", [
    "task-definition/web:9", "task-definition/nope:1", "service/default/nope", "task/default/nope",
    "task-set/default/s/nope"])
def test_what_is_not_there_has_none(ready, refusal, region, name):
    arn = HERE.format(region=region) + name
    assert refusal("tag_resource", resourceArn=arn, tags=[tag("a", "1")])[0] == "ResourceNotFoundException"
    assert refusal("untag_resource", resourceArn=arn, tagKeys=["a"])[0] == "ResourceNotFoundException"
    assert refusal("list_tags_for_resource", resourceArn=arn)[0] == INVALID


@pytest.mark.parametrize("arn", [
    "web:1", "", "arn:aws:s3:::bucket", "arn:aws:ecs:elsewhere-1:123456789012:cluster/default",
    HERE + "task-definition/web", HERE + "service/s", HERE + "planet/default"], ids=[
        "no ARN", "nothing", "another service's", "another Region", "no revision", "a short one", "no kind"])
def test_refuses_what_names_nothing_here(ready, refusal, region, arn):
    arn = arn.format(region=region)
    codes = {refusal("tag_resource", resourceArn=arn, tags=[tag("a", "1")])[0],
             refusal("list_tags_for_resource", resourceArn=arn)[0]}
    assert codes <= {INVALID, "ResourceNotFoundException"}


def test_services_hand_theirs_to_their_tasks_when_told(ready):
    ready.create_service(
        serviceName="s", taskDefinition="web", desiredCount=1, propagateTags="SERVICE", tags=[tag("a", "1")])
    assert tags(ready, ready.list_tasks(serviceName="s")["taskArns"][0]) == {"a": "1"}


def test_definitions_hand_theirs_to_their_tasks_when_told(ready):
    ready.tag_resource(resourceArn=definition(ready), tags=[tag("a", "1"), tag("b", "2")])
    told = ready.run_task(taskDefinition="web", propagateTags="TASK_DEFINITION", tags=[tag("b", "own")])
    assert tags(ready, told["tasks"][0]["taskArn"]) == {"a": "1", "b": "own"}
    assert tags(ready, task(ready)) == {}
