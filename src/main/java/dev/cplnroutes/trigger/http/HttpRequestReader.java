package dev.cplnroutes.trigger.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.request.RequestOption;
import dev.cplnroutes.request.RequestReader;
import dev.cplnroutes.request.ResolvedRequest;
import dev.cplnroutes.stream.StreamLines;
import dev.cplnroutes.support.Printable;
import dev.cplnroutes.support.ResourceName;

/**
 * Reads HTTP requests: the path and the method give the action, the query and the body give its options.
 */
final class HttpRequestReader {

    private static final String GVC = "gvc";
    private static final String WORKLOAD_NAME = "workloadName";
    private static final String HEAD = "HEAD";
    /** The method whose requests have a body. */
    static final String POST = "POST";
    private static final String JSON = "application/json";

    private final String basePath;

    /**
     * Creates a reader.
     *
     * @param basePath path of the trigger on its server, such as {@code /cpln}
     */
    HttpRequestReader(String basePath) {
        this.basePath = basePath.endsWith("/") ? basePath.substring(0, basePath.length() - 1) : basePath;
    }

    /**
     * Reads a request. {@code HEAD} is checked as {@code GET} is; of a listing it asks for headers alone, because the
     * containers would cost calls of the API and not be seen. {@code OPTIONS} asks for the methods of its path.
     *
     * @throws HttpException           if there is no such path, or the method or a content type does not fit it
     * @throws InvalidRequestException if an option is not allowed
     */
    HttpRequest read(HttpCall call) {
        try {
            HttpRequest request = readAllowed(call);
            requireNoBody(call);
            return request;
        } catch (HttpException e) {
            if (e.allow() != null && "OPTIONS".equals(call.method())) {
                return HttpRequest.options(e.allow());
            }
            throw e;
        }
    }

    private HttpRequest readAllowed(HttpCall call) {
        List<String> segments = segments(call.path());
        List<String> rest = segments.subList(1, segments.size());
        return switch (segments.get(0)) {
            case "cache" -> cache(call, rest);
            case "events" -> events(call, rest);
            case "openapi.json" -> description(call, rest);
            default -> "changes".equals(last(segments)) ? changes(call, segments) : listing(call, segments);
        };
    }

    private static HttpRequest changes(HttpCall call, List<String> segments) {
        Map<String, Object> body = scope(segments.subList(0, segments.size() - 1));
        requireMethod(call, "GET");
        if (!call.mayStream()) {
            throw new HttpException(406, "Not acceptable",
                    "Changes are a stream of events, which this server cannot send.");
        }
        String type = requireAcceptable(call, List.of(EventStream.MEDIA_TYPE));
        addOptions(call, body);
        // The watch would refuse them too, and HEAD begins none.
        RequestReader.requireFitForWatch(body);
        completeScope(body);
        return HEAD.equals(call.method()) ? HttpRequest.head(type) : new HttpRequest("changes", body);
    }

    private static HttpRequest listing(HttpCall call, List<String> segments) {
        boolean isCount = "count".equals(last(segments));
        boolean isWait = "wait".equals(last(segments));
        List<String> path = isCount || isWait ? segments.subList(0, segments.size() - 1) : segments;
        if (path.isEmpty() || !"containers".equals(last(path))) {
            throw notFound();
        }
        Map<String, Object> body = scope(path.subList(0, path.size() - 1));
        requireMethod(call, "GET", POST);
        String type = requireAcceptable(call, isCount || isWait || !call.mayStream() ? List.of(JSON)
                : List.of(JSON, StreamLines.MEDIA_TYPE));
        addOptions(call, body);
        // A listing would refuse them too, and HEAD makes none.
        if (isWait) {
            RequestReader.requireFitForWait(body);
        } else {
            RequestReader.refuseOptionsOfWaits(body);
        }
        Object groups = body.get(RequestOption.GROUP_BY.optionName());
        if (groups != null && !isCount) {
            throw RequestReader.groupsOfAListing(groups);
        }
        completeScope(body);
        return HEAD.equals(call.method()) ? HttpRequest.head(type)
                : new HttpRequest(isCount ? "count" : isWait ? "wait" : type.equals(JSON) ? "list" : "stream", body);
    }

