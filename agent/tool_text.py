"""What a tool found, made fit for a model: as a person would read it, and without secrets."""

import re

_SECRETS = re.compile(
    r"""
    -----BEGIN\ [A-Z ]*PRIVATE\ KEY-----.*?(?:-----END\ [A-Z ]*PRIVATE\ KEY-----|\Z)
    | \bsk-[A-Za-z0-9_-]{16,}
    | \b(?:AKIA|ASIA)[0-9A-Z]{16}\b
    | \bgh[pousr]_[A-Za-z0-9]{20,} | \bgithub_pat_[A-Za-z0-9_]{20,}
    | \bxox[abprs]-[A-Za-z0-9-]{10,}
    | \bAIza[0-9A-Za-z_-]{30,}
    | \beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}
    | (?<=://)[^\s/:@]+:[^\s/@]+(?=@)
    """,
    re.VERBOSE | re.DOTALL,
)
_QUOTED = re.compile(
    r"""(?ix) ( \b [a-z0-9_-]* (?: api[_-]?key | secret | passw(?:or)?d | token ) [a-z0-9_-]*
    ["']? \s* [=:] \s* (["']) ) [^"'\s]{8,} (?=\2)"""
)
_EXPORTED = re.compile(r"(?m)^(\s*(?:export )?[A-Z0-9_]*(?:KEY|SECRET|TOKEN|PASSWORD|PASSWD)[A-Z0-9_]*=)\S{8,}")
_SEQUENCES = re.compile("\x1b\\][^\x07\x1b]*(?:\x07|\x1b\\\\)?|\x1b\\[[0-?]*[ -/]*[@-~]|\x1b[@-Z\\\\^_=>]|\x1b")
_RUBBED_OUT = re.compile("[^\n\x08]\x08")
PLACE = "[secret left out]"


def redacted(text: str) -> str:
    """`text` without keys, tokens, passwords and private keys, as far as they can be told by their form."""
    text = _QUOTED.sub(lambda found: found[1] + PLACE, _SECRETS.sub(PLACE, text))
    return _EXPORTED.sub(lambda found: found[1] + PLACE, text)


def plain(text: str) -> str:
    """What a terminal would show of `text`: no control sequences, and of a line written over its last state."""
    text = _SEQUENCES.sub("", text).replace("\r\n", "\n")
    while "\b" in text:
        shorter = _RUBBED_OUT.sub("", text)
        text = shorter if shorter != text else text.replace("\b", "")
    return "\n".join(line.rstrip("\r").rsplit("\r", 1)[-1] for line in text.split("\n"))
