"""Points that members earn on paid purchases and spend on others: one ledger, every channel."""
