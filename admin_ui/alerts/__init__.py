"""Low-stock alerts: a screen of the console."""
