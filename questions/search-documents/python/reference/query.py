"""Reads queries, one function for each level; each says how far it has read."""

import re

from words import words

TOKEN = re.compile(r'"[^"]*"?|[()-]|[^\s()"-]+')


def parse(text):
    """Read a query into ("or" | "and", parts), ("not", part), ("phrase", words)."""
    tokens = TOKEN.findall(text)
    tree, end = _either(tokens, 0)
    if end < len(tokens):
        raise ValueError(f"{tokens[end]} is not opened")
    return tree


def _either(tokens, at):
    parts = []
    while True:
        part, at = _row(tokens, at)
        parts.append(part)
        if at == len(tokens) or tokens[at] != "OR":
            return ("or", parts), at
        at += 1


def _row(tokens, at):
    parts = []
    while at < len(tokens) and tokens[at] not in ("OR", ")"):
        part, at = _term(tokens, at)
        parts.append(part)
    if not parts:
        raise ValueError("something is missing")
    return ("and", parts), at


def _term(tokens, at):
    if at == len(tokens) or tokens[at] in ("OR", ")"):
        raise ValueError("a minus stands before nothing")
    token = tokens[at]
    if token == "-":
        part, at = _term(tokens, at + 1)
        return ("not", part), at
    if token == "(":
        part, at = _either(tokens, at + 1)
        if at == len(tokens):
            raise ValueError("a parenthesis is not closed")
        return part, at + 1
    if token.startswith('"') and not (token.endswith('"') and words(token)):
        raise ValueError(f"{token} is no phrase")
    return ("phrase", words(token)), at + 1

# interviewlm-canary-0a158a6b32
