"""The page is served as it was built: compressed, cached for as long as is right, and under a strict policy."""

import gzip
import json
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from app.routers.page import ADDRESSES, page_router
from app.services.page import load_page

SCRIPT = b"console.log('the page')\n" * 50
ZIPPED = gzip.compress(SCRIPT, mtime=0)
MANIFEST = {
    "index.html": {"file": "assets/main-abc.js", "css": ["assets/main.css"], "imports": ["_shared.js"]},
    "src/pages/replay/ReplayPage.tsx": {
        "file": "assets/replay.js",
        "css": ["assets/replay.css"],
        "imports": ["index.html", "_shared.js", "_editor.js"],
        "dynamicImports": ["src/terminal.tsx"],
    },
    "_shared.js": {"file": "assets/shared.js"},
    "_editor.js": {"file": "assets/editor.js", "imports": ["index.html", "_shared.js"]},
    "src/terminal.tsx": {"file": "assets/terminal.js"},
}


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_bytes(b"<!doctype html><title>page</title>")
    (tmp_path / "assets" / "main-abc.js").write_bytes(SCRIPT)
    (tmp_path / "assets" / "main-abc.js.gz").write_bytes(ZIPPED)
    (tmp_path / "assets" / "main-abc.js.br").write_bytes(b"as brotli")
    (tmp_path / "assets" / "inter.woff2").write_bytes(b"wOF2")
    (tmp_path / "theme.js").write_bytes(b"0")
    (tmp_path / ".vite").mkdir()
    (tmp_path / ".vite" / "manifest.json").write_text(json.dumps(MANIFEST))
    return tmp_path


def client(dist: Path) -> httpx.AsyncClient:
    app = FastAPI()
    app.include_router(page_router(load_page(dist)))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://page")


async def test_every_address_of_the_page_is_one_document_under_a_strict_policy(dist: Path) -> None:
    async with client(dist) as http:
        for address in ADDRESSES:
            answer = await http.get(address.replace("{session_id}", "01a1fd49-f499-7244-96ce-362794ccc119"))
            assert answer.text == "<!doctype html><title>page</title>"
            assert answer.headers["cache-control"] == "no-cache"
            rules = answer.headers["content-security-policy"].split("; ")
            assert "script-src 'self'" in rules
            assert "frame-ancestors 'none'" in rules


async def test_an_address_names_the_files_of_its_page_beside_the_document(dist: Path) -> None:
    async with client(dist) as http:
        replay = await http.get("/session/01a1fd49-f499-7244-96ce-362794ccc119/replay")
        home = await http.get("/")
    assert replay.headers["link"].split(", ") == [
        "</assets/replay.js>; rel=modulepreload",
        "</assets/replay.css>; rel=preload; as=style; crossorigin",
        "</assets/editor.js>; rel=modulepreload",
    ]
    assert "link" not in home.headers


@pytest.mark.parametrize(
    ("accepted", "encoding", "body"),
    [
        ("gzip, deflate, br", "br", b"as brotli"),
        ("gzip", "gzip", ZIPPED),
        ("br;q=0, gzip;q=0", None, SCRIPT),
        ("", None, SCRIPT),
    ],
)
async def test_a_file_comes_in_the_best_encoding_that_is_accepted(
    dist: Path, accepted: str, encoding: str | None, body: bytes
) -> None:
    async with (
        client(dist) as http,
        http.stream("GET", "/assets/main-abc.js", headers={"Accept-Encoding": accepted}) as answer,
    ):
        raw = b"".join([chunk async for chunk in answer.aiter_raw()])
    assert answer.headers.get("content-encoding") == encoding
    assert raw == body
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["vary"] == "Accept-Encoding"


async def test_what_has_a_hash_in_its_name_is_kept_for_ever_and_the_rest_is_asked_for_again(dist: Path) -> None:
    async with client(dist) as http:
        hashed = await http.get("/assets/main-abc.js")
        assert "immutable" in hashed.headers["cache-control"]
        assert (await http.get("/assets/inter.woff2")).headers["content-type"] == "font/woff2"
        theme = await http.get("/theme.js")
        assert theme.headers["cache-control"] == "no-cache"
        again = await http.get("/theme.js", headers={"If-None-Match": theme.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


async def test_a_file_that_is_not_there_is_not_found_and_never_the_document(dist: Path) -> None:
    async with client(dist) as http:
        for path in (
            "/assets/old-123.js",
            "/.vite/manifest.json",
            "/assets/../index.html",
            "/assets/%2e%2e/theme.js",
            "/nothing",
        ):
            assert (await http.get(path)).status_code == 404


async def test_who_goes_astray_in_a_browser_gets_the_page_that_says_so_and_a_program_a_plain_refusal(
    dist: Path,
) -> None:
    async with client(dist) as http:
        for path in ("/sesions", "/session", "/session/01a1fd49-f499-7244-96ce-362794ccc119/repor"):
            shown = await http.get(path, headers={"Accept": "text/html,*/*;q=0.8"})
            assert (shown.status_code, shown.text) == (404, "<!doctype html><title>page</title>")
            assert "script-src 'self'" in shown.headers["content-security-policy"]
            told = await http.get(path)
            assert (told.status_code, told.headers["content-type"]) == (404, "application/json")
        assert (await http.get("/session/x/")).headers["location"] == "http://page/session/x"


async def test_without_a_build_every_address_says_how_to_make_one(tmp_path: Path) -> None:
    async with client(tmp_path / "nothing") as http:
        answer = await http.get("/sessions")
    assert answer.status_code == 503
    assert "scripts/web" in answer.text
