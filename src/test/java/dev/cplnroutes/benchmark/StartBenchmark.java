package dev.cplnroutes.benchmark;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures the packaged process from its start: {@code --once} to its end, and a serving one until it is ready, each
 * with the start script and without it. The API is the demo server in a process of its own. Prints a table; judges
 * nothing.
 */
public final class StartBenchmark {

    private static final int RUNS = 5;
    private static final String SCRIPT = Path.of("target", "bin", "cpln-container-routes").toAbsolutePath().toString();
    private static final String JAR = Path.of("target", "cpln-container-routes.jar").toAbsolutePath().toString();
    private static final Pattern TIMES = Pattern.compile("(\\d+)m([\\d.]+)s (\\d+)m([\\d.]+)s");

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI endpoint;
    private final Path directory;

    private StartBenchmark(URI endpoint, Path directory) {
        this.endpoint = endpoint;
        this.directory = directory;
    }

    /** Wall-clock time and processor time, both in seconds. */
    private record Sample(double elapsed, double processor) {
    }

    /** A process that is started and measured. */
    private interface Run {

        Sample measure(String... command) throws IOException, InterruptedException;
    }

    /** Runs the table alone. */
    public static void main(String[] arguments) throws Exception {
        ListingBenchmark.withServer(StartBenchmark::run);
        System.exit(0);
    }

    /** Runs the table against a server that runs already. */
    static void run(URI endpoint) throws IOException, InterruptedException {
        StartBenchmark benchmark = new StartBenchmark(endpoint, Files.createTempDirectory("start-benchmark"));
        System.out.printf("%n200 workloads, 20 workers, 50 ms latency; medians of %d starts%n%n", RUNS);
        System.out.println("process                          started by         s  processor s");
        benchmark.print("--once, to its end (ideal 0.62)", benchmark::once, "--once");
        benchmark.print("serving, until it is ready", benchmark::serving);
    }

    private void print(String what, Run run, String... arguments) throws IOException, InterruptedException {
        print(what, "java -jar", run, command(List.of("java", "-jar", JAR), arguments));
        // The first one leaves an archive of classes, and the second one gives it its name.
        run.measure(command(List.of(SCRIPT), arguments));
        print(what, "the script", run, command(List.of(SCRIPT), arguments));
    }

    private static String[] command(List<String> start, String... arguments) {
        List<String> command = new ArrayList<>(start);
        command.addAll(List.of(arguments));
        return command.toArray(String[]::new);
    }

    private static void print(String what, String starter, Run run, String... command)
            throws IOException, InterruptedException {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
            samples.add(run.measure(command));
        }
        System.out.printf(Locale.ROOT, "%-31s  %-11s  %8.2f  %11.2f%n", what, starter,
                samples.stream().map(Sample::elapsed).sorted().toList().get(RUNS / 2),
                samples.stream().map(Sample::processor).sorted().toList().get(RUNS / 2));
    }

    private Process start(int port, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile())
                .redirectOutput(directory.resolve("output").toFile())
                .redirectError(directory.resolve("errors").toFile());
        builder.environment().putAll(Map.of("CPLN_ENDPOINT", endpoint.toString(), "CPLN_ORG", "acme",
                "CPLN_TOKEN", "t", "CPLN_LISTING_MAX_WORKERS", "20", "CAMEL_SERVER_PORT", "" + port));
        return builder.start();
    }

    private Sample once(String... command) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process process = start(0, command(List.of("sh", "-c", "\"$@\" && times >times", "sh"), command));
        if (process.waitFor() != 0) {
            throw new IOException(Files.readString(directory.resolve("errors")));
        }
        double elapsed = (System.nanoTime() - start) / 1e9;
        Matcher times = TIMES.matcher(Files.readAllLines(directory.resolve("times")).get(1));
        if (!times.matches()) {
            throw new IOException("The shell does not tell times");
        }
        return new Sample(elapsed, 60 * (Integer.parseInt(times.group(1)) + Integer.parseInt(times.group(3)))
                + Double.parseDouble(times.group(2)) + Double.parseDouble(times.group(4)));
    }

    private Sample serving(String... command) throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        long start = System.nanoTime();
        Process process = start(port, command);
        try {
            while (status(port, "/observe/health/ready") != 200) {
                if (!process.isAlive()) {
                    throw new IOException(Files.readString(directory.resolve("errors")));
                }
                Thread.sleep(5);
            }
            Sample sample = new Sample((System.nanoTime() - start) / 1e9,
                    process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3);
            // Only a process that has listed leaves an archive.
            status(port, "/cpln/containers/count");
            return sample;
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    /** The status of an answer; 0 if there is none yet. */
    private int status(int port, String path) throws InterruptedException {
        try {
            return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                    HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        }
    }
}
