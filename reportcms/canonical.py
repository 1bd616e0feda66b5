"""The one byte form of plain data, so that equal content has equal bytes and one checksum."""

import hashlib
import json


def canonical_bytes(content):
    """Return ``content`` (JSON types only) as UTF-8 JSON with sorted keys and no spaces."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(content):
    """Return the SHA-256 of the canonical bytes in hexadecimal."""
    return hashlib.sha256(canonical_bytes(content)).hexdigest()
