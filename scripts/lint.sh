#!/bin/sh
# Everything that can be judged without running the product.
set -eu
cd "$(dirname "$0")/.."
bin=.venv/bin

$bin/ruff format --check --quiet --output-format concise .
$bin/ruff check --quiet .
find templates -name '*.html' -exec $bin/djade --check {} +
$bin/lint-imports --no-logo >.venv/imports.log 2>&1 || {
    cat .venv/imports.log
    exit 1
}
DJANGO_SETTINGS_MODULE=tests.settings $bin/python manage.py check --fail-level WARNING
DJANGO_SETTINGS_MODULE=tests.settings $bin/python manage.py makemigrations --check --dry-run
DJANGO_SETTINGS_MODULE=tests.settings $bin/python manage.py spectacular --validate --fail-on-warn \
    --file /dev/null
for catalogue in locale/*/LC_MESSAGES/*.po; do
    [ -f "$catalogue" ] || continue
    compiled=${catalogue%.po}.mo
    wanted=$(msgfmt --check-format -o - "$catalogue" | msgunfmt | cksum)
    if [ "$wanted" != "$(msgunfmt "$compiled" | cksum)" ]; then
        echo "$compiled is not what $catalogue compiles to: run make messages." >&2
        exit 1
    fi
done
echo "Format, lint, import contracts, migrations and messages are in order."
