package dev.cplnroutes.trigger.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.request.RequestReader;
import dev.cplnroutes.request.ResolvedRequest;
import dev.cplnroutes.support.Printable;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * Reads what an HTTP request asks for: its path and method, the options of its query and its body.
 */
public final class HttpRequests {

    private static final Set<String> LISTING_METHODS = Set.of("GET", "POST");
    private static final String GVC = "gvc";
    private static final String WORKLOAD_NAME = "workloadName";

    private String basePath = "";

    /** Makes the bean. */
    public HttpRequests() {
    }

    /**
     * Sets where the trigger is mounted.
     *
     * @param basePath path such as {@code /cpln}
     */
    public void setBasePath(String basePath) {
        this.basePath = basePath.endsWith("/") ? basePath.substring(0, basePath.length() - 1) : basePath;
    }

    /** What a request asks for. No record: the routes ask by name, and an accessor beside a getter is one too many for Camel. */
    public static final class HttpRequest {

        private final String action;
        private final Map<String, Object> body;

        HttpRequest(String action, Map<String, Object> body) {
            this.action = action;
            this.body = body;
        }

        /**
         * What to do.
         *
         * @return {@code list}, {@code count}, {@code cache-statistics}, {@code clear-cache}, {@code event-statistics} or
         *         {@code redeliver}
         */
        public String getAction() {
            return action;
        }

        /**
         * What to do it with.
         *
         * @return what the route behind takes
         */
        public Map<String, Object> getBody() {
            return body;
        }
    }

    /**
     * Reads a request.
     *
     * @param exchange exchange of Camel's platform-http
     * @return what it asks for
     * @throws InvalidRequestException where an option is not allowed
     */
    public HttpRequest read(Exchange exchange) {
        Message message = exchange.getMessage();
        String method = message.getHeader(Exchange.HTTP_METHOD, "GET", String.class);
        String path = message.getHeader(Exchange.HTTP_PATH, "", String.class);
        List<String> segments = segments(path);
        if (!segments.isEmpty() && "cache".equals(segments.get(0))) {
            return cache(method, segments.subList(1, segments.size()), message);
        }
        if (!segments.isEmpty() && "events".equals(segments.get(0))) {
            return events(method, segments.subList(1, segments.size()), message);
        }

        boolean isCount = !segments.isEmpty() && "count".equals(segments.get(segments.size() - 1));
        List<String> listing = isCount ? segments.subList(0, segments.size() - 1) : segments;
        if (listing.isEmpty() || !"containers".equals(listing.get(listing.size() - 1))) {
            throw notFound();
        }
        Map<String, Object> body = new LinkedHashMap<>();
        scope(listing.subList(0, listing.size() - 1), body);
        requireMethod(method, LISTING_METHODS, "GET, POST");
        if (accepts(message, "application/x-ndjson")) {
            throw new HttpException(406, "Not acceptable", "The answer comes as application/json only.");
        }
        addOptions(message, method, body);
        // The path alone says what is listed, whatever cpln.gvc or cpln.listing.workload-name are.
        body.putIfAbsent(GVC, ResolvedRequest.ALL_GVCS);
        body.putIfAbsent(WORKLOAD_NAME, null);
        return new HttpRequest(isCount ? "count" : "list", body);
    }

    /**
     * The answer to clearing the cache.
     *
     * @param removed entries
     * @return what becomes the JSON
     */
    public Map<String, Object> removed(@Body Number removed) {
        return Map.of("removed", removed);
    }

    private HttpRequest cache(String method, List<String> scope, Message message) {
        Map<String, Object> body = new LinkedHashMap<>();
        scope(scope, body);
        if (scope.isEmpty()) {
            requireMethod(method, Set.of("GET", "DELETE"), "GET, DELETE");
        } else {
            requireMethod(method, Set.of("DELETE"), "DELETE");
        }
        requireNoOption(message);
        return new HttpRequest("GET".equals(method) ? "cache-statistics" : "clear-cache", body);
    }

    private static HttpRequest events(String method, List<String> segments, Message message) {
        boolean isRedelivery = segments.equals(List.of("redeliver"));
        if (!isRedelivery && !segments.isEmpty()) {
            throw notFound();
        }
        String allowed = isRedelivery ? "POST" : "GET";
        requireMethod(method, Set.of(allowed), allowed);
        requireNoOption(message);
        return new HttpRequest(isRedelivery ? "redeliver" : "event-statistics", Map.of());
    }

