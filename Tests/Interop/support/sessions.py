"""botocore sessions that share one loader: reading the service models is the slowest part of a session."""

import botocore.loaders
import botocore.session

LOADER = botocore.loaders.create_loader()


def make_session():
    """A session with its own settings and handlers."""
    session = botocore.session.Session()
    session.register_component("data_loader", LOADER)
    return session
