# syntax=docker/dockerfile:1
#
#   docker build -t streamer .
#   docker run -v streamer:/data -v ./config.yaml:/etc/streamer/config.yaml:ro streamer
#
# Every setting can be a variable as well: -e STREAMER_REDIS=redis://redis:6379/0, or, for
# secrets, -e STREAMER_REDIS_FILE=/run/secrets/redis.

FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/streamer
WORKDIR /src
COPY pyproject.toml requirements.lock README.md LICENSE ./
COPY streamer streamer
# The lock also pins the tools of developers: as constraints it gives versions, not packages.
RUN /opt/streamer/bin/pip install --constraint requirements.lock ".[all]"

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin streamer \
    && install --directory --owner streamer --group streamer --mode 0750 /data
COPY --from=build /opt/streamer /opt/streamer
COPY config.yaml /etc/streamer/config.yaml
ENV PATH=/opt/streamer/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    STREAMER_CONFIG=/etc/streamer/config.yaml \
    STREAMER_DATA=/data
USER streamer
WORKDIR /data
VOLUME /data
# The daemon drains within ten seconds, which is what `docker stop` waits.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 \
    CMD ["streamer", "status", "--healthy"]
ENTRYPOINT ["streamer"]
CMD ["run"]
