"""botocore sessions that share one loader: reading the service models takes longer than anything else they do."""

import botocore.loaders
import botocore.session

LOADER = botocore.loaders.create_loader()


def make_session():
    """A session with settings and handlers of its own."""
    session = botocore.session.Session()
    session.register_component("data_loader", LOADER)
    return session
