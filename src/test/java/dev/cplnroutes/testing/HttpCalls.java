package dev.cplnroutes.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Calls the HTTP trigger over sockets, as its callers do. Each answer is held against the trigger's own description.
 */
public final class HttpCalls {

    /** Far longer than any answer takes: whoever waits for it has met a hang. */
    public static final Duration DEADLINE = Duration.ofSeconds(60);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Supplier<String> base;

    public HttpCalls(String base) {
        this(() -> base);
    }

    /** Asks for the address before each call. */
    public HttpCalls(Supplier<String> base) {
        this.base = base;
    }

    /** An answer with the whole of its body. */
    public record Answer(int status, HttpHeaders headers, String body) {

        public JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new AssertionError("not JSON: " + body, e);
            }
        }

        public String header(String name) {
            return headers.firstValue(name).orElse(null);
        }
    }

    public Answer get(String path, String... headers) {
        return send("GET", path, null, headers);
    }

    public Answer delete(String path) {
        return send("DELETE", path, null);
    }

    public Answer post(String path, String json) {
        return send("POST", path, json, "Content-Type", "application/json");
    }

    public Answer send(String method, String path, String body, String... headers) {
        BodyPublisher content = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base.get() + path))
                .timeout(DEADLINE)
                .method(method, content);
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            var response = client.send(request.build(), BodyHandlers.ofString());
            Answer answer = new Answer(response.statusCode(), response.headers(), response.body());
            DescribedAnswers.check(method, path, answer.status(), answer.header("Content-Type"), answer.body());
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Opens a connection of its own and sends a GET; the answer is not waited for. */
    public Socket open(String path) {
        return open(("GET " + path + " HTTP/1.1\r\nHost: test\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** Opens a connection of its own and sends these bytes. */
    public Socket open(byte[] request) {
        try {
            URI address = URI.create(base.get());
            Socket socket = new Socket(address.getHost(), address.getPort());
            socket.setSoTimeout((int) DEADLINE.toMillis());
            socket.getOutputStream().write(request);
            socket.getOutputStream().flush();
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends these bytes and gives all that comes back until the server closes the connection. */
    public String raw(String request) {
        try (Socket socket = open(request.getBytes(StandardCharsets.ISO_8859_1))) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
