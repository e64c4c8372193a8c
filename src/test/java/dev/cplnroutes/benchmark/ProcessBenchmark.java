package dev.cplnroutes.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures the packaged process as it is used: its log and its meters on, its first listing included, on answers of a
 * usual size. The API is the demo server in a process of its own. Plain Java that makes the same calls is measured in
 * the same run. Prints tables; judges nothing.
 */
public final class ProcessBenchmark {

    private static final int WORKLOADS = 200;
    private static final int CONTAINERS = 4 * WORKLOADS;
    private static final int PAGE_SIZE = 50;
    private static final int PAGES = WORKLOADS / PAGE_SIZE;
    private static final int LATENCY_MILLIS = 50;
    private static final int FRESH = 3;
    private static final String JAVA = ProcessHandle.current().info().command().orElse("java");
    private static final String CLASS_PATH = System.getProperty("java.class.path");

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path directory = Files.createTempDirectory("benchmark");
    private final Path jar = Path.of("target", "cpln-container-routes.jar").toAbsolutePath();
    private final URI endpoint;
    private final int port;

    private ProcessBenchmark(URI endpoint) throws IOException {
        this.endpoint = endpoint;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
    }

    /** Prints the tables that the arguments name, of fresh, warm, cached and once; without arguments all. */
    public static void main(String[] arguments) throws Exception {
        try (ServerProcess server = ServerProcess.start("--workloads", "" + WORKLOADS, "--usual-size", "--page-size",
                "" + PAGE_SIZE, "--latency", "" + LATENCY_MILLIS)) {
            new ProcessBenchmark(server.endpoint()).run(arguments.length == 0
                    ? List.of("fresh", "warm", "cached", "once") : List.of(arguments));
        }
    }

    private void run(List<String> parts) throws Exception {
        // The server answers its own first calls slowly.
        for (int i = 0; i < 5; i++) {
            plain(20);
        }
        System.out.printf("%d workloads, %d containers, %d pages, %d ms latency; ideal = latency x (1 + ceil(%d / "
                + "workers))%n%n", WORKLOADS, CONTAINERS, PAGES, LATENCY_MILLIS, WORKLOADS + PAGES - 1);
        // The first start of all makes the class archive.
        new Served().close();
        if (parts.contains("fresh")) {
            fresh();
        }
        try (Served process = new Served()) {
            if (parts.contains("warm")) {
                warm(process);
            }
            Files.write(process.trivialAnswer, process.get("/cpln/gvc/prod/containers").body());
        }
        // A process of its own: the trivial route reads its answer when it starts.
        if (parts.contains("cached")) {
            try (Served process = new Served()) {
                cached(process);
            }
        }
        if (parts.contains("once")) {
            once();
        }
    }

    private static double ideal(int workers) {
        return LATENCY_MILLIS / 1000.0 * (1 + Math.ceil((WORKLOADS + PAGES - 1) / (double) workers));
    }

    /** First listing of fresh processes. */
    private void fresh() throws Exception {
        double[] ready = new double[FRESH];
        double[] first = new double[FRESH];
        double[] cpu = new double[FRESH];
        double[] plainFirst = new double[FRESH];
        double[] plainCpu = new double[FRESH];
        for (int i = 0; i < FRESH; i++) {
            try (Served process = new Served()) {
                ready[i] = process.readySeconds;
                double before = process.cpuSeconds();
                first[i] = process.list("cache=false&maxWorkers=5");
                cpu[i] = process.cpuSeconds() - before;
            }
            double[] plain = plain(5);
            plainFirst[i] = plain[0];
            plainCpu[i] = plain[1];
        }
        System.out.println("fresh process, 5 workers   ready s  first listing s  of ideal  CPU s");
        System.out.printf(Locale.ROOT, "the process               %8.2f  %15.2f  %8.2f  %5.2f%n", median(ready),
                median(first), median(first) / ideal(5), median(cpu));
        System.out.printf(Locale.ROOT, "plain Java                       -  %15.2f  %8.2f  %5.2f%n%n",
                median(plainFirst), median(plainFirst) / ideal(5), median(plainCpu));
    }

    private void warm(Served process) throws Exception {
        System.out.println("warm, nothing cached  ideal s  process s  of ideal  CPU s  plain s  of ideal  CPU s");
        for (int workers : new int[] {1, 5, 20, 50}) {
            String query = "cache=false&maxWorkers=" + workers;
            int runs = workers == 1 ? 1 : 7;
            for (int i = 0; i < (workers == 1 ? 0 : 10); i++) {
                process.list(query);
            }
            double[] seconds = new double[runs];
            double before = process.cpuSeconds();
            for (int i = 0; i < runs; i++) {
                seconds[i] = process.list(query);
            }
            double cpu = (process.cpuSeconds() - before) / runs;
            double[] plain = workers == 1 ? new double[] {0, 0, Double.NaN, Double.NaN} : plain(workers);
            System.out.printf(Locale.ROOT, "%2d workers            %7.3f  %9.3f  %8.2f  %5.2f  %7.3f  %8.2f  %5.2f%n",
                    workers, ideal(workers), median(seconds), median(seconds) / ideal(workers), cpu, plain[2],
                    plain[2] / ideal(workers), plain[3]);
        }
        System.out.println();
    }

