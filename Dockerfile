# Two images: "app" runs the website or the worker, "proxy" is nginx with the static files.

FROM python:3.11-slim-bookworm AS packages
RUN python -m venv /opt/venv
COPY requirements/run.txt /tmp/run.txt
RUN /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check \
    --require-hashes -r /tmp/run.txt

FROM python:3.11-slim-bookworm AS app
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        fontconfig libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --home-dir /tmp reportcms \
    && install --directory --owner reportcms --group reportcms /data /data/public /data/baked
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY manage.py ./
COPY scripts/serve.py scripts/healthcheck.py scripts/
COPY reportcms reportcms
COPY missions missions
COPY issues issues
COPY templates templates
COPY static static
COPY locale locale
COPY sample sample
COPY docs docs
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    XDG_CACHE_HOME=/tmp/cache \
    DATA_DIR=/data \
    HOST=0.0.0.0 \
    PORT=8000
RUN DATA_DIR=/tmp/build python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf /tmp/build \
    && python -m compileall -q .
USER reportcms
VOLUME ["/data"]
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "scripts/healthcheck.py"]
CMD ["python", "scripts/serve.py", "web"]

FROM debian:bookworm-slim AS proxy
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        curl libnginx-mod-http-brotli-static nginx-light openssl \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10002 --no-create-home --home-dir /tmp proxy-nginx \
    && install --directory --owner proxy-nginx /certificates
COPY deploy/*.conf /etc/reportcms/
COPY deploy/proxy.sh /usr/local/bin/reportcms-proxy
COPY --from=app /app/staticfiles /srv/static
USER proxy-nginx
VOLUME ["/certificates"]
EXPOSE 8080 8443
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["curl", "--fail", "--silent", "--output", "/dev/null", "http://127.0.0.1:8080/proxy-health"]
CMD ["sh", "/usr/local/bin/reportcms-proxy"]
