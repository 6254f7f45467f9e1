"""The files of a workspace: read, changed and watched by people and programs, on a real server and sandbox."""

import asyncio
import base64
import json
import signal
import socket
import time
from collections.abc import AsyncIterator
from urllib.parse import quote

import httpx
import pytest

from demo.client import Interview
from demo.server import Server
from tests.e2e.conftest import MakeServer
from tests.e2e.terminals import TerminalClient, watching

MAIN = "solution.py"
PROTECTED = "logs/billing.log"


@pytest.fixture
async def work(shared_server: Server) -> AsyncIterator[Interview]:
    """A candidate at work on a question with several documents, one of them read-only."""
    client = await shared_server.create(
        user_id="test", interview_type="debugging", language="python", question_ids=["debug-coupon-leak"]
    )
    async with client:
        await client.start()
        await client.event("interview_started")
        yield client
        await client.rest("DELETE", key=shared_server.key)


async def put(work: Interview, path: str, content: str | bytes) -> httpx.Response:
    if isinstance(content, bytes):
        body = {"content": base64.b64encode(content).decode(), "encoding": "base64"}
    else:
        body = {"content": content}
    return await work.rest("PUT", f"/files/{quote(path)}", json=body)


async def content_of(work: Interview, path: str) -> str:
    answer = await work.rest("GET", f"/files/{quote(path)}")
    assert answer.status_code == 200, answer.text
    return str(answer.json()["content"])


def code(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    return answer.status_code, answer.json()["code"]


async def test_a_file_is_made_read_replaced_moved_and_deleted_and_each_is_told_with_who(work: Interview) -> None:
    made = await put(work, "notes/plan.md", "# Plan\n")
    assert (made.status_code, made.json()["kind"]) == (200, "create")
    assert await content_of(work, "notes/plan.md") == "# Plan\n"
    assert (await put(work, "notes/plan.md", "# Plan é\n")).json()["kind"] == "write"
    moved = await work.rest("POST", "/files/notes/plan.md", json={"move_to": "docs/deep/plan.md"})
    assert (moved.status_code, moved.json()["moved_from"]) == (201, "notes/plan.md")
    assert code(await work.rest("GET", "/files/notes/plan.md")) == (404, "file_not_found")
    assert await content_of(work, "docs/deep/plan.md") == "# Plan é\n"
    assert (await work.rest("DELETE", "/files/docs")).status_code == 200
    assert code(await work.rest("GET", "/files/docs/deep/plan.md")) == (404, "file_not_found")
    await work.event("file_changed", where=lambda event: event["kind"] == "delete")
    told = [
        (event["kind"], event["path"], event["moved_from"], event["content"], event["actor"])
        for event in work.events
        if event["event_type"] == "file_changed"
    ]
    assert told == [
        ("create", "notes/plan.md", None, "# Plan\n", "candidate"),
        ("write", "notes/plan.md", None, "# Plan é\n", "candidate"),
        ("move", "docs/deep/plan.md", "notes/plan.md", None, "candidate"),
        ("delete", "docs", None, None, "candidate"),
    ]


async def test_creating_and_moving_replace_nothing(work: Interview) -> None:
    await put(work, "a", "1")
    await put(work, "b", "2")
    assert code(await work.rest("POST", "/files/a", json={"content": "x"})) == (409, "file_exists")
    assert code(await work.rest("POST", "/files/a", json={"move_to": "b"})) == (409, "file_exists")
    assert code(await work.rest("POST", "/files/a", json={"move_to": MAIN})) == (409, "file_exists")
    assert code(await work.rest("POST", "/files/no", json={"move_to": "c"})) == (404, "file_not_found")
    assert code(await work.rest("POST", "/files/a", json={"folder": True})) == (409, "file_exists")
    assert code(await work.rest("POST", "/files/a", json={"move_to": "c", "folder": True})) == (422, "invalid_request")
    assert (await work.rest("POST", "/files/dir", json={"folder": True})).status_code == 201
    assert code(await work.rest("POST", "/files/dir", json={"move_to": "dir/below"})) == (422, "bad_move")
    assert [await content_of(work, "a"), await content_of(work, "b")] == ["1", "2"]


async def test_a_write_to_an_open_document_is_an_edit_of_that_document(work: Interview) -> None:
    answer = await put(work, f"./{MAIN}", "def totals(invoices):\n    return []\n")
    assert answer.json()["version"] == 1
    changed = await work.event("code_changed")
    assert (changed["path"], changed["version"], changed["actor"]) == (MAIN, 1, "candidate")
    read = (await work.rest("GET", f"/files/{MAIN}")).json()
    assert (read["document"], read["version"]) == (True, 1)
    async with TerminalClient(work) as terminal:
        assert "return []" in await terminal.run(f"cat {MAIN}")
    assert not [event for event in work.events if event["event_type"] == "file_changed" and event["path"] == MAIN]
    assert code(await put(work, MAIN, b"\xff\xfe")) == (422, "binary_document")


async def test_what_the_question_protects_can_be_read_but_not_changed(work: Interview) -> None:
    before = await content_of(work, PROTECTED)
    assert "invoice" in before
    assert code(await put(work, PROTECTED, "gone")) == (403, "protected_file")
    assert code(await work.rest("DELETE", f"/files/{PROTECTED}")) == (403, "protected_file")
    assert code(await work.rest("DELETE", "/files/logs")) == (403, "protected_file")
    for path in (PROTECTED, "logs"):
        assert code(await work.rest("POST", f"/files/{path}", json={"move_to": "x"})) == (403, "protected_file")
    for path in (MAIN, "money.py"):
        assert code(await work.rest("DELETE", f"/files/{path}")) == (409, "open_document")
    entries = {entry["path"]: entry for entry in (await work.rest("GET", "/files")).json()["entries"]}
    assert (entries[PROTECTED]["readonly"], entries[MAIN]["readonly"]) == (True, False)
    # A program, or a write through a link, reaches the file; the question's content takes its place again.
    async with TerminalClient(work) as terminal:
        await terminal.run(f"ln -s logs alias; chmod +w {PROTECTED}; echo forged > {PROTECTED}")
        await work.rest("PUT", "/files/alias/billing.log", json={"content": "forged again"})
        await terminal.run(f"while grep -q forged {PROTECTED}; do sleep 0.1; done")
    assert await content_of(work, PROTECTED) == before


async def raw_request(work: Interview, target: str, *, method: str = "GET") -> tuple[int, dict[str, object]]:
    """A request whose target reaches the server as it is: no client tidies the path."""

    def ask() -> bytes:
        port = int(work.base_url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=10) as plain:
            head = f"{method} /api/v1/interview/{work.session_id}/files/{target} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            plain.sendall(f"{head}Authorization: Bearer {work.token}\r\nConnection: close\r\n\r\n".encode())
            answer = bytearray()
            while chunk := plain.recv(65536):
                answer += chunk
            return bytes(answer)

    head, _, body = (await asyncio.to_thread(ask)).partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body)


