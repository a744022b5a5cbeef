"""Exchange rates from outside: a central bank's daily file."""
