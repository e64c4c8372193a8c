package dev.cplnroutes.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoRequest;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process with a heap of 192 MB streams 40,000 containers of 10,000 workloads: to a client that reads 1 KB a second
 * for a while and goes away, and then to one that reads all. The answers fill the cache up to its 64 MiB. Prints what
 * it needed.
 */
@Timeout(180)
class StreamMemoryIT {

    private static final int WORKLOADS = 10_000;
    private static final int CONTAINERS = 4;
    private static final int SLOW_SECONDS = 3;
    /** Makes an answer 7 KB large, so that 10,000 of them are more than the cache holds. */
    private static final String LONG_MESSAGE = " as the probe said".repeat(80);
    private static final Pattern COLLECTION = Pattern.compile("Pause.* (\\d+)M->(\\d+)M\\(");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicLong firstCallAt = new AtomicLong();
    private final AtomicLong lastCallAt = new AtomicLong();

    private DemoResponse answer(DemoRequest request) {
        if (!request.isDeploymentList()) {
            return null;
        }
        lastCallAt.set(System.nanoTime());
        if (calls.incrementAndGet() == 1) {
            firstCallAt.set(System.nanoTime());
        }
        String name = request.path().replaceFirst(".*/workload/([^/]+)/.*", "$1");
        String containers = IntStream.range(0, CONTAINERS).mapToObj(number -> "\"container-" + number
                + "\":{\"name\":\"container-" + number + "\",\"image\":\"/org/acme/image/" + name + ":1.0." + number
                + "\",\"ready\":true,\"message\":\"Of " + name + ", container " + number + LONG_MESSAGE
                + "\",\"resources\":"
                + "{\"cpu\":100,\"memory\":256,\"replicas\":2,\"replicasReady\":2}}").collect(Collectors.joining(","));
        return DemoResponse.json("{\"kind\":\"list\",\"items\":[{\"name\":\"aws-us-west-2\",\"status\":{\"versions\":"
                + "[{\"name\":\"" + name + "-1\",\"workload\":1,\"ready\":true,\"created\":\"2026-11-23T12:00:00Z\","
                + "\"containers\":{" + containers + "}}],\"expectedDeploymentVersion\":1}}],\"links\":[]}");
    }

