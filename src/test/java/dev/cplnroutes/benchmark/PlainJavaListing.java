package dev.cplnroutes.benchmark;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * What a plain Java program would do for the same calls: a fixed thread pool and {@code java.net.http}, each page read
 * while the workloads of the ones before are fetched. The baseline of the benchmark.
 */
final class PlainJavaListing implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI endpoint;
    private final String org;
    private final String gvc;
    private final HttpClient client;
    private final ExecutorService threads;

    PlainJavaListing(URI endpoint, String org, String gvc, int workers) {
        this.endpoint = endpoint;
        this.org = org;
        this.gvc = gvc;
        this.client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        this.threads = Executors.newFixedThreadPool(workers);
    }

    /** Lists once and gives the number of containers. */
    int list() throws InterruptedException {
        AtomicInteger containers = new AtomicInteger();
        Phaser work = new Phaser(1);
        submit(work, () -> readPage("/org/" + org + "/gvc/" + gvc + "/workload", containers, work));
        work.arriveAndAwaitAdvance();
        return containers.get();
    }

    private void readPage(String path, AtomicInteger containers, Phaser work) {
        JsonNode page = get(path);
        for (JsonNode link : page.path("links")) {
            if (link.path("rel").asText().equals("next")) {
                String next = link.path("href").asText();
                submit(work, () -> readPage(next, containers, work));
            }
        }
        for (JsonNode workload : page.path("items")) {
            String deployments = "/org/" + org + "/gvc/" + gvc + "/workload/" + workload.path("name").asText()
                    + "/deployment";
            submit(work, () -> get(deployments).path("items").forEach(deployment -> deployment.path("status")
                    .path("versions").forEach(version -> containers.addAndGet(version.path("containers").size()))));
        }
    }

    private void submit(Phaser work, Runnable task) {
        work.register();
        threads.execute(() -> {
            try {
                task.run();
            } finally {
                work.arriveAndDeregister();
            }
        });
    }

    private JsonNode get(String path) {
        HttpRequest request = HttpRequest.newBuilder(endpoint.resolve(path)).header("Authorization", "Bearer x")
                .build();
        try {
            return JSON.readTree(client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
