"""The living page of the design system, shown in development and in the demo under /_design."""
