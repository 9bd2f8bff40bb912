"""Service endpoints, compared with botocore's rules and its precedence of settings."""

import itertools

import botocore.configprovider
import botocore.endpoint_provider
import botocore.session
import pytest

from support import probe, services
from support.sessions import LOADER

# By the prefix of IAM actions, botocore's name.
SERVICES = {prefix: services.botocore_name(prefix) for prefix in services.PREFIXES.values()}
SWITCHES = ["AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT"]
NO_FILES = {"AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null"}

partitions = LOADER.load_data("partitions")
providers = {
    service: botocore.endpoint_provider.EndpointProvider(
        LOADER.load_service_model(name, "endpoint-rule-set-1"), partitions)
    for service, name in SERVICES.items()}


def by_rules(service, region, is_fips, is_dual_stack):
    """AWS's own endpoint of a service."""
    return providers[service].resolve_endpoint(
        Region=region, UseFIPS=is_fips, UseDualStack=is_dual_stack, **(
            {"UseGlobalEndpoint": False} if service == "sts" else {})).url


def test_every_region_of_every_partition(program):
    regions = [name for partition in partitions["partitions"] for name in partition["regions"]
               if not name.endswith("-global")] + ["eu-new-7", "us-gov-north-1", "cn-west-2"]
    cases = [(*case, fips, dual) for case in itertools.product(SERVICES, regions)
             for fips, dual in itertools.product([False, True], repeat=2)]
    answers = probe.ask(program, [
        {"locate": {"service": service, "region": region, "environment": NO_FILES | dict(
            zip(SWITCHES, (str(fips).lower(), str(dual).lower())))}}
        for service, region, fips, dual in cases])
    theirs = [by_rules(*case) for case in cases]
    assert len(cases) > 1000
    differ = [(case, ours, url) for case, ours, url in zip(cases, answers, theirs) if ours != {"url": url}]
    assert not differ, f"{len(differ)} of {len(cases)} differ: {differ[:5]}"


SETTINGS = [
    {"AWS_ENDPOINT_URL_ECS": "http://env-ecs"}, {"AWS_ENDPOINT_URL_SFN": "http://env-sfn"},
    {"AWS_ENDPOINT_URL": "http://env"}, {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "TRUE"},
    {"AWS_USE_FIPS_ENDPOINT": "false"}, {"AWS_PROFILE": "dev"},
]
PROFILE = [
    "services = here", "endpoint_url = http://profile", "use_fips_endpoint = true", "use_dualstack_endpoint = True",
    "ignore_configured_endpoint_urls = true",
]
SECTION = "[services here]\necs =\n  endpoint_url = http://section-ecs\nsfn =\n  endpoint_url = http://section-sfn\n"


def theirs(service, environment, monkeypatch):
    """The endpoint that botocore's client uses."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    # Handlers take most of a session's start-up time and do not affect settings.
    session = botocore.session.Session(include_builtin_handlers=False)
    switches = [session.get_config_variable(name) for name in ("use_fips_endpoint", "use_dualstack_endpoint")]
    if not session.get_config_variable("ignore_configured_endpoint_urls"):
        configured = botocore.configprovider.ConfiguredEndpointProvider(
            full_config=session.full_config, scoped_config=session.get_scoped_config(),
            client_name=SERVICES[service], environ=environment).provide()
        if configured:
            return configured
    return by_rules(service, "eu-west-1", *map(bool, switches))


@pytest.mark.parametrize("profile", [
    lines for count in range(len(PROFILE) + 1) for lines in itertools.combinations(PROFILE, count)],
    ids=lambda lines: "+".join(line.split(" ")[0] for line in lines) or "nothing")
def test_the_order_of_settings(program, tmp_path, monkeypatch, profile):
    file = tmp_path / "config"
    file.write_text("\n".join(["[profile dev]", *profile, SECTION]))
    for name in [name for setting in SETTINGS for name in setting]:
        monkeypatch.delenv(name, raising=False)
    cases = []
    for chosen in itertools.product([False, True], repeat=len(SETTINGS)):
        environment = NO_FILES | {"AWS_CONFIG_FILE": str(file)}
        for setting, is_set in zip(SETTINGS, chosen):
            environment |= setting if is_set else {}
        cases += [(service, environment) for service in ("ecs", "states")]
    answers = probe.ask(program, [
        {"locate": {"service": service, "region": "eu-west-1", "environment": environment}}
        for service, environment in cases])
    for ours, (service, environment) in zip(answers, cases):
        with monkeypatch.context() as scope:
            assert ours == {"url": theirs(service, environment, scope)}, (service, environment)
