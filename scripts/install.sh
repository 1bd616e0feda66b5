#!/bin/sh
# Make .venv and install a lock file into it, with every hash checked:
#   sh scripts/install.sh run|dev
# Does nothing while the lock file is the one installed last (kept in .venv/lock).
set -eu
cd "$(dirname "$0")/.."
sh scripts/system-packages.sh python

PYTHON=${PYTHON:-python3}
lock=requirements/$1.txt
log=.venv/install.log

installed=$(cat .venv/lock 2>/dev/null || true)
wanted=$("$PYTHON" -c 'import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest())' "$lock")
case " $installed " in
*" $wanted "*) .venv/bin/python -c "import django" 2>/dev/null && exit 0 ;;
esac

if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    rm -rf .venv
    if "$PYTHON" -c 'import ensurepip' 2>/dev/null; then
        "$PYTHON" -m venv .venv
    elif "$PYTHON" -m pip --version >/dev/null 2>&1; then
        # Debian ships ensurepip in a package of its own; the system's pip can fill the gap.
        "$PYTHON" -m venv --without-pip .venv
        "$PYTHON" -m pip --quiet --python .venv/bin/python install pip >/dev/null
    else
        sh scripts/system-packages.sh venv
        "$PYTHON" -m venv .venv
    fi
fi

echo "  installing $lock into .venv"
if ! .venv/bin/python -m pip install --disable-pip-version-check --no-input \
    --require-hashes -r "$lock" >"$log" 2>&1; then
    echo "pip could not install $lock:" >&2
    grep -v '^WARNING' "$log" | tail -n 15 >&2
    exit 1
fi
# The lock for developing holds the one for running.
if [ "$1" = dev ]; then
    echo "$wanted $("$PYTHON" -c 'import hashlib; print(hashlib.sha256(open("requirements/run.txt", "rb").read()).hexdigest())')" >.venv/lock
else
    echo "$wanted" >.venv/lock
fi