@pytest.mark.parametrize(
    ("target", "answer"),
    [
        ("../../../../etc/passwd", "path_outside"),
        ("..%2f..%2f..%2fetc%2fpasswd", "path_outside"),
        ("%2e%2e/%2e%2e/etc/passwd", "path_outside"),
        ("a/../../b", "path_outside"),
        ("/etc/passwd", "path_outside"),
        ("%2fetc%2fpasswd", "path_outside"),
        ("%252e%252e%252fetc%252fpasswd", "file_not_found"),
        ("..%5c..%5cetc", "file_not_found"),
        ("a%00b", "bad_name"),
        ("x" * 300, "bad_name"),
        ("d/" * 150 + "x", "bad_name"),
        ("%ff%fe", "file_not_found"),
        ("solution.py/x", "not_a_folder"),
        ("logs", "is_folder"),
        ("out", "is_folder|path_outside|bad_link"),
        ("out/passwd", "path_outside"),
        ("passwd", "path_outside"),
        ("proc-root/etc/passwd", "path_outside|bad_link|file_not_found"),
        ("loop", "bad_link"),
        ("dangling", "file_not_found"),
        ("fifo", "not_a_file"),
        ("socket", "not_a_file"),
        ("closed/secret", "no_permission|file_not_found"),
    ],
)
async def test_a_path_that_leads_astray_is_refused_by_name(traps: Interview, target: str, answer: str) -> None:
    status, body = await raw_request(traps, target)
    assert 400 <= status < 500
    assert body["code"] in answer.split("|"), body
    assert "root:" not in json.dumps(body)


@pytest.fixture
async def traps(work: Interview) -> Interview:
    """A workspace with every trap that a candidate can lay."""
    async with TerminalClient(work) as terminal:
        await terminal.run(
            "ln -s /etc out; ln -s /etc/passwd passwd; ln -s /proc/1/root proc-root; ln -s loop loop;"
            " ln -s nowhere dangling; mkfifo fifo; mkdir -m 000 closed;"
            " python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"socket\")'"
        )
    return work


