package dev.cplnroutes.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * A client of Server-Sent Events, written from the HTML standard. It reads when it is told to, from a socket of its
 * own.
 */
public final class EventClient implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Socket socket;
    private final BufferedReader reader;
    private final int status;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final List<String> comments = new ArrayList<>();
    private final List<Integer> retries = new ArrayList<>();
    private final List<String> ids = new ArrayList<>();
    private String lastEventId = "";
    /** What is left of a chunk; below 0 where the answer is not chunked. */
    private int chunk;
    private boolean isEnded;

    /**
     * An event.
     *
     * @param name what it is
     * @param id   as far as the client has got ids; empty before the first
     * @param data its JSON
     */
    public record Event(String name, String id, JsonNode data) {
    }

    private EventClient(Socket socket, int receiveBuffer, URI address, String path, String... headerLines) {
        this.socket = socket;
        try {
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.connect(new java.net.InetSocketAddress(address.getHost(), address.getPort()));
            socket.setSoTimeout((int) HttpCalls.DEADLINE.toMillis());
            StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: " + address.getAuthority()
                    + "\r\nAccept: text/event-stream\r\n");
            for (String line : headerLines) {
                request.append(line).append("\r\n");
                if (line.startsWith("Last-Event-ID: ")) {
                    lastEventId = line.substring("Last-Event-ID: ".length());
                }
            }
            socket.getOutputStream().write(request.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
            // One byte is one character until a line is decoded: chunks count bytes.
            reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            status = Integer.parseInt(reader.readLine().split(" ")[1]);
            for (String line = reader.readLine(); !line.isEmpty(); line = reader.readLine()) {
                headers.put(line.split(":")[0].toLowerCase(Locale.ROOT), line.substring(line.indexOf(':') + 1).trim());
            }
            chunk = "chunked".equals(headers.get("transfer-encoding")) ? 0 : -1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks for events. */
    public static EventClient open(String base, String path, String... headerLines) {
        return new EventClient(new Socket(), 0, URI.create(base), path, headerLines);
    }

    /** Asks for events over a connection that holds little of what is not read. */
    public static EventClient openNarrow(String base, String path) {
        return new EventClient(new Socket(), 4096, URI.create(base), path);
    }

    public int status() {
        return status;
    }

    /** The headers of the answer by their names in lower case. */
    public Map<String, String> headers() {
        return headers;
    }

    /** The comments so far. */
    public List<String> comments() {
        return comments;
    }

    /** The times to come back after that were told so far, in milliseconds. */
    public List<Integer> retries() {
        return retries;
    }

    /** The ids that have come over this connection. */
    public List<String> ids() {
        return ids;
    }

    /** Where it may go on. */
    public String lastEventId() {
        return lastEventId;
    }

    /** The next event; null after the end. */
    public Event next() {
        assertThat(status).isEqualTo(200);
        String name = "message";
        StringBuilder data = new StringBuilder();
        try {
            for (String line = line(); line != null; line = line()) {
                int colon = line.indexOf(':');
                String field = colon < 0 ? line : line.substring(0, colon);
                String value = colon < 0 ? "" : line.substring(colon + 1).replaceFirst("^ ", "");
                switch (field) {
                    case "event" -> name = value;
                    case "data" -> data.append(value).append('\n');
                    case "id" -> got(value);
                    case "retry" -> retries.add(Integer.parseInt(value));
                    default -> {
                        if (colon == 0) {
                            comments.add(value);
                        }
                    }
                }
                if (line.isEmpty() && !data.isEmpty()) {
                    Event event = new Event(name, lastEventId, JSON.readTree(data.toString()));
                    DescribedAnswers.checkEvent(event.name(), event.data());
                    return event;
                }
                if (line.isEmpty()) {
                    name = "message";
                }
            }
            isEnded = true;
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void got(String id) {
        lastEventId = id;
        ids.add(id);
    }

    /** The next event of these names; those before it are passed over. */
    public Event next(String... names) {
        Event event = next();
        while (event != null && !List.of(names).contains(event.name())) {
            event = next();
        }
        assertThat(event).as("an event %s before the end", List.of(names)).isNotNull();
        return event;
    }

    /** All events up to the first of this name, it included. */
    public List<Event> until(String name) {
        List<Event> events = new ArrayList<>();
        do {
            events.add(next());
            assertThat(events.get(events.size() - 1)).as("%s, after %s", name, events).isNotNull();
        } while (!events.get(events.size() - 1).name().equals(name));
        return events;
    }

    /** Whether the server has ended the stream as it should: the last chunk is there. */
    public boolean isEnded() {
        return isEnded;
    }

    /** Reads until there are so many comments. */
    public void awaitComments(int count) {
        try {
            String line = "";
            while (comments.size() < count || !line.isEmpty()) {
                line = line();
                assertThat(line).as("the stream goes on").isNotNull();
                if (line.startsWith(":")) {
                    comments.add(line.substring(1).trim());
                } else if (line.startsWith("retry: ")) {
                    retries.add(Integer.parseInt(line.substring(7)));
                } else if (line.startsWith("id: ")) {
                    got(line.substring(4));
                } else {
                    assertThat(line).as("nothing but signs of life").isEmpty();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rest of an answer that is no stream of events. */
    public String body() {
        StringBuilder body = new StringBuilder();
        try {
            int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
            while (body.length() < length) {
                body.append((char) reader.read());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return body.toString();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int c = read();
        while (c >= 0 && c != '\n') {
            line.append((char) c);
            c = read();
        }
        return c < 0 ? null : new String(line.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private int read() throws IOException {
        if (chunk == 0) {
            String size = reader.readLine();
            size = size == null || !size.isEmpty() ? size : reader.readLine();
            if (size == null) {
                throw new IOException("the connection was closed within the stream");
            }
            chunk = Integer.parseInt(size, 16);
            if (chunk == 0) {
                return -1;
            }
        }
        int c = reader.read();
        if (chunk > 0) {
            if (c < 0) {
                throw new IOException("the connection was closed within the stream");
            }
            chunk--;
        }
        return c;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
