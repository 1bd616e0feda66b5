#!/bin/sh
# Run a command beside a PostgreSQL of its own:
#   sh scripts/with_postgres.sh COMMAND…
# DATABASE_URL names the server for the command. The server is new, listens on a socket only,
# trades durability for speed, and is removed with its data when the command ends.
set -eu

initdb=$(command -v initdb || ls -d /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n 1)
bin=$(dirname "$initdb")
[ -x "$bin/pg_ctl" ] || bin=$(pg_config --bindir)

room() { df -Pk "$1" 2>/dev/null | awk 'NR == 2 { print $4 }'; }
place=${TMPDIR:-/tmp}
if [ -w /dev/shm ] && [ "$(room /dev/shm)" -gt 2097152 ]; then # memory, where 2 GiB of it are free
    place=/dev/shm
fi
folder=$(mktemp -d "$place/pg.XXXXXX")
as_owner() { "$@"; }
if [ "$(id -u)" = 0 ]; then # PostgreSQL refuses to run as root
    owner=postgres
    id "$owner" >/dev/null 2>&1 || owner=nobody
    chown "$owner" "$folder"
    as_owner() { (cd / && runuser -u "$owner" -- "$@"); }
fi

finish() {
    as_owner "$bin/pg_ctl" stop --silent --mode immediate --pgdata "$folder/data" 2>/dev/null || true
    rm -rf "$folder"
}
trap finish EXIT
trap 'exit 130' INT TERM HUP

locale=C.UTF-8
locale -a | grep -qi '^C.utf-\{0,1\}8$' || locale=en_US.UTF-8
as_owner "$bin/initdb" --pgdata "$folder/data" --username reportcms --auth trust \
    --encoding UTF8 --locale "$locale" --no-sync >/dev/null
options="-c listen_addresses= -c unix_socket_directories=$folder"
options="$options -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
options="$options -c wal_level=minimal -c max_wal_senders=0 -c autovacuum=off"
if ! as_owner "$bin/pg_ctl" start --silent --wait --pgdata "$folder/data" \
    --log "$folder/log" --options "$options"; then
    cat "$folder/log" >&2
    exit 1
fi

host=$(printf %s "$folder" | sed 's,/,%2F,g')
DATABASE_URL="postgres://reportcms@$host/postgres" "$@"