async def test_writes_and_deletions_through_traps_stay_inside(traps: Interview) -> None:
    assert code(await put(traps, "out/owned", "x"))[0] == 422
    assert code(await traps.rest("DELETE", "/files/out/passwd"))[0] == 422
    # A link or a FIFO in the place of a file is replaced or removed itself, never what it leads to.
    assert (await put(traps, "passwd", "mine")).status_code == 200
    assert await content_of(traps, "passwd") == "mine"
    assert (await put(traps, "fifo", "plain now")).status_code == 200
    assert (await traps.rest("DELETE", "/files/out")).status_code == 200
    assert (await traps.rest("POST", "/files/loop", json={"move_to": "still-a-loop"})).status_code == 201
    kinds = {entry["path"]: entry["kind"] for entry in (await traps.rest("GET", "/files")).json()["entries"]}
    assert (kinds["still-a-loop"], kinds["fifo"], kinds["socket"]) == ("link", "file", "special")
    assert "out" not in kinds


async def test_names_with_newlines_are_read_and_deleted_but_not_made(work: Interview) -> None:
    for bad in ("a\nb", "tab\there", "esc\x1b[31m", "line\u2028", ".0123456789abcdef.part"):
        assert code(await put(work, bad, "x")) == (422, "bad_name")
    assert code(await work.rest("POST", f"/files/{MAIN}x", json={"move_to": "new\nline"})) == (422, "bad_name")
    async with TerminalClient(work) as terminal:
        await terminal.run(
            "printf hello > $'two\\nlines'; printf x > $'bad\\xff'; printf y > '%2e%2e'; printf z > '#?'"
        )
    entries = {entry["path"]: entry for entry in (await work.rest("GET", "/files")).json()["entries"]}
    assert entries["two\nlines"]["usable"]
    assert not entries["bad\ufffd"]["usable"]
    assert await content_of(work, "two\nlines") == "hello"
    assert await content_of(work, "%2e%2e") == "y"
    assert await content_of(work, "#?") == "z"
    assert (await work.rest("DELETE", f"/files/{quote(chr(0x74) + 'wo' + chr(10) + 'lines')}")).status_code == 200
    await work.event("file_changed", where=lambda event: event["path"] == "two\nlines" and event["kind"] == "delete")


async def test_binary_files_say_so_and_travel_as_base64(work: Interview) -> None:
    raw = bytes(range(256)) * 8
    assert (await put(work, "image.bin", raw)).json()["size_bytes"] == len(raw)
    assert code(await work.rest("GET", "/files/image.bin")) == (406, "binary_file")
    read = (await work.rest("GET", "/files/image.bin?encoding=base64")).json()
    assert base64.b64decode(read["content"]) == raw
    event = await work.event("file_changed", where=lambda one: one["path"] == "image.bin")
    assert (event["content"], event["size_bytes"]) == (None, len(raw))
    bad = await work.rest("PUT", "/files/x", json={"content": "***", "encoding": "base64"})
    assert code(bad) == (422, "invalid_content")


async def test_what_is_too_large_or_finds_no_room_is_refused(work: Interview) -> None:
    assert code(await put(work, "big", "x" * (2 * 1024 * 1024 + 1))) == (413, "file_too_large")
    long = "y" * 100_000
    await put(work, "long", long)
    event = await work.event("file_changed", where=lambda one: one["path"] == "long")
    assert (event["content"], event["size_bytes"]) == (None, 100_000)
    assert await content_of(work, "long") == long
    async with TerminalClient(work) as terminal:
        await terminal.run(
            "truncate -s 10M sparse; for n in 1 2 3 4 5; do head -c 60M /dev/zero > fill$n; done", timeout_s=60
        )
        assert code(await work.rest("GET", "/files/sparse")) == (413, "file_too_large")
        assert code(await put(work, "one-more", "z" * 1_000_000)) == (507, "workspace_full")
        await terminal.run("rm fill*")
    assert (await put(work, "one-more", "z" * 1_000_000)).status_code == 200


async def test_a_tree_of_ten_thousand_files_comes_in_pages(work: Interview) -> None:
    async with TerminalClient(work) as terminal:
        await terminal.run(
            "mkdir -p t/a t/b; (cd t; seq 5000 | xargs -I N -P1 echo a/N | xargs touch;"
            " seq 5000 | sed s:^:b/: | xargs touch)",
            timeout_s=60,
        )
    seen: list[str] = []
    query = "?limit=3000&under=t"
    while True:
        answer = await work.rest("GET", f"/files{query}")
        page = answer.json()
        seen += [entry["path"] for entry in page["entries"]]
        if page["next"] is None:
            break
        assert 'rel="next"' in answer.headers["link"]
        query = f"?limit=3000&under=t&cursor={quote(page['next'])}"
    assert len(seen) == len(set(seen)) == 10_002
    assert seen == sorted(seen, key=lambda path: path.split("/"))
    assert code(await work.rest("GET", "/files?cursor=***")) == (422, "bad_cursor")
    assert code(await work.rest("GET", "/files?under=../..")) == (422, "path_outside")


