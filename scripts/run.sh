#!/bin/sh
# From a fresh clone to a website with the sample series: what `make run` does.
set -eu
cd "$(dirname "$0")/.."

setting() { # setting NAME DEFAULT: from the environment, else from .env, else the default
    value=$(printenv "$1" || sed -n "s/^$1=//p" .env 2>/dev/null | tail -n 1 | tr -d "\"'")
    echo "${value:-$2}"
}

step() {
    printf '\n%s\n' "$1"
}

PYTHON=${PYTHON:-python3}
HOST=$(setting HOST 127.0.0.1)
PORT=$(setting PORT 8000)
SITE_URL=$(setting SITE_URL "http://localhost:$PORT")
export HOST PORT SITE_URL

sh scripts/system-packages.sh python
"$PYTHON" scripts/check_port.py "$HOST" "$PORT"

step "1/4  System libraries and Python packages"
sh scripts/system-packages.sh pango
sh scripts/install.sh run
python=.venv/bin/python
echo "  ready"

step "2/4  Database and static files"
$python manage.py migrate --verbosity 0
collected=$(setting STATIC_ROOT staticfiles)/staticfiles.json
if [ ! -e "$collected" ] || [ .venv/lock -nt "$collected" ] || [ -n "$(find static \
    reportcms/settings.py reportcms/storage.py -newer "$collected" -print | head -n 1)" ]; then
    $python manage.py collectstatic --noinput --verbosity 0
fi
echo "  ready"

step "3/4  Sample series"
$python manage.py load_sample

step "4/4  Serving $SITE_URL  (Ctrl+C stops)"
exec $python scripts/serve.py
