#!/usr/bin/env python3
"""Say so, and end with status 1, when nothing can be served on HOST PORT."""

import socket
import sys


def main(host: str, port: str) -> str | None:
    """Return what is wrong, or None."""
    if not port.isdecimal() or not 0 < int(port) < 65536:
        return f"PORT={port} is not a port number (1 to 65535)."
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            reason = error.strerror
            return f"Port {port} cannot be used: {reason}.\nChoose another:  PORT=8080 make run"
    return None


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
