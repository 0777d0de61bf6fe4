"""What every noun of the API needs."""
