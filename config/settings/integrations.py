"""Settings of what goes out to other systems and of what payment providers send."""

from environs import Env

env = Env()

# Only for tests and for receivers in a network of one's own: endpoints may have any address, http and every port.
WEBHOOKS_TO_PRIVATE_NETWORKS = env.bool("WEBHOOKS_TO_PRIVATE_NETWORKS", False)
# How long one sender begins new requests before it ends and another is woken.
WEBHOOKS_SENDER_SECONDS = env.float("WEBHOOKS_SENDER_SECONDS", 45.0)
# Messages that one connection to a payment provider may send in a minute; more are answered 429, and the provider sends them again.
PROVIDER_MESSAGES_PER_MINUTE = env.int("PROVIDER_MESSAGES_PER_MINUTE", 600)
# Where clients come back to from a payment page; empty: SITE_URL.
PROVIDER_RETURN_URL = env.str("PROVIDER_RETURN_URL", "")
# Only for tests and test stands: other addresses of providers' APIs, such as {"stripe": "https://stand.example.com"}.
PROVIDER_ADDRESSES = env.json("PROVIDER_ADDRESSES", {})
