"""``make bench``: every comparison in turn. ``python -m bench NAME`` runs one."""

import subprocess
import sys

NAMES = ["admin", "publish", "pdf", "memory", "figures", "weight", "site", "scale"]

for name in sys.argv[1:] or NAMES:
    print(f"\n== {name}", flush=True)
    subprocess.run([sys.executable, "-m", f"bench.{name}"], check=True)
