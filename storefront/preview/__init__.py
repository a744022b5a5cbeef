"""A draft seen by whoever has its link."""
