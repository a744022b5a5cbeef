"""Price lists: what things cost for whom, how that came, and why."""
