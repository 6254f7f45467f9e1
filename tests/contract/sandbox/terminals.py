"""Reads a terminal as a person does: until something is there to see."""

import asyncio

from sandbox.base import Terminal

PROMPT = b"$ "


async def seen_until(terminal: Terminal, *words: bytes, wait_s: float = 10.0) -> bytes:
    """The output up to one of the words; fails with what was there when it ends or stays away."""
    output = b""
    try:
        async with asyncio.timeout(wait_s):
            while not any(word in output for word in words):
                chunk = await terminal.read()
                assert chunk, f"the terminal ended after {output[-2000:]!r}"
                output += chunk
    except TimeoutError:
        raise AssertionError(f"none of {words} in {output[-2000:]!r}") from None
    return output


async def answer(terminal: Terminal, line: str, *, wait_s: float = 10.0) -> str:
    """What a command prints at the shell's prompt, between two marks that the echo of the line does not hold."""
    await terminal.write(f"echo be''gun; {line}; echo do''ne\n".encode())
    output = await seen_until(terminal, b"done\r\n", wait_s=wait_s)
    return output.partition(b"begun\r\n")[2].partition(b"done\r\n")[0].decode().replace("\r\n", "\n")


async def at_prompt(terminal: Terminal) -> Terminal:
    """The terminal once its shell waits for a line."""
    await seen_until(terminal, PROMPT)
    return terminal
