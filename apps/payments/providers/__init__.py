"""What payment providers tell, from the door to the books. What each provider writes and signs is in apps.integrations.providers."""
