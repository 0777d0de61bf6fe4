# syntax=docker/dockerfile:1
# Oblik for production: one image for web, worker and beat. Built in two stages; the second has no compiler.

FROM python:3.12-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN apt-get update \
 && apt-get install --yes --no-install-recommends gcc libc6-dev libmariadb-dev pkg-config \
 && rm -rf /var/lib/apt/lists/*
RUN python -m venv /opt/oblik
COPY requirements.txt requirements-mysql.txt /tmp/
# The locks are complete and hashed: nothing that they do not name is installed.
RUN /opt/oblik/bin/pip install --no-deps --require-hashes -r /tmp/requirements.txt -r /tmp/requirements-mysql.txt

FROM python:3.12-slim-bookworm
LABEL org.opencontainers.image.title="Oblik" \
      org.opencontainers.image.description="The back office of a service company" \
      org.opencontainers.image.licenses="MIT"
RUN apt-get update \
 && apt-get install --yes --no-install-recommends libmariadb3 \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --system --gid 10001 oblik \
 && useradd --system --uid 10001 --gid oblik --home-dir /var/lib/oblik --create-home --shell /usr/sbin/nologin oblik \
 && install --directory --owner=oblik --group=oblik --mode=0700 /var/lib/oblik-documents
ENV PATH=/opt/oblik/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings.prod \
    VAR_DIR=/var/lib/oblik \
    MEDIA_ROOT=/var/lib/oblik-documents \
    STATIC_ROOT=/srv/oblik/collected
WORKDIR /srv/oblik
COPY --from=build /opt/oblik /opt/oblik
COPY . .
# Messages and static files belong to the image. The values are for this step only: production settings start with nothing less.
RUN python -m compileall -q apps config \
 && python scripts/compile_messages.py \
 && env SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
        JOURNAL_SIGNING_KEY="$(python -c 'import secrets; print(secrets.token_hex(32))')" \
        ALLOWED_HOSTS=build.invalid SITE_URL=https://build.invalid \
        DATABASE_URL=mysql://build:build@127.0.0.1:3306/build \
        REDIS_URL=redis://127.0.0.1:6379/1 BROKER_URL=redis://127.0.0.1:6379/0 \
        python manage.py collectstatic --noinput -v0
USER 10001:10001
VOLUME ["/var/lib/oblik", "/var/lib/oblik-documents"]
EXPOSE 8000
# Asks the process itself; workers and beat, which serve no pages, have checks of their own in compose.yaml.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "-c", "config/gunicorn.py", "config.wsgi"]
