package dev.cplnroutes.testing;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/**
 * An API whose answers are broken on the wire in ways that no HTTP server offers: a plain socket, a thread a
 * connection.
 * Serves one GVC; the deployments of a workload come as they should unless its name has a fault.
 */
public final class FaultyApi implements AutoCloseable {

    /** Answers one request; the connection is closed afterwards. */
    public interface Fault {
        void answer(OutputStream out) throws IOException, InterruptedException;
    }

    public static final String DEPLOYMENTS =
            "{\"items\":[{\"name\":\"aws-us-west-2\",\"status\":{\"versions\":[{\"containers\":"
            + "{\"main\":{\"ready\":true}}}]}}]}";

    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Fault> faults = new ConcurrentHashMap<>();
    private final Queue<String> requests = new ConcurrentLinkedQueue<>();
    private final AtomicLong bytes = new AtomicLong();
    private final int workloads;

    private FaultyApi(int workloads, ServerSocket server) {
        this.workloads = workloads;
        this.server = server;
        threads.execute(this::accept);
    }

    /** Starts an API that lists so many workloads. */
    public static FaultyApi start(int workloads) {
        try {
            return new FaultyApi(workloads, new ServerSocket(0, 100, InetAddress.getLoopbackAddress()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String endpoint() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** Breaks the deployments of a workload, or the workload list where the name is {@code list}. */
    public void fault(String name, Fault fault) {
        faults.put(name, fault);
    }

    public void reset() {
        faults.clear();
        requests.clear();
        bytes.set(0);
    }

    /** Names of what was asked for, as in {@link #fault}. */
    public Queue<String> requests() {
        return requests;
    }

    /** Bytes that faults have written. */
    public long bytes() {
        return bytes.get();
    }

    /** A status line, headers, and bytes; without length unless it is among the headers. */
    public static Fault raw(String head, byte[] body) {
        return out -> {
            out.write(head.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(body);
        };
    }

    /** So many zeros, compressed. */
    public static byte[] bomb(long length) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            byte[] zeros = new byte[1 << 16];
            for (long written = 0; written < length; written += zeros.length) {
                gzip.write(zeros);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                threads.execute(() -> serve(socket));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            BufferedReader in = new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String line = in.readLine();
            String header = line;
            while (header != null && !header.isEmpty()) {
                header = in.readLine();
            }
            if (line == null) {
                return;
            }
            String[] segments = line.split(" ")[1].split("/");
            String name = line.contains("/deployment") ? segments[segments.length - 2] : "list";
            requests.add(name);
            OutputStream out = socket.getOutputStream();
            Fault fault = faults.get(name);
            if (fault == null) {
                String body = name.equals("list") ? list() : DEPLOYMENTS;
                raw("HTTP/1.1 200 OK\nConnection: close\nContent-Length: " + body.length() + "\n\n",
                        body.getBytes(StandardCharsets.US_ASCII)).answer(out);
            } else {
                fault.answer(new Counting(out));
            }
            out.flush();
        } catch (IOException e) {
            // The client has had enough.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String list() {
        return "{\"items\":[" + IntStream.range(0, workloads).mapToObj(i -> "{\"name\":\"w" + i + "\"}")
                .collect(Collectors.joining(",")) + "]}";
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }

    private final class Counting extends OutputStream {

        private final OutputStream out;

        Counting(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            out.write(buffer, offset, length);
            out.flush();
            bytes.addAndGet(length);
        }
    }
}
