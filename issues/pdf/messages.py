"""What parent and child of a rendering tell each other: JSON, and bytes after it.

So nothing that comes out of a process that has read hostile content can be more than data.
"""

import json


def send(connection, *message):
    """Send a message: a word and what belongs to it."""
    connection.send_bytes(json.dumps(message).encode())


def receive(connection, limit=None):
    """Return the next message, at most ``limit`` bytes of it; EOFError or OSError if none comes."""
    return json.loads(connection.recv_bytes(limit))
