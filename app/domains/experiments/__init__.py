"""A/B tests: who gets which variant, who met it, what they ordered, and whether that says anything."""
