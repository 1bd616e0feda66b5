#!/bin/sh
# The whole suite, on SQLite and then on a PostgreSQL made for the occasion; what is the same on
# every engine (PDFs laid out without a database, how admin pages look) runs the first time only.
# Two processes share the test files; TEST_PROCESSES=4 takes more, TEST_PROCESSES=0 none but this.
# Arguments go to pytest:  sh scripts/test.sh -k publish
set -u
cd "$(dirname "$0")/.." || exit

results=$(mktemp -d "${TMPDIR:-/tmp}/results.XXXXXX")
trap 'rm -rf "$results"' EXIT
status=0
# The tests of a file stay together; which files come first is said in tests/conftest.py.
pytest=".venv/bin/python -m pytest -q --dist loadfile --no-loadscope-reorder"
pytest="$pytest --numprocesses ${TEST_PROCESSES:-2}"

echo "== SQLite"
DATABASE_URL=sqlite:///:memory: $pytest --junit-xml="$results/SQLite.xml" "$@" ||
    status=1
echo "== PostgreSQL"
sh scripts/with_postgres.sh $pytest -m "not one_engine" --junit-xml="$results/PostgreSQL.xml" "$@" ||
    status=1

.venv/bin/python - "$results" <<'SUMMARY' || status=1
import sys
from pathlib import Path
from xml.etree import ElementTree

for name in ("SQLite", "PostgreSQL"):
    path = Path(sys.argv[1], f"{name}.xml")
    if not path.exists():
        print(f"{name}: no test ran")
        continue
    suite = ElementTree.parse(path).find("testsuite")
    count = {key: int(suite.get(key)) for key in ("tests", "failures", "errors", "skipped")}
    failed = count["failures"] + count["errors"]
    print(f"{name}: {count['tests'] - count['skipped']} tests ran, {failed} failed, {count['skipped']} skipped")
SUMMARY
exit $status
