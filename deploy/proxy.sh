#!/bin/sh
# Start nginx. Without a certificate in /certificates, a self-signed one is made first, so that
# the site can be tried; visitors' browsers will warn until a real one takes its place.
set -eu

folder=/certificates
if [ ! -s $folder/fullchain.pem ] || [ ! -s $folder/privkey.pem ]; then
    host=${SITE_URL#*://}
    host=${host%%[:/]*}
    case $host in
    *[!0-9.]*) name="DNS:$host" ;;
    *) name="IP:$host" ;;
    esac
    echo "No certificate in $folder: making a self-signed one for $host."
    umask 077
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 397 \
        -subj "/CN=$host" -addext "subjectAltName=$name" \
        -keyout $folder/privkey.pem -out $folder/fullchain.pem 2>/dev/null
fi

# The names that are answered: the host of SITE_URL, and ALLOWED_HOSTS.
host=${SITE_URL#*://}
names="${host%%[:/]*} $(echo "${ALLOWED_HOSTS:-}" | tr ',' ' ')"
echo "server_name $(echo "$names" | sed 's/\(^\| \)\*\( \|$\)/\1~.\2/g');" >/tmp/server-names.conf

nginx -c /etc/reportcms/nginx.conf -g 'daemon off;' &
nginx=$!
trap 'kill -QUIT $nginx' TERM INT QUIT
trap 'kill -HUP $nginx' HUP

# A renewed certificate is taken up within a day, without a dropped connection.
(while sleep 86400; do kill -HUP $nginx || exit; done) &

status=0
while kill -0 $nginx 2>/dev/null; do # a signal ends the waiting, not nginx
    status=0
    wait $nginx || status=$?
done
exit $status