async def test_who_may_look_may_not_change(work: Interview) -> None:
    await put(work, "mine", "1")
    observer = (await work.rest("POST", "/tokens", key="", json={"role": "observer"})).status_code
    assert observer == 403
    key = work.session["interviewer_token"]
    assert (await work.rest("GET", "/files/mine", key=key)).json()["content"] == "1"
    assert (await work.rest("GET", "/files", key=key)).status_code == 200
    for method, body in (("PUT", {"content": "2"}), ("POST", {"content": "2"}), ("DELETE", None)):
        assert code(await work.rest(method, "/files/mine", key=key, json=body)) == (403, "forbidden")
    assert await content_of(work, "mine") == "1"


async def test_the_watch_says_what_was_done_by_whom_and_goes_on_after_a_break(work: Interview) -> None:
    async with watching(work, token=work.session["interviewer_token"]) as watch, TerminalClient(work) as terminal:
        await put(work, "by-hand.txt", "hand")
        told = await watch.message(type="create", path="by-hand.txt")
        assert (told["by"], told["content"]) == ("candidate", "hand")
        began = time.monotonic()
        await terminal.run("echo program > by-program.txt")
        told = await watch.message(type="create", path="by-program.txt")
        assert (told["by"], told["content"]) == ("program", "program\n")
        assert told["at"] - began < 5
        await terminal.run("echo more >> by-program.txt; mv by-hand.txt moved.txt; mkdir -p d; rm -f moved.txt")
        assert (await watch.message(type="write", path="by-program.txt"))["content"] == "program\nmore\n"
        assert (await watch.message(type="create", path="d"))["folder"]
        await watch.message(type="delete", path="by-hand.txt", by="program")
        await work.write(MAIN, "def totals(invoices):\n    return [1]\n")
        assert "[1]" in (await watch.message(type="write", path=MAIN, by="candidate"))["content"]
        last = watch.ids[-1]
    await put(work, "meanwhile.txt", "1")
    async with watching(work, after=last) as again:
        await again.message(type="create", path="meanwhile.txt")
        assert not [one for one in again.told if one["path"] == "by-program.txt"]
    own = [one for one in watch.told if one["path"] == "by-hand.txt" and one["type"] in ("create", "write")]
    assert [one["by"] for one in own] == ["candidate"]


async def test_a_document_that_a_program_writes_is_a_change_of_the_document(work: Interview) -> None:
    async with TerminalClient(work) as terminal:
        await terminal.run(f"sed -i 's/totals/totals_of/' {MAIN}")
        changed = await work.event("code_changed")
        assert (changed["path"], changed["author"]) == (MAIN, "program")
        assert "totals_of" in await content_of(work, MAIN)


async def test_a_build_that_writes_thousands_of_files_does_not_flood_the_log(work: Interview) -> None:
    async with watching(work) as watch, TerminalClient(work) as terminal:
        await terminal.run("mkdir -p build; for n in $(seq 3000); do echo $n > build/$n.o; done", timeout_s=60)
        many = await watch.message(type="many")
        assert many["by"] == "program"
        assert many["paths"]
        await terminal.run("echo last > after-the-build")
        await asyncio.sleep(1.5)
        await terminal.run("echo really > really-last")
        await watch.message(path="really-last")
    one_by_one = [one for one in watch.told if one["type"] != "many"]
    counted = sum(one["count"] for one in watch.told if one["type"] == "many")
    assert len(one_by_one) < 300
    assert len(one_by_one) + counted >= 3000
    async with TerminalClient(work) as terminal:
        await terminal.run("mkdir -p pkg/__pycache__; touch pkg/__pycache__/x.pyc; touch pkg/seen")
    await work.event("file_changed", where=lambda event: event["path"] == "pkg/seen")
    assert not [one for one in work.events if "__pycache__" in one.get("path", "")]


async def test_a_server_that_stops_does_not_wait_for_its_streams(make_server: MakeServer) -> None:
    server = make_server()
    work = await server.create(language="python")
    async with watching(work):
        began = time.monotonic()
        await asyncio.to_thread(server.end, signal.SIGTERM)
        assert time.monotonic() - began < 8
    assert "Traceback" not in server.log.read_text()


async def test_files_need_a_session_at_work_and_documents_outlive_it(work: Interview) -> None:
    await put(work, "scratch", "1")
    own, work.token = work.token, None
    await work.rest("PUT", "/status", json={"status": "cancelled"})
    work.token = own
    assert code(await put(work, "late", "x")) == (409, "not_now")
    assert code(await work.rest("DELETE", "/files/scratch")) == (409, "not_now")
    paths = [entry["path"] for entry in (await work.rest("GET", "/files")).json()["entries"]]
    assert MAIN in paths
    assert "scratch" not in paths
    assert "totals" in await content_of(work, MAIN)
    assert code(await work.rest("GET", "/files/scratch")) == (404, "file_not_found")
