"""Security headers on every answer (DESIGN 7). Pages are shared by caches, so the policy needs no nonce."""

from flask import Flask, Response, g, request

from app.config import settings

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self' https://www.youtube-nocookie.com https://player.vimeo.com; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def install(app: Flask) -> None:
    """Add the headers after each request."""

    def secure(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", _policy())
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if settings().https:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if "Cache-Control" not in headers and not request.path.startswith("/static/"):
            headers["Cache-Control"] = "no-store" if request.path.startswith(PRIVATE) else "no-cache"
        return response

    app.after_request(secure)


def _policy() -> str:
    """What a page may load. A preview of drafts may stand in the office's own frame; tags add their hosts."""
    policy = POLICY
    if hosts := g.get("tag_hosts"):
        more = " ".join(hosts)
        for part in ("script-src 'self'", "connect-src 'self'", "img-src 'self' data: blob:"):
            policy = policy.replace(part, f"{part} {more}")
    return (
        policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'") if g.get("previewing") else policy
    )


PRIVATE = ("/admin", "/console", "/account", "/api", "/pos", "/checkout", "/cart", "/oauth")
