#!/bin/sh
# Resolve pyproject.toml into requirements/run.txt and dev.txt: exact versions, hashes, no
# addresses. Versions already locked stay; add --upgrade, or --upgrade-package NAME, to move them.
set -eu
cd "$(dirname "$0")/.."

[ -x .venv/bin/uv ] || .venv/bin/python -m pip install --quiet --disable-pip-version-check uv
compile() {
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-annotate --no-header "$@"
}
compile "$@" pyproject.toml -o requirements/run.txt
compile "$@" pyproject.toml --group dev -o requirements/dev.txt
