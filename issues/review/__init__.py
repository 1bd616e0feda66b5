"""Editorial acts: each refuses early, locks its row, writes the log, and tells those concerned."""


class Refused(Exception):
    """An act that cannot be done now; the message says why to whoever asked."""
