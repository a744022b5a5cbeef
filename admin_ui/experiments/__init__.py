"""A/B tests: the list, a new one, its result."""
