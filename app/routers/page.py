"""The web page: one document for every address of it, and its files."""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse

from app.services.page import ENTRY, Page, PageFile

ADDRESSES = {
    "/": "src/pages/HomePage.tsx",
    "/sessions": "src/pages/SessionsPage.tsx",
    "/session/{session_id}": "src/pages/SessionPage.tsx",
    "/session/{session_id}/report": "src/pages/ReportPage.tsx",
    "/session/{session_id}/replay": "src/pages/replay/ReplayPage.tsx",
}
"""The addresses of the page, and the source of what is shown there."""
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",  # the editor and the terminal write <style>
        "font-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
)
ASTRAY = ("/session/{rest:path}", "/{name}")
"""Where people come who were sent a link and lost a part of it."""
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
UNBUILT = """<!doctype html><html lang="en"><meta charset="utf-8"><title>InterviewLM</title>
<h1>The page is not built yet</h1>
<p>Run <code>scripts/web</code> in the folder of InterviewLM and start the server again.
It needs Node, which <code>scripts/toolchain</code> fetches, and the npm registry.</p>
<p>Everything else works: the calls are at <a href="/docs">/docs</a>.</p></html>"""


def page_router(page: Page) -> APIRouter:
    """Routes over the files of a build, for the end of all routes; without one, a page that says how to make it."""
    router = APIRouter(include_in_schema=False)
    files = page.files

    def document_for(source: str) -> Callable[[Request], Awaitable[Response]]:
        headers = {"Content-Security-Policy": POLICY}
        if ahead := page.ahead(source):
            headers["Link"] = ahead

        async def document(request: Request) -> Response:
            if ENTRY not in files:
                return HTMLResponse(UNBUILT, status_code=503)
            return _answer(files[ENTRY], request, headers)

        return document

    async def file(request: Request) -> Response:
        found = files.get(request.url.path.removeprefix("/"))
        if found is None:
            raise HTTPException(404, "the page has no such file; load it again, it was built anew")
        return _answer(found, request, {})

    async def astray(request: Request) -> Response:
        path = request.url.path
        if path != "/" and path.endswith("/"):
            return RedirectResponse(request.url.replace(path=path.rstrip("/")))
        # Programs get what they get at every address that does not exist.
        if ENTRY not in files or "text/html" not in request.headers.get("accept", ""):
            raise HTTPException(404)
        return _answer(files[ENTRY], request, {"Content-Security-Policy": POLICY}, status=404)

    for address, source in ADDRESSES.items():
        router.add_api_route(address, document_for(source), methods=["GET", "HEAD"])
    for name in ["assets/{name:path}", *(name for name in files if "/" not in name and name != ENTRY)]:
        router.add_api_route(f"/{name}", file, methods=["GET", "HEAD"])
    for address in ASTRAY:
        router.add_api_route(address, astray, methods=["GET", "HEAD"])
    return router


def _answer(file: PageFile, request: Request, headers: dict[str, str], *, status: int = 200) -> Response:
    headers = headers | {
        "Cache-Control": FOR_EVER if file.immutable else ASK_AGAIN,
        "ETag": file.etag,
        "Vary": "Accept-Encoding",
    }
    known = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
    if file.etag in known and status == 200:
        return Response(status_code=304, headers=headers)
    encoding, body = file.best(request.headers.get("accept-encoding", ""))
    if encoding != "identity":
        headers["Content-Encoding"] = encoding
    return Response(body, status_code=status, media_type=file.media_type, headers=headers)
