import sys


def main():
    """Read heartbeats from standard input and print which services were down."""
    lines = sys.stdin.read().splitlines()
    timeout = int(lines[0].split()[1])
    until = int(lines[1].split()[1])
    print(f"{len(lines) - 2} lines, timeout {timeout}, until {until}")


main()
