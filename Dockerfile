# Two stages: the wheel and its pinned requirements are made in one, run in the other.
FROM python:3.13-slim AS made
WORKDIR /src
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY deploy/requirements/run.txt deploy/requirements/dev.txt deploy/requirements/
COPY monitor monitor
COPY rules rules
RUN python -m venv /app \
 && /app/bin/pip install --no-cache-dir --require-hashes -r deploy/requirements/run.txt \
 && python -m venv /build \
 && /build/bin/pip install --no-cache-dir --require-hashes -r deploy/requirements/dev.txt \
 && /build/bin/pip wheel --no-deps --no-build-isolation -w /wheels . \
 && /app/bin/pip install --no-cache-dir --no-deps /wheels/*.whl

FROM python:3.13-slim
RUN useradd --uid 10001 --create-home --shell /usr/sbin/nologin monitor \
 && install -d -o monitor -m 0700 /data
COPY --from=made /app /app
USER 10001
WORKDIR /workspace
ENV PATH=/app/bin:$PATH MONITOR_DATA_DIR=/data PYTHONDONTWRITEBYTECODE=1
VOLUME ["/data"]
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
ENTRYPOINT ["monitor"]
CMD ["run", "--dir", "/workspace"]