    private void cached(Served process) throws Exception {
        System.out.println("over HTTP, cached      bytes  p50 ms  p99 ms  CPU ms");
        double[] trivial = requests(process, "/trivial");
        double[] listing = requests(process, "/cpln/gvc/prod/containers");
        long bytes = Files.size(process.trivialAnswer);
        System.out.printf(Locale.ROOT, "trivial route      %9d  %6.2f  %6.2f  %6.2f%n", bytes, trivial[0], trivial[1],
                trivial[2]);
        System.out.printf(Locale.ROOT, "listing            %9d  %6.2f  %6.2f  %6.2f%n", bytes, listing[0], listing[1],
                listing[2]);
        System.out.printf(Locale.ROOT, "listing / trivial             %6.1f  %6.1f  %6.1f%n%n", listing[0] / trivial[0],
                listing[1] / trivial[1], listing[2] / trivial[2]);
    }

    private static double[] requests(Served process, String path) throws Exception {
        for (int i = 0; i < 600; i++) {
            process.get(path);
        }
        double[] millis = new double[600];
        double before = process.cpuSeconds();
        for (int i = 0; i < millis.length; i++) {
            long start = System.nanoTime();
            process.get(path);
            millis[i] = ListingBenchmark.seconds(start) * 1000;
        }
        double cpu = (process.cpuSeconds() - before) * 1000 / millis.length;
        Arrays.sort(millis);
        return new double[] {millis[millis.length / 2], millis[millis.length * 99 / 100], cpu};
    }

    private void once() throws Exception {
        double[] seconds = new double[FRESH];
        for (int i = -2; i < FRESH; i++) {
            ProcessBuilder builder = start("--once");
            builder.directory(directory.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            environment(builder).put("CPLN_LISTING_MAX_WORKERS", "20");
            long start = System.nanoTime();
            Process process = builder.start();
            int exit = process.waitFor();
            if (exit != 0) {
                throw new IllegalStateException("--once ended with " + exit);
            }
            if (i >= 0) {
                seconds[i] = ListingBenchmark.seconds(start);
            }
        }
        System.out.printf(Locale.ROOT, "--once, 20 workers, start to end (%s): %.2f s, ideal %.2f s%n",
                "target/bin/cpln-container-routes", median(seconds), ideal(20));
    }

    /** The process as users start it. */
    private ProcessBuilder start(String... arguments) {
        List<String> command = new ArrayList<>(List.of(jar.resolveSibling("bin").resolve("cpln-container-routes")
                .toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    private Map<String, String> environment(ProcessBuilder builder) {
        Map<String, String> environment = builder.environment();
        environment.putAll(Map.of("CPLN_ENDPOINT", endpoint.toString(), "CPLN_ORG", "acme", "CPLN_TOKEN", "benchmark",
                "CPLN_GVC", "prod"));
        return environment;
    }

    /** First listing's seconds and CPU seconds, and a warm one's, of plain Java in a process of its own. */
    private double[] plain(int workers) throws Exception {
        Process process = new ProcessBuilder(JAVA, "-cp", CLASS_PATH, "dev.cplnroutes.benchmark.PlainJavaProcess",
                endpoint.toString(), "acme", "prod", "" + workers).redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String line = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                .readLine();
        process.waitFor();
        return Arrays.stream(line.split(" ")).mapToDouble(Double::parseDouble).toArray();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** The packaged process, serving HTTP, with a trivial route beside ours that answers what a file has. */
    private final class Served implements AutoCloseable {

        final Path trivialAnswer = directory.resolve("answer.json");
        final double readySeconds;
        private final Process process;

        Served() throws Exception {
            Files.writeString(directory.resolve("trivial.camel.yaml"), """
                    - route:
                        id: trivial
                        from:
                          uri: platform-http:/trivial
                          steps:
                            - setHeader:
                                name: Content-Type
                                constant: application/json
                            - setBody:
                                constant: resource:file:%s
                    """.formatted(trivialAnswer));
            if (!Files.exists(trivialAnswer)) {
                Files.writeString(trivialAnswer, "{}");
            }
            ProcessBuilder builder = start().directory(directory.toFile())
                    .redirectError(directory.resolve("log.txt").toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            environment(builder).putAll(Map.of("CAMEL_SERVER_PORT", "" + port,
                    "CAMEL_MAIN_ROUTES_INCLUDE_PATTERN", "file:" + directory + "/*.camel.yaml"));
            long start = System.nanoTime();
            process = builder.start();
            while (!isReady()) {
                if (!process.isAlive()) {
                    throw new IllegalStateException(Files.readString(directory.resolve("log.txt")));
                }
                Thread.sleep(5);
            }
            readySeconds = ListingBenchmark.seconds(start);
        }

        private boolean isReady() throws Exception {
            try {
                return get("/observe/health/ready").statusCode() == 200;
            } catch (IOException e) {
                return false;
            }
        }

        HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
            return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                    HttpResponse.BodyHandlers.ofByteArray());
        }

        double list(String query) throws Exception {
            long start = System.nanoTime();
            byte[] body = get("/cpln/gvc/prod/containers?" + query).body();
            double seconds = ListingBenchmark.seconds(start);
            String text = new String(body, StandardCharsets.UTF_8);
            int containers = text.split("\"healthStatus\"", -1).length - 1;
            if (containers != CONTAINERS || !text.contains("\"complete\":true")) {
                throw new IllegalStateException("Found " + containers + " containers: "
                        + text.substring(Math.max(0, text.length() - 2000)));
            }
            return seconds;
        }

        double cpuSeconds() {
            return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1000.0;
        }

        @Override
        public void close() {
            process.destroy();
            process.onExit().join();
        }
    }
}
