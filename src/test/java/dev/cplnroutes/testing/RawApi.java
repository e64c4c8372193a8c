package dev.cplnroutes.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An API on a plain socket, a thread a connection: a test writes each answer, byte by byte, and sees each request as it
 * was on the wire. Connections stay open as long as the answers say.
 */
public final class RawApi implements AutoCloseable {

    /** Deployments of one healthy container. */
    public static final String DEPLOYMENTS = FaultyApi.DEPLOYMENTS;

    /**
     * One request.
     *
     * @param connection which connection it came on, from 0
     * @param place      its place on the connection, from 0
     * @param line       request line
     * @param headers    header lines
     */
    public record Request(int connection, int place, String line, List<String> headers) {

        /** Path and query as they were sent. */
        public String target() {
            return line.split(" ")[1];
        }

        /** The value of a header; null where it was not sent. */
        public String header(String name) {
            return headers.stream().filter(header -> header.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(header -> header.substring(name.length() + 1).trim()).findFirst().orElse(null);
        }
    }

    /** Answers requests. */
    public interface Answers {
        /**
         * Answers one request.
         *
         * @return whether the connection stays open
         */
        boolean answer(Request request, OutputStream out) throws IOException, InterruptedException;
    }

    private final ServerSocket server;
    private final Answers answers;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

    private RawApi(ServerSocket server, Answers answers) {
        this.server = server;
        this.answers = answers;
        threads.execute(this::accept);
    }

    /** Starts an API on a free port. */
    public static RawApi start(Answers answers) {
        try {
            return on(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()), answers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts an API on a socket that listens. */
    public static RawApi on(ServerSocket server, Answers answers) {
        return new RawApi(server, answers);
    }

    /** Writes an answer with a length. */
    public static boolean write(OutputStream out, String head, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        out.write(("HTTP/1.1 " + head.replace("\n", "\r\n") + "\r\nContent-Length: " + bytes.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        out.flush();
        return true;
    }

    /** Writes an answer of JSON. */
    public static boolean json(OutputStream out, String body) throws IOException {
        return write(out, "200 OK\nContent-Type: application/json", body);
    }

    /** Port that it listens on. */
    public int port() {
        return server.getLocalPort();
    }

    /** Settings of routes that read this API. */
    public Map<String, String> settings() {
        return Map.of("cpln.endpoint", "http://127.0.0.1:" + port(), "cpln.org", "acme", "cpln.token", "secret-token",
                "cpln.listing.cache", "false", "cpln.listing.retry-delay-seconds", "0.001");
    }

    /** All requests so far, in order. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** Connections that were made so far. */
    public int connections() {
        return sockets.size();
    }

    /** Connections that neither side has closed. */
    public long openConnections() {
        return sockets.stream().filter(socket -> !socket.isClosed()).count();
    }

    /** Closes all connections, but not the server. */
    public void closeConnections() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                int connection = sockets.size();
                sockets.add(socket);
                threads.execute(() -> serve(socket, connection));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket socket, int connection) {
        try (socket) {
            socket.setTcpNoDelay(true);
            BufferedReader in = new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            boolean isOpen = true;
            for (int place = 0; isOpen; place++) {
                String line = in.readLine();
                if (line == null) {
                    return;
                }
                List<String> headers = new ArrayList<>();
                for (String header = in.readLine(); header != null && !header.isEmpty(); header = in.readLine()) {
                    headers.add(header);
                }
                Request request = new Request(connection, place, line, headers);
                requests.add(request);
                isOpen = answers.answer(request, socket.getOutputStream());
            }
        } catch (IOException e) {
            // The client has had enough.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        closeConnections();
        threads.shutdownNow();
    }
}