    private Process start(DemoServer server) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                "-Xlog:gc:file=gc.log", "-Dcamel.server.port=0",
                "-Dcamel.management.enabled=false", "-cp", System.getProperty("java.class.path"),
                "dev.cplnroutes.standalone.Application").directory(directory.toFile())
                .redirectError(directory.resolve("errors").toFile())
                .redirectOutput(directory.resolve("output").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("CPLN_") || name.startsWith("CAMEL_")
                || name.equals("JAVA_TOOL_OPTIONS") || name.equals("JDK_JAVA_OPTIONS"));
        builder.environment().put("CPLN_ENDPOINT", server.endpoint().toString());
        builder.environment().put("CPLN_ORG", "acme");
        builder.environment().put("CPLN_TOKEN", "secret-token");
        return builder.start();
    }

    private URI address() throws IOException {
        Pattern listening = Pattern.compile("Listening on (http://\\S+)");
        await().atMost(Duration.ofSeconds(60)).until(() -> listening.matcher(text("errors")).find());
        Matcher found = listening.matcher(text("errors"));
        assertThat(found.find()).isTrue();
        return URI.create(found.group(1));
    }

    private String text(String file) throws IOException {
        return Files.readString(directory.resolve(file));
    }

    private int callsWhileNothingMoves() {
        AtomicInteger before = new AtomicInteger(-1);
        await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(500))
                .until(() -> calls.get() > 0 && before.getAndSet(calls.get()) == calls.get());
        return calls.get();
    }

    @Test
    void aHeapOf192MegabytesIsEnoughHoweverSlowTheReaderIs() throws Exception {
        try (DemoServer server = DemoServer.start(DemoOrganization.uniform("acme", "prod", WORKLOADS),
                DemoSettings.defaults().withPageSize(500))) {
            server.intercept(this::answer);
            Process process = start(server);
            try {
                URI address = address();
                int stillAt;
                int slowlyAt;
                long firstLineMillis;
                try (Socket socket = new Socket()) {
                    socket.setReceiveBufferSize(8 * 1024);
                    socket.connect(new InetSocketAddress(address.getHost(), address.getPort()));
                    socket.getOutputStream().write(("GET /cpln/containers?maxWorkers=20 HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                            + "Accept: application/x-ndjson\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                    InputStream input = socket.getInputStream();
                    assertThat(new String(input.readNBytes(1024), StandardCharsets.UTF_8)).contains("200 OK", "name");
                    firstLineMillis = millisSince(firstCallAt);
                    stillAt = callsWhileNothingMoves();
                    for (int second = 0; second < SLOW_SECONDS; second++) {
                        assertThat(input.readNBytes(1024)).hasSize(1024);
                        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
                    }
                    slowlyAt = calls.get();
                }
                long goneAtNanos = System.nanoTime();
                int goneAt = callsWhileNothingMoves();
                long lastCallMillis = Math.max(0, (lastCallAt.get() - goneAtNanos) / 1_000_000);
                JsonNode last = readAll(address);

                List<int[]> collections = collections();
                System.out.printf("stream: %d containers, -Xmx192m; calls when the reader stood still %d, "
                        + "after %d s of 1 KB/s %d, after it had gone %d, in all %d; "
                        + "heap at most %d MB, after a collection at most %d MB; first bytes %d ms after the first "
                        + "deployment call, last call %d ms after the reader had gone%n",
                        WORKLOADS * CONTAINERS, stillAt, SLOW_SECONDS, slowlyAt, goneAt, calls.get(),
                        collections.stream().mapToInt(sizes -> sizes[0]).max().orElse(0),
                        collections.stream().mapToInt(sizes -> sizes[1]).max().orElse(0), firstLineMillis,
                        lastCallMillis);
                assertThat(stillAt).isLessThan(WORKLOADS / 2);
                assertThat(slowlyAt - stillAt).isLessThan(100);
                assertThat(goneAt - slowlyAt).isLessThan(100);
                assertThat(last.get("complete").booleanValue()).isTrue();
                assertThat(last.at("/statistics/containersReturned").intValue()).isEqualTo(WORKLOADS * CONTAINERS);
                JsonNode cache = JSON.readTree(HttpClient.newHttpClient().send(HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + address.getPort() + "/cpln/cache")).build(),
                        HttpResponse.BodyHandlers.ofString()).body());
                assertThat(cache.get("bytes").longValue()).isBetween(60L << 20, 64L << 20);
                assertThat(cache.get("evictions").longValue()).isPositive();
                assertThat(text("errors")).doesNotContain("OutOfMemoryError");
                assertThat(process.isAlive()).isTrue();
            } finally {
                process.destroyForcibly().waitFor();
            }
        }
    }

    private static long millisSince(AtomicLong time) {
        return (System.nanoTime() - time.get()) / 1_000_000;
    }

    private static JsonNode readAll(URI address) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort()
                + "/cpln/containers?maxWorkers=20")).header("Accept", "application/x-ndjson").build();
        HttpResponse<Stream<String>> answer = HttpClient.newHttpClient().send(request,
                HttpResponse.BodyHandlers.ofLines());
        List<String> tail = new ArrayList<>();
        int[] lines = {0};
        answer.body().forEach(line -> {
            lines[0]++;
            tail.clear();
            tail.add(line);
        });
        assertThat(lines[0]).isEqualTo(WORKLOADS * CONTAINERS + 1);
        return JSON.readTree(tail.get(0));
    }

    private List<int[]> collections() throws IOException {
        try (BufferedReader log = new BufferedReader(new InputStreamReader(
                Files.newInputStream(directory.resolve("gc.log")), StandardCharsets.UTF_8))) {
            return log.lines().map(COLLECTION::matcher).filter(Matcher::find)
                    .map(sizes -> new int[] {Integer.parseInt(sizes.group(1)), Integer.parseInt(sizes.group(2))})
                    .toList();
        }
    }
}