    /** The path alone says what is listed; cpln.gvc and cpln.listing.workload-name do not apply. */
    private static void completeScope(Map<String, Object> body) {
        body.putIfAbsent(GVC, ResolvedRequest.ALL_GVCS);
        body.putIfAbsent(WORKLOAD_NAME, null);
    }

    private static HttpRequest cache(HttpCall call, List<String> scope) {
        Map<String, Object> body = scope(scope);
        if (scope.isEmpty()) {
            requireMethod(call, "GET", "DELETE");
        } else {
            requireMethod(call, "DELETE");
        }
        requireAcceptable(call, List.of(JSON));
        requireNoOption(call);
        return new HttpRequest("DELETE".equals(call.method()) ? "clear-cache" : "cache-statistics", body);
    }

    private static HttpRequest events(HttpCall call, List<String> segments) {
        boolean isRedelivery = segments.equals(List.of("redeliver"));
        if (!isRedelivery && !segments.isEmpty()) {
            throw notFound();
        }
        requireMethod(call, isRedelivery ? POST : "GET");
        requireAcceptable(call, List.of(JSON));
        requireNoOption(call);
        return new HttpRequest(isRedelivery ? "redeliver" : "event-statistics", Map.of());
    }

    private static HttpRequest description(HttpCall call, List<String> segments) {
        if (!segments.isEmpty()) {
            throw notFound();
        }
        requireMethod(call, "GET");
        requireAcceptable(call, List.of(JSON));
        requireNoOption(call);
        return new HttpRequest("openapi", Map.of());
    }

    /** The options that a path sets: none, {@code gvc/NAME}, or {@code gvc/NAME/workload/NAME}. */
    private static Map<String, Object> scope(List<String> segments) {
        Map<String, Object> body = new LinkedHashMap<>();
        int size = segments.size();
        boolean isScope = size == 0 || (size == 2 || size == 4 && "workload".equals(segments.get(2)))
                && "gvc".equals(segments.get(0));
        if (!isScope) {
            throw notFound();
        }
        if (size > 0) {
            if (ResolvedRequest.ALL_GVCS.equals(segments.get(1))) {
                throw new InvalidRequestException(GVC, segments.get(1),
                        "the name of one GVC; the whole organization has a path of its own");
            }
            body.put(GVC, name(GVC, segments.get(1)));
        }
        if (size == 4) {
            body.put(WORKLOAD_NAME, name(WORKLOAD_NAME, segments.get(3)));
        }
        return body;
    }

    /** A path names one thing: several names and wildcards are for the options. */
    private static String name(String option, String segment) {
        if (!ResourceName.isValid(segment)) {
            throw new InvalidRequestException(option, segment, ResourceName.ALLOWED);
        }
        return segment;
    }

    private static void addOptions(HttpCall call, Map<String, Object> body) {
        Map<String, String> query = query(call);
        Map<String, Object> options = new HashMap<>(POST.equals(call.method()) ? options(call) : Map.of());
        query.keySet().stream().filter(options::containsKey).findFirst().ifPresent(name -> {
            throw new InvalidRequestException("Option '" + name
                    + "' is in both query and body; allowed is one of them.");
        });
        options.putAll(RequestReader.parseTexts(query));
        for (String name : List.of(GVC, WORKLOAD_NAME)) {
            if (options.containsKey(name) && body.containsKey(GVC)) {
                throw new InvalidRequestException(name, options.get(name), "none beside a path that names a GVC; the "
                        + "paths of the organization, /containers and /changes, take gvc and workloadName");
            }
        }
        body.putAll(options);
    }

