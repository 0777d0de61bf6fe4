"""Settings of what goes out to other systems."""

from environs import Env

env = Env()

# Only for tests and for receivers in a network of one's own: endpoints may have any address, http and every port.
WEBHOOKS_TO_PRIVATE_NETWORKS = env.bool("WEBHOOKS_TO_PRIVATE_NETWORKS", False)
# How long one sender begins new requests before it ends and another is woken.
WEBHOOKS_SENDER_SECONDS = env.float("WEBHOOKS_SENDER_SECONDS", 45.0)
