"""HTML to PDF by WeasyPrint, which needs Pango. Worker processes keep it loaded (`stay_loaded`); others start a
short-lived one, `python -m app.outbound.documents.pdf`, so that no web process carries its weight.
"""

import subprocess
import sys
from typing import Any

from app.config import REPOSITORY

FONTS = REPOSITORY / "app" / "web" / "static" / "vendor" / "fonts"
TIMEOUT_SECONDS = 30
NO_ENGINE = 3

_loaded = False


class NoPdf(Exception):
    """This machine cannot make PDFs, or not now; the message says why."""


def stay_loaded() -> None:
    """Render in this process from now on."""
    global _loaded
    _loaded = True


def render(html: str) -> bytes:
    """The document as PDF. Raises NoPdf where Pango is missing."""
    return _here(html) if _loaded else _in_a_child(html)


def _here(html: str) -> bytes:
    engine = _engine()

    class OnlyFonts(engine.urls.URLFetcher):  # type: ignore[misc, name-defined]  # weasyprint has no hints
        """Documents fetch our fonts and nothing else."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if not url.startswith(FONTS.as_uri()):
                raise ValueError("documents fetch nothing but fonts")
            return super().fetch(url, headers)

    made: bytes = engine.HTML(string=html, url_fetcher=OnlyFonts(allowed_protocols=["file"])).write_pdf()
    return made


def _engine() -> Any:
    try:
        import weasyprint  # noqa: PLC0415 - heavy, and it needs Pango
        import weasyprint.urls  # noqa: PLC0415
    except (ImportError, OSError) as error:
        raise NoPdf(str(error).splitlines()[0]) from error
    return weasyprint


def _in_a_child(html: str) -> bytes:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "app.outbound.documents.pdf"],
            input=html.encode(),
            capture_output=True,
            cwd=REPOSITORY,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise NoPdf(f"it took longer than {TIMEOUT_SECONDS} s") from late
    if done.returncode == NO_ENGINE:
        raise NoPdf(done.stderr.decode(errors="replace").strip())
    done.check_returncode()
    return done.stdout


def _main() -> int:
    try:
        sys.stdout.buffer.write(_here(sys.stdin.read()))
    except NoPdf as missing:
        sys.stderr.write(str(missing))
        return NO_ENGINE
    return 0


if __name__ == "__main__":
    sys.exit(_main())
