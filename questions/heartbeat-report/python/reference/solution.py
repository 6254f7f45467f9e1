"""Reads heartbeats and prints which services were down."""

import sys


def main():
    lines = sys.stdin.read().splitlines()
    timeout = int(lines[0].split()[1])
    until = int(lines[1].split()[1])
    beats, bad_line = read(lines, until)
    if bad_line:
        print(f"error {bad_line}")
        return
    for service in sorted(beats):
        gaps = [after - before for before, after in zip(beats[service], [*beats[service][1:], until])]
        outages = [gap - timeout for gap in gaps if gap > timeout]
        print(service, sum(outages), len(outages))


def read(lines, until):
    """The times of each service's heartbeats, and the number of the first bad line (0 for none)."""
    beats, now = {}, 0
    for number, line in enumerate(lines[2:], start=3):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if len(words) != 2 or not words[0].isdigit() or not now <= int(words[0]) <= until:
            return beats, number
        now = int(words[0])
        beats.setdefault(words[1], []).append(now)
    return beats, 0


main()

# interviewlm-canary-c2b96e7087
