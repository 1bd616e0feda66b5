#!/bin/sh
# Make sure the system libraries and programs of each named group are there:
#   sh scripts/system-packages.sh python venv pango chromium postgresql java
# What is missing is installed with apt-get where that needs no question (as root, or with a sudo
# that asks for no password). Anywhere else the command for this system is printed, and the
# script ends with status 1.
set -eu

PYTHON=${PYTHON:-python3}

probe_python() {
    "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

probe_venv() {
    "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null
}

probe_pango() { # the libraries WeasyPrint opens, and the one that makes its font subsets quickly
    "$PYTHON" - 2>/dev/null <<'PROBE'
import ctypes
import sys

libraries = ["gobject-2.0:0", "pango-1.0:0", "pangoft2-1.0:0", "harfbuzz:0", "harfbuzz-subset:0", "fontconfig:1"]
for library in libraries:
    name, version = library.split(":")
    if sys.platform == "darwin":
        files = [f"{folder}lib{name}.dylib" for folder in ("", "/opt/homebrew/lib/", "/usr/local/lib/")]
    else:
        files = [f"lib{name}.so.{version}"]
    for file in files:
        try:
            ctypes.CDLL(file)
            break
        except OSError:
            continue
    else:
        sys.exit(1)
PROBE
}

probe_chromium() {
    command -v chromium || command -v chromium-browser || command -v google-chrome
}

probe_postgresql() {
    command -v initdb || ls -d /usr/lib/postgresql/*/bin/initdb
}

probe_java() { # veraPDF, the validator of the tests, runs from Java 11 on
    version=$(java -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p')
    [ "${version:-0}" -ge 11 ]
}

probe_gettext() {
    command -v msgfmt && command -v msgunfmt && command -v xgettext
}

probe_nginx() {
    command -v nginx || ls /usr/sbin/nginx
}

probe_wrk() {
    command -v wrk
}

names() { # names GROUP FAMILY: the packages of a group on a family of systems
    case "$2:$1" in
    debian:python | fedora:python | alpine:python) echo python3 ;;
    debian:venv) echo python3-venv ;;
    debian:pango) echo libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig ;;
    debian:chromium) echo chromium ;;
    debian:nginx) echo nginx-light libnginx-mod-http-brotli-static ;;
    debian:postgresql) echo postgresql ;;
    debian:java) echo default-jre-headless ;;
    fedora:java) echo java-17-openjdk-headless ;;
    fedora:pango) echo pango harfbuzz fontconfig ;;
    fedora:postgresql | suse:postgresql) echo postgresql-server ;;
    suse:pango) echo libpango-1_0-0 libharfbuzz-subset0 fontconfig ;;
    *:python | *:venv) echo python ;;
    alpine:java) echo openjdk17-jre-headless ;;
    suse:java) echo java-17-openjdk-headless ;;
    arch:java) echo jre-openjdk-headless ;;
    mac:java) echo openjdk ;;
    alpine:pango) echo pango harfbuzz-subset fontconfig ;;
    arch:pango | mac:pango) echo pango ;;
    suse:gettext) echo gettext-tools ;;
    mac:postgresql) echo postgresql@15 ;;
    *) echo "$1" ;;
    esac
}

family() {
    if [ "$(uname -s)" = Darwin ]; then
        echo mac
        return
    fi
    ids=$(. /etc/os-release 2>/dev/null && echo "${ID:-} ${ID_LIKE:-}")
    for id in $ids; do
        case $id in
        debian | ubuntu) echo debian && return ;;
        fedora | rhel | centos) echo fedora && return ;;
        arch) echo arch && return ;;
        alpine) echo alpine && return ;;
        suse | opensuse*) echo suse && return ;;
        esac
    done
    echo unknown
}

install_with_apt() { # install_with_apt RUNNER PACKAGE…
    runner=$1
    shift
    log=$(mktemp)
    for attempt in stored fresh; do
        if [ $attempt = fresh ]; then
            $runner env DEBIAN_FRONTEND=noninteractive apt-get update -qq >>"$log" 2>&1 || true
        fi
        if $runner env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y \
            --no-install-recommends "$@" >>"$log" 2>&1; then
            rm -f "$log"
            return 0
        fi
    done
    echo "apt-get could not install $*:" >&2
    tail -n 15 "$log" >&2
    rm -f "$log"
    return 1
}

missing=""
for group in "$@"; do
    if ! "probe_$group" >/dev/null 2>&1; then
        missing="$missing $group"
    fi
done
[ -n "$missing" ] || exit 0

system=$(family)
packages=""
for group in $missing; do
    packages="$packages $(names "$group" "$system")"
done
packages=${packages# }

case $system in
debian) command="apt-get install --no-install-recommends $packages" ;;
fedora) command="dnf install $packages" ;;
arch) command="pacman -S $packages" ;;
alpine) command="apk add $packages" ;;
suse) command="zypper install $packages" ;;
mac) command="brew install $packages" ;;
*) command="" ;;
esac

if [ "$system" = debian ]; then
    if [ "$(id -u)" = 0 ]; then
        runner=""
    elif sudo -n true 2>/dev/null; then
        runner="sudo -n"
    else
        runner="none"
    fi
    if [ "$runner" != none ]; then
        echo "  installing $packages"
        # shellcheck disable=SC2086
        install_with_apt "$runner" $packages
        still=""
        for group in $missing; do
            "probe_$group" >/dev/null 2>&1 || still="$still $group"
        done
        [ -z "$still" ] && exit 0
        echo "Installed $packages, yet still not found:$still." >&2
        exit 1
    fi
fi

case $missing in
*python*) missing="$missing (3.11 or newer; name another one with PYTHON=/path/to/python3)" ;;
esac
echo "Missing on this system:$missing." >&2
if [ -n "$command" ]; then
    [ "$system" = mac ] || command="sudo $command"
    echo "Install with:  $command" >&2
    echo "then run this again." >&2
else
    echo "Install these with this system's package manager, then run this again." >&2
fi
exit 1
