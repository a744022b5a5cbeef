"""The catalogues of the demo shops."""

# fmt: off

# fmt: off - tables of facts
