"""Documents as answers: a PDF, or its print-ready HTML where PDFs cannot be made."""

from flask import Response

HTML = "text/html"
HTML_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"


def paper(file: tuple[bytes, str, str]) -> Response:
    """(bytes, media type, file name) to be shown in the browser; never kept by caches."""
    data, kind, name = file
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
    if kind == HTML:
        headers["Content-Security-Policy"] = HTML_POLICY  # it brings its own style sheet
    return Response(data, mimetype=kind, headers=headers)
