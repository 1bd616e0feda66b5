#!/usr/bin/env python3
"""End with status 0 when the web process of this machine answers, with 1 when it does not."""

import os
import sys
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit


def main() -> int:
    """Ask for /healthz under the site's own host name, the one sure to be allowed."""
    host = urlsplit(os.environ.get("SITE_URL", "http://localhost")).netloc
    connection = HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=4)
    try:
        connection.request("GET", "/healthz", headers={"Host": host})
        return 0 if connection.getresponse().status == 200 else 1
    except (OSError, HTTPException) as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