    private static void requireNoOption(Message message) {
        queryOf(message).keySet().forEach(name -> {
            throw new InvalidRequestException("Unknown option '" + Printable.text(name) + "'; allowed is none here.");
        });
    }

    /** Nothing, {@code gvc/NAME}, or {@code gvc/NAME/workload/NAME}. */
    private static void scope(List<String> segments, Map<String, Object> body) {
        int size = segments.size();
        boolean isScope = size == 0 || (size == 2 || size == 4 && "workload".equals(segments.get(2)))
                && "gvc".equals(segments.get(0));
        if (!isScope) {
            throw notFound();
        }
        if (size > 0) {
            if (ResolvedRequest.ALL_GVCS.equals(segments.get(1))) {
                throw new InvalidRequestException(GVC, segments.get(1),
                        "one GVC's name; the whole organization has a path of its own");
            }
            body.put(GVC, segments.get(1));
        }
        if (size == 4) {
            body.put(WORKLOAD_NAME, segments.get(3));
        }
    }

    private void addOptions(Message message, String method, Map<String, Object> body) {
        Map<String, String> query = queryOf(message);
        Map<String, Object> given = "POST".equals(method) ? bodyOf(message) : Map.of();
        query.keySet().stream().filter(given::containsKey).findFirst().ifPresent(name -> {
            throw new InvalidRequestException("Option '" + name + "' is in both query and body; allowed is one of them.");
        });
        Map<String, Object> options = new HashMap<>(given);
        options.putAll(RequestReader.parseTexts(query));
        for (String name : List.of(GVC, WORKLOAD_NAME)) {
            if (options.containsKey(name)) {
                throw new InvalidRequestException("Option '" + name + "' has the value '"
                        + Printable.text(options.get(name)) + "'; allowed is to name it in the path alone.");
            }
        }
        body.putAll(options);
    }

    private static Map<String, Object> bodyOf(Message message) {
        // JSON is UTF-8: a charset in the content type is neither needed nor obeyed.
        byte[] bytes = message.getBody(byte[].class);
        String body = bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
        boolean isEmpty = body.isBlank();
        String contentType = message.getHeader(Exchange.CONTENT_TYPE, "", String.class);
        String mediaType = contentType.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
        if (!mediaType.equals("application/json") && !(isEmpty && mediaType.isEmpty())) {
            throw new HttpException(415, "Unsupported media type", "Options in a body are application/json.");
        }
        return RequestReader.parseJson(body);
    }

    private static Map<String, String> queryOf(Message message) {
        String query = message.getHeader(Exchange.HTTP_RAW_QUERY, String.class);
        if (query == null) {
            query = message.getHeader(Exchange.HTTP_QUERY, String.class);
        }
        Map<String, String> options = new LinkedHashMap<>();
        if (query != null) {
            for (String pair : query.split("&")) {
                if (!pair.isEmpty()) {
                    String name = decode(pair.contains("=") ? pair.substring(0, pair.indexOf('=')) : pair);
                    String value = pair.contains("=") ? decode(pair.substring(pair.indexOf('=') + 1)) : "";
                    if (options.put(name, value) != null) {
                        throw new InvalidRequestException("Option '" + Printable.text(name)
                                + "' is repeated; allowed is each option once.");
                    }
                }
            }
        }
        return options;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException("The query is not encoded correctly.");
        }
    }

    private List<String> segments(String path) {
        // Behind the path of the server itself, where it has one.
        int mount = path.indexOf(basePath + "/");
        String relative = mount >= 0 ? path.substring(mount + basePath.length()) : path;
        if (!relative.startsWith("/")) {
            throw notFound();
        }
        List<String> segments = List.of(relative.substring(1).split("/", -1));
        return segments.stream().map(HttpRequests::decode).toList();
    }

    private static boolean accepts(Message message, String mediaType) {
        return message.getHeader("Accept", "", String.class).toLowerCase(Locale.ROOT).contains(mediaType);
    }

    private static void requireMethod(String method, Set<String> allowed, String names) {
        if (!allowed.contains(method)) {
            throw new HttpException(405, "Method not allowed", "Allowed here: " + names + ".", names);
        }
    }

    private static HttpException notFound() {
        return new HttpException(404, "Not found", "There is no such path; there are /containers, /gvc/{gvc}/containers, "
                + "/gvc/{gvc}/workload/{workload}/containers, each with /count, /cache, /events and /events/redeliver.");
    }
}