    private static Map<String, Object> options(HttpCall call) {
        byte[] bytes = call.body().get();
        if (isGzip(bytes)) {
            throw new HttpException(415, "Unsupported media type",
                    "The body is compressed; options in a body are application/json, without a Content-Encoding.");
        }
        // JSON is UTF-8, whatever charset the content type names.
        String body = RequestReader.decode(bytes);
        String mediaType = call.contentType().split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
        if (!mediaType.equals(JSON) && !(body.isBlank() && mediaType.isEmpty())) {
            throw new HttpException(415, "Unsupported media type", "Options in a body are application/json.");
        }
        return RequestReader.parseJson(body);
    }

    /** Whether it begins as RFC 1952 says, as no text does. */
    private static boolean isGzip(byte[] bytes) {
        return bytes != null && bytes.length > 1 && bytes[0] == 0x1F && bytes[1] == (byte) 0x8B;
    }

    /** A body that is not read would be options that are not obeyed. */
    private static void requireNoBody(HttpCall call) {
        if (!POST.equals(call.method())) {
            byte[] bytes = call.body().get();
            if (bytes != null && bytes.length > 0) {
                throw new InvalidRequestException(bodyOf(call.method()));
            }
        }
    }

    /** What is said of the body of a request whose method has none. */
    static String bodyOf(String method) {
        return "GET".equals(method) || HEAD.equals(method)
                ? "A " + method + " takes its options in the query; a body with options goes with POST."
                : "A " + Printable.text(method) + " takes no body; leave it out.";
    }

    private static void requireNoOption(HttpCall call) {
        query(call).keySet().stream().findFirst().ifPresent(name -> {
            throw new InvalidRequestException("Unknown option '" + Printable.text(name)
                    + "'; allowed is none on this path.");
        });
    }

    private static Map<String, String> query(HttpCall call) {
        Map<String, String> options = new LinkedHashMap<>();
        for (String pair : call.query() == null ? new String[0] : call.query().split("&")) {
            if (!pair.isEmpty()) {
                String[] nameAndValue = pair.split("=", 2);
                String name = decode("query", nameAndValue[0]);
                if (options.put(name, nameAndValue.length == 1 ? "" : decode("query", nameAndValue[1])) != null) {
                    throw new InvalidRequestException("Option '" + Printable.text(name)
                            + "' is repeated; allowed is each option once.");
                }
            }
        }
        return options;
    }

    private static String decode(String part, String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException("The " + part + " is not encoded correctly.");
        }
    }

    /** The decoded segments of the path below the base path; at least one, which may be empty. */
    private List<String> segments(String path) {
        // The path of the server, if it has one, comes before the base path.
        int mount = path.indexOf(basePath + "/");
        String relative = mount >= 0 ? path.substring(mount + basePath.length()) : path;
        if (!relative.startsWith("/")) {
            throw notFound();
        }
        return Arrays.stream(relative.substring(1).split("/", -1)).map(segment -> decode("path", segment)).toList();
    }

    private static String last(List<String> segments) {
        return segments.get(segments.size() - 1);
    }

    /** Requires one of these methods, or HEAD where GET is among them. */
    private static void requireMethod(HttpCall call, String... methods) {
        List<String> allowed = new ArrayList<>(List.of(methods));
        if (allowed.contains("GET")) {
            allowed.add(1, HEAD);
        }
        if (!allowed.contains(call.method())) {
            allowed.add("OPTIONS");
            String names = String.join(", ", allowed);
            throw new HttpException(405, "Method not allowed", "Allowed here: " + names + ".", names);
        }
    }

    /**
     * Requires that the client takes one of these media types for the answer.
     *
     * @return the type that it likes best
     */
    private static String requireAcceptable(HttpCall call, List<String> offered) {
        return AcceptedTypes.of(call.accept()).best(offered).orElseThrow(() -> new HttpException(406, "Not acceptable",
                "The answer comes as " + String.join(" or as ", offered) + ", which Accept does not allow."));
    }

    private static HttpException notFound() {
        return new HttpException(404, "Not found", "There is no such path; there are /containers, "
                + "/gvc/{gvc}/containers, /gvc/{gvc}/workload/{workload}/containers, each with /count or /wait, the "
                + "same with /changes instead of /containers, /cache, /events, /events/redeliver and /openapi.json.");
    }
}
