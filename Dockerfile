# The standalone process on a jar that was built before:
#   mvn -B -DskipTests package && docker build -t cpln-container-routes .
#   docker run --rm --read-only --tmpfs /tmp -v cpln-data:/data --stop-timeout 30 -e CPLN_ORG -e CPLN_TOKEN cpln-container-routes
FROM eclipse-temurin:21-jre-jammy

# OpenShift runs an image as a user of its own choice, always in the group root: that group may write too.
RUN groupadd --system --gid 10001 cpln \
    && useradd --system --uid 10001 --gid cpln --no-create-home --shell /usr/sbin/nologin cpln \
    && install --directory --owner=cpln --group=root --mode=2770 /data /data/undelivered

WORKDIR /app
# What changes rarely comes first: a new version leaves the layer of the libraries as it is.
COPY target/lib lib/
COPY target/cpln-container-routes.jar ./
COPY target/bin bin/
# Classes as the virtual machine keeps them: it starts in half the time. A process that serves and lists leaves them
# when it ends; the next one gives the archive its name.
RUN bin/cpln-container-routes --demo > demo.log & \
    for second in $(seq 120); do if grep -q '^Listing ' demo.log || ! kill -0 $!; then break; fi; sleep 1; done; \
    kill $!; wait $!; rm demo.log; bin/cpln-container-routes --help
# Read from the working folder; mount your own over it, and route files to routes/.
COPY config/application.properties config/

ENV CPLN_UNDELIVERED_ENDPOINT=file:/data/undelivered \
    JAVA_OPTS="-XX:MaxRAMPercentage=75 -XX:+ExitOnOutOfMemoryError"
VOLUME /data
USER 10001:10001
EXPOSE 8080

# Without a client that the image may not have. Ready means: up, and the token was not refused.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${CAMEL_MANAGEMENT_PORT:-${CAMEL_SERVER_PORT:-8080}} && printf 'GET /observe/health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]

# As process 1 it gets SIGTERM itself: listings end, events are delivered or kept.
ENTRYPOINT ["/app/bin/cpln-container-routes"]
