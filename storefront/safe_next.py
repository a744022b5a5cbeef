"""Where to go after signing in or switching: only ever to a page of this shop."""


def safe_next(wanted: str | None, default: str = "/") -> str:
    """`wanted` if it is a path of our own, else `default`. Browsers read a backslash as a slash."""
    path = (wanted or "").replace("\\", "/")
    inside = path.startswith("/") and not path.startswith("//") and path.isprintable()
    return path if inside else default
