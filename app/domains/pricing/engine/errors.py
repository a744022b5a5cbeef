"""What the engine refuses."""


class BadContext(ValueError):
    """The facts contradict themselves: a caller's mistake, never the shopper's."""
