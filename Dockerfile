# Depesche on a CPU. Build: docker build -t depesche .   Run: docker run --rm -v "$PWD/data:/data" depesche
FROM python:3.12-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY pipeline pipeline
COPY configs configs
COPY seeds seeds
# The CPU build of torch is a tenth of the one that PyPI serves for Linux.
RUN python -m venv /opt/depesche \
    && /opt/depesche/bin/pip install --no-cache-dir --index-url https://download.pytorch.org/whl/cpu "torch>=2.6,<2.14" \
    && /opt/depesche/bin/pip install --no-cache-dir .

FROM python:3.12-slim
COPY --from=build /opt/depesche /opt/depesche
# Sources, runs and models live in /data, so that a read-only container keeps all of them.
ENV PATH=/opt/depesche/bin:$PATH \
    HOME=/data \
    HF_HOME=/data/models \
    DEPESCHE_CACHE=/data/cache \
    PYTHONUNBUFFERED=1
RUN useradd --uid 1000 --no-create-home --home-dir /data depesche && install -d -o depesche /data
USER depesche
WORKDIR /data
VOLUME /data
# Finish the window that is under way, then end: give it the time (--stop-timeout 900).
STOPSIGNAL SIGTERM
ENTRYPOINT ["depesche"]
CMD ["run"]
