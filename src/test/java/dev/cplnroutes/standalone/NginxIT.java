package dev.cplnroutes.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.demo.DemoWorkload;
import dev.cplnroutes.testing.EventClient;
import dev.cplnroutes.testing.EventClient.Event;
import dev.cplnroutes.testing.StandaloneProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged jar behind an nginx that knows nothing of event streams: no more than {@code proxy_pass}.
 */
@Timeout(180)
class NginxIT {

    private static final String PATH = "/cpln/gvc/prod/changes";
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final int TRIES = 10;

    @TempDir
    private static Path directory;
    private static final DemoServer server = DemoServer.start(organization("cart", "search"),
            DemoSettings.defaults());
    private static StandaloneProcess process;
    private static Process nginx;
    private static String direct;
    private static String proxied;

    private static DemoOrganization organization(String... workloads) {
        return DemoOrganization.of("acme", Stream.of(workloads)
                .map(name -> DemoWorkload.healthy("prod", name, "main")).toList());
    }

    @BeforeAll
    static void start() throws IOException {
        process = StandaloneProcess.with().variable("CPLN_ENDPOINT", server.endpoint().toString())
                .variable("CPLN_ORG", "acme").variable("CPLN_TOKEN", "x").property("camel.server.port", "0")
                .property("cpln.watch.interval", "200ms").property("cpln.watch.max-subscribers", "2").start();
        direct = process.awaitError("Listening on ").replaceAll(".*Listening on ", "").replaceFirst("/cpln$", "");
        int port = freePort();
        proxied = "http://127.0.0.1:" + port;
        Files.writeString(directory.resolve("nginx.conf"), """
                daemon off;
                worker_processes 1;
                pid nginx.pid;
                error_log stderr;
                events { }
                http {
                    access_log off;
                    client_body_temp_path body;
                    proxy_temp_path proxy;
                    fastcgi_temp_path fastcgi;
                    uwsgi_temp_path uwsgi;
                    scgi_temp_path scgi;
                    gzip on;
                    server {
                        listen 127.0.0.1:%d;
                        location / {
                            proxy_pass %s;
                        }
                    }
                }
                """.formatted(port, direct));
        nginx = new ProcessBuilder(nginx(), "-p", directory.toString(), "-c", "nginx.conf", "-e", "stderr")
                .redirectErrorStream(true).redirectOutput(directory.resolve("log").toFile()).start();
        await().untilAsserted(() -> {
            assertThat(nginx.isAlive()).as(Files.readString(directory.resolve("log"))).isTrue();
            new Socket("127.0.0.1", port).close();
        });
    }

    private static String nginx() {
        return Stream.concat(Stream.of("/usr/sbin"), Stream.of(System.getenv("PATH").split(":")))
                .map(folder -> Path.of(folder, "nginx")).filter(Files::isExecutable).map(Path::toString).findFirst()
                .orElseThrow(() -> new AssertionError("This test needs nginx: apt-get install nginx"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (nginx != null) {
            nginx.destroy();
            nginx.waitFor();
        }
        process.close();
        server.close();
    }

    private static EventClient open(String... headers) {
        await().until(() -> {
            // A client that has gone gives its place back a moment later.
            try (EventClient client = EventClient.open(direct, PATH)) {
                return client.status() == 200;
            }
        });
        return EventClient.open(proxied, PATH, headers);
    }

    @Test
    void firstEventComesWithinASecond() {
        long fastest = Long.MAX_VALUE;
        for (int i = 0; i < TRIES && fastest > SOON.toNanos(); i++) {
            // The machine may be busy with something else, but not each time.
            await().until(() -> true);
            long began = System.nanoTime();
            try (EventClient client = EventClient.open(proxied, "/cpln/gvc/prod/changes?minRestarts=" + i)) {
                assertThat(client.next("ready").data().get("complete").booleanValue()).isTrue();
            }
            fastest = Math.min(fastest, System.nanoTime() - began);
        }
        assertThat(Duration.ofNanos(fastest)).isLessThan(SOON);
    }

    @Test
    void eventsPassAsTheyComeUncompressedAndAClientGoesOnWhereItWas() {
        String id;
        try (EventClient client = open("Accept-Encoding: gzip")) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.headers()).containsEntry("content-type", "text/event-stream")
                    .containsEntry("cache-control", "no-cache, no-transform");
            assertThat(client.headers().getOrDefault("content-encoding", "identity")).isEqualTo("identity");
            client.until("ready");
            server.replace(organization("cart", "search", "pay"));
            Event added = client.next("added");
            assertThat(added.data().get("workloadName").textValue()).isEqualTo("pay");
            id = client.lastEventId();
            server.replace(organization("cart", "search"));
            client.next("deleted");
        }
        try (EventClient client = open("Last-Event-ID: " + id)) {
            assertThat(client.next().name()).isEqualTo("deleted");
        }
    }

    @Test
    void aClientThatGoesGivesItsPlaceBackThroughTheProxy() {
        for (int i = 0; i < 5; i++) {
            try (EventClient first = open(); EventClient second = EventClient.open(proxied, PATH)) {
                assertThat(List.of(first.until("ready"), second.until("ready"))).hasSize(2);
                assertThat(EventClient.open(proxied, PATH).status()).isEqualTo(503);
            }
            await().until(() -> {
                try (EventClient one = EventClient.open(direct, PATH);
                        EventClient other = EventClient.open(direct, PATH)) {
                    return one.status() == 200 && other.status() == 200;
                } catch (UncheckedIOException e) {
                    return false;
                }
            });
        }
    }
}
