package dev.cplnroutes.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.testing.RandomSeed;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.StandaloneProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged jar under a scanner: each request gets an answer or the end of its connection, never an error of the
 * server's,
 * a word of its inside, or a trace in its log; and then it lists as before.
 */
@Timeout(500)
class ScannerIT {

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3}) [^\\r\\n]*\\r\\n");
    private static final Pattern LENGTH = Pattern.compile("(?i)\\ncontent-length: (\\d+)\\r\\n");
    private static final List<String> INSIDE =
            List.of("Exception", "\tat ", "dev.cplnroutes", "io.vertx", "io.netty", "org.apache",
            "java.", "s3cret-token", "root:");
    /** A name with a letter less is a good request still, for a GVC that is not there. */
    private static final String MISSING = " The listing failed: There is no GVC ";
    private static final int THREADS = 16;

    @TempDir
    private Path temporary;
    @RegisterExtension
    private static final RoutesExtension api = RoutesExtension
            .on(DemoOrganization.uniform("acme", "prod", 3));
    private static final DemoServer server = api.server();
    private StandaloneProcess process;
    private int port;

    @BeforeEach
    void start() throws IOException {
        process = StandaloneProcess.with().variable("CPLN_ENDPOINT", server.endpoint().toString())
                .variable("CPLN_ORG", "acme")
                .variable("CPLN_TOKEN", "s3cret-token").property("camel.server.port", "0")
                .property("cpln.http.request-timeout", "2s")
                // The name in the requests: another one is refused before anything is done.
                .property("cpln.http.allowed-hosts", "test")
                .property("java.io.tmpdir", temporary.toString()).start();
        port = Integer.parseInt(process.awaitError("Listening on ").replaceAll(".*:(\\d+)/.*", "$1"));
    }

    @AfterEach
    void stop() {
        process.close();
    }

    @Test
    void usualBadRequests() throws Exception {
        Map<String, byte[]> requests = new LinkedHashMap<>(ScannerRequests.all());
        requests.put("a GVC that is not there", ("GET /cpln/gvc/prd/containers HTTP/1.1\r\nHost: test\r\n"
                + "Connection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        scan(requests);
        assertThat(process.errors()).anyMatch(line -> line.contains(MISSING + "'prd'"));
    }

    @Test
    void randomChangesOfBadRequests() throws Exception {
        long seed = RandomSeed.next("ScannerIT");
        Random random = new Random(seed);
        List<byte[]> requests = List.copyOf(ScannerRequests.all().values());
        Map<String, byte[]> mutations = new LinkedHashMap<>();
        for (int i = 0; i < 1500; i++) {
            mutations.put("seed " + seed + ", number " + i, ScannerRequests.mutated(requests, random));
        }
        scan(mutations);
    }

    private void scan(Map<String, byte[]> requests) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<String>> found = new ArrayList<>();
            for (Map.Entry<String, byte[]> request : requests.entrySet()) {
                Callable<String> scan = () -> problemOf(request.getKey(), request.getValue());
                found.add(threads.submit(scan));
            }
            List<String> problems = new ArrayList<>();
            for (Future<String> problem : found) {
                if (problem.get() != null) {
                    problems.add(problem.get());
                }
            }
            assertThat(problems).as("of %d requests", requests.size()).isEmpty();
        } finally {
            threads.shutdownNow();
        }
        assertThat(answer(("GET /cpln/gvc/prod/containers/count HTTP/1.1\r\nHost: test\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII)))
                .startsWith("HTTP/1.1 200 OK").contains("{\"count\":3,");
        assertThat(process.errors()).noneMatch(line -> line.contains(" ERROR ")
                || line.contains(" WARN ") && !line.contains(MISSING)
                || line.startsWith("\tat ")
                || line.contains("Exception") || line.contains("s3cret-token"));
        try (Stream<Path> files = Files.walk(temporary)) {
            assertThat(files.filter(Files::isRegularFile).filter(file -> !file.toString().contains("hsperfdata")))
                    .isEmpty();
        }
        assertThat(process.files()).as("in the working directory").isEmpty();
    }

    /** What is wrong with the answer; null where nothing is. */
    private String problemOf(String name, byte[] request) {
        try {
            String answer = answer(request);
            if (!answer.isEmpty()) {
                Matcher status = STATUS.matcher(answer);
                if (!status.lookingAt()) {
                    return name + ": no HTTP: " + answer;
                }
                if (status.group(1).startsWith("5")) {
                    return name + ": " + answer;
                }
            }
            // Health and metrics speak of the process on purpose.
            boolean isOurs = !answer.startsWith("HTTP/1.1 200 OK") || answer.contains("\"containers\":");
            return isOurs && INSIDE.stream().anyMatch(answer::contains) ? name + ": " + answer : null;
        } catch (SocketTimeoutException e) {
            return name + ": neither answer nor end: " + new String(request, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // The connection was closed while we were still writing.
            return null;
        }
    }

    /** The last answer that comes, an interim one aside, or what comes until the end of the connection. */
    private String answer(byte[] request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) StandaloneProcess.DEADLINE.toMillis());
            socket.getOutputStream().write(request);
            socket.getOutputStream().flush();
            InputStream in = socket.getInputStream();
            boolean isHead = new String(request, StandardCharsets.ISO_8859_1).stripLeading().startsWith("HEAD ");
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                answer.write(buffer, 0, read);
                String text = answer.toString(StandardCharsets.ISO_8859_1)
                        .replaceFirst("^HTTP/1.1 100 Continue\r\n\r\n", "");
                if (isWhole(text, isHead)) {
                    return text;
                }
            }
            return answer.toString(StandardCharsets.ISO_8859_1).replaceFirst("^HTTP/1.1 100 Continue\r\n\r\n", "");
        }
    }

    /** An answer to HEAD ends with its headers, whatever they say of a body. */
    private static boolean isWhole(String answer, boolean isHead) {
        int end = answer.indexOf("\r\n\r\n");
        Matcher length = LENGTH.matcher(answer);
        return end >= 0 && (isHead || length.find() && length.start() < end
                && answer.length() - end - 4 >= Integer.parseInt(length.group(1)));
    }
}
