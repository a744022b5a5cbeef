"""What the shop writes to people: one function a letter, in the current language."""
