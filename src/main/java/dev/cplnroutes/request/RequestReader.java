package dev.cplnroutes.request;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cplnroutes.Container;
import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.ProgressListener;
import dev.cplnroutes.support.Utf8Text;

/**
 * A reader and checker of listing requests, in each form that a caller may send.
 */
public final class RequestReader {

    private static final TypeReference<LinkedHashMap<String, Object>> OPTIONS = new TypeReference<>() { };

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final String NOT_PAGED = "none in a stream, which is never paged";

    private final RequestDefaults defaults;

    /**
     * Makes a reader.
     *
     * @param defaults values of the options that a request leaves out
     * @throws InvalidRequestException where a default is missing or not allowed; the message names the setting
     */
    public RequestReader(RequestDefaults defaults) {
        this.defaults = defaults;
        defaults.checked();
    }

    /**
     * Reads a request.
     *
     * @param body a {@link ListingRequest}, a Map of options, JSON text of one (text, bytes, stream, reader, file, JSON
     *             tree; 64 KiB of it at most), or null or blank for the defaults; or one of these as a
     *             {@link CountRequest}
     * @return all options of the listing, with the defaults of those that the request leaves out
     * @throws InvalidRequestException where the request is not readable, or an option of it not allowed
     */
    public ResolvedRequest read(Object body) {
        Object request = CountRequest.unmarked(body);
        if (request instanceof AwaitRequest round) {
            return round.options();
        }
        Map<String, Object> given = given(request);
        refuse(given, RequestOption.ORDER, "none, because only a stream has an order to choose");
        refuseOptionsOfWaits(given);
        boolean isCount = body instanceof CountRequest;
        return resolved(options(given, isCount), isCount, where(request));
    }

    private static Predicate<Container> where(Object request) {
        return request instanceof ListingRequest typed ? typed.where() : null;
    }

    /**
     * Reads a request for a stream: it is never paged, and has an order.
     *
     * @param body  as in {@link #read}
     * @param order gets whether the containers are wanted in the order of the workload list
     * @return as in {@link #read}
     * @throws InvalidRequestException where the request is not readable, or an option of it not allowed
     */
    public ResolvedRequest readStream(Object body, Consumer<Boolean> order) {
        Map<String, Object> given = new LinkedHashMap<>(given(body));
        refuse(given, RequestOption.PAGE_SIZE, NOT_PAGED);
        refuse(given, RequestOption.CURSOR, NOT_PAGED);
        refuseOptionsOfWaits(given);
        // Whatever cpln.listing.page-size says.
        given.put(RequestOption.PAGE_SIZE.optionName(), null);
        ResolvedRequest request = resolved(options(given, false), false, where(body));
        Object chosen = given.containsKey(RequestOption.ORDER.optionName())
                ? given.get(RequestOption.ORDER.optionName()) : defaults.checked().get(RequestOption.ORDER);
        order.accept("list".equals(chosen));
        return request;
    }

    /**
     * Reads a request for a wait: all of the selection is read, and nothing is taken from the cache.
     *
     * @param body as in {@link #read}
     * @return the wait, with the options of its rounds
     * @throws InvalidRequestException where the request is not readable, or an option of it not allowed
     */
    public AwaitRequest readAwait(Object body) {
        Map<String, Object> given = new LinkedHashMap<>(given(body));
        requireFitForWait(given);
        // Whatever the settings say.
        given.put(RequestOption.PAGE_SIZE.optionName(), null);
        given.put(RequestOption.MAX_RESULTS.optionName(), null);
        given.put(RequestOption.CACHE_TTL_SECONDS.optionName(), 0);
        if (given.get(RequestOption.FILTER_UNHEALTHY.optionName()) == null) {
            given.put(RequestOption.FILTER_UNHEALTHY.optionName(), false);
        }
        Map<RequestOption, Object> options = options(given, false);
        ProgressListener listener = body instanceof ListingRequest typed ? typed.progressListener() : null;
        return AwaitRequest.of(options, resolved(options, false, where(body)), listener);
    }

    /**
     * Refuses options that only a wait takes.
     *
     * @param given option names with their values
     * @throws InvalidRequestException where there is one
     */
    public static void refuseOptionsOfWaits(Map<String, Object> given) {
        for (RequestOption option : RequestOption.values()) {
            if (option.isOfWaits()) {
                refuse(given, option, "none, because only a wait has it");
            }
        }
    }

    /**
     * Refuses options that no wait takes, and a wait that could not end well. What settings add is checked later.
     *
     * @param given option names with their values
     * @throws InvalidRequestException where there is one
     */
    public static void requireFitForWait(Map<String, Object> given) {
        Map<RequestOption, Object> options = new EnumMap<>(RequestOption.class);
        for (RequestOption option : RequestOption.values()) {
            if (option.isForeignToWaits()) {
                refuse(given, option, "none in a wait, which reads all that is selected, and nothing from the cache");
            } else if (option.isOfWaits() && given.get(option.optionName()) != null) {
                options.put(option, option.read(given.get(option.optionName()), false));
            }
        }
        AwaitRequest.requireTime(options);
    }

    /**
     * Refuses options that no watch takes.
     *
     * @param given option names with their values
     * @throws InvalidRequestException where there is one
     */
    public static void requireFitForWatch(Map<String, Object> given) {
        for (RequestOption option : RequestOption.values()) {
            if (!option.isOfWatches()) {
                refuse(given, option, "none in a watch, which has no end, and is read once for all who look at it");
            }
        }
    }

    private static void refuse(Map<String, Object> given, RequestOption option, String allowed) {
        Object value = given.get(option.optionName());
        if (value != null) {
            throw new InvalidRequestException(option.optionName(), value, allowed);
        }
    }

    /**
     * Reads what a request says, unchecked and without defaults.
     *
     * @param body as in {@link #read}
     * @return option names with their values, in the request's order
     * @throws InvalidRequestException where the request is not readable
     */
    public static Map<String, Object> given(Object body) {
        if (body instanceof ListingRequest request) {
            return JSON.convertValue(request, OPTIONS);
        }
        if (body instanceof Map<?, ?> map) {
            Map<String, Object> options = new LinkedHashMap<>();
            map.forEach((name, value) -> options.put(String.valueOf(name), value));
            return options;
        }
        Object known = RequestBody.known(body);
        if (known instanceof String text) {
            return parseJson(text);
        }
        if (body != null) {
            throw new InvalidRequestException("A listing request is a ListingRequest, a Map or JSON text, as a text, "
                    + "bytes, a stream or a file; send one of these.");
        }
        return Map.of();
    }

    /**
     * Reads a JSON object of options.
     *
     * @param json JSON text; null or blank for no options
     * @return option names with their values
     * @throws InvalidRequestException where it is no JSON object, or names an option twice
     */
    public static Map<String, Object> parseJson(String json) {
        String text = Utf8Text.withoutMark(json);
        if (text == null || text.isBlank()) {
            return Map.of();
        }
        try {
            Map<String, Object> options = JSON.readValue(text, OPTIONS);
            if (options != null) {
                return options;
            }
        } catch (IOException e) {
            // Not Jackson's own message: it would repeat the input.
            if (e.getMessage() != null && e.getMessage().startsWith("Duplicate field")) {
                throw new InvalidRequestException("An option is repeated in the JSON of the request; "
                        + "allowed is each option once.");
            }
        }
        throw new InvalidRequestException("The request is not a JSON object of options, such as {\"maxWorkers\":5}.");
    }

    /**
     * Reads options that are written as text, as in a query.
     *
     * @param texts option names with their values as text
     * @return option names with values of the options' own types
     * @throws InvalidRequestException where an option does not exist or its value is not allowed
     */
    public static Map<String, Object> parseTexts(Map<String, String> texts) {
        Map<String, Object> options = new LinkedHashMap<>();
        texts.forEach((name, text) -> options.put(name, RequestOption.named(name).read(text, true)));
        return options;
    }

    /**
     * Decodes the JSON text of a request.
     *
     * @param bytes JSON in UTF-8, with or without a byte order mark; null is an empty text
     * @return the text without the mark
     * @throws InvalidRequestException if the bytes are in UTF-16 or UTF-32
     */
    public static String decode(byte[] bytes) {
        String encoding = bytes == null ? null : Utf8Text.otherEncoding(bytes);
        if (encoding != null && encoding.startsWith("UTF-")) {
            throw new InvalidRequestException("The request is in " + encoding + "; send it in UTF-8.");
        }
        return bytes == null ? "" : Utf8Text.of(bytes);
    }

    /** The refusal of groups where nothing is counted. */
    public static InvalidRequestException groupsOfAListing(Object value) {
        return new InvalidRequestException(RequestOption.GROUP_BY.optionName(), value,
                "none, because only a count has groups");
    }

    private Map<RequestOption, Object> options(Map<String, Object> given, boolean isCount) {
        Map<RequestOption, Object> options = new EnumMap<>(defaults.checked());
        given.forEach((name, value) -> {
            RequestOption option = RequestOption.named(name);
            if (value != null && option == RequestOption.GROUP_BY && !isCount) {
                throw groupsOfAListing(value);
            }
            if (value != null) {
                options.put(option, option.read(value, false));
            } else if (!option.hasDefault()) {
                // An explicit null means none, whatever the setting says.
                options.remove(option);
            }
        });
        return options;
    }

    private static ResolvedRequest resolved(Map<RequestOption, Object> options, boolean isCount,
            Predicate<Container> where) {
        String cursor = (String) options.get(RequestOption.CURSOR);
        Integer pageSize = (Integer) options.get(RequestOption.PAGE_SIZE);
        boolean parallel = (boolean) options.get(RequestOption.PARALLEL);
        boolean retry = (boolean) options.get(RequestOption.RETRY);
        return new ResolvedRequest(
                selection(options, where),
                parallel,
                parallel ? (int) options.get(RequestOption.MAX_WORKERS) : 1,
                (boolean) options.get(RequestOption.CACHE),
                Duration.ofSeconds((int) options.get(RequestOption.CACHE_TTL_SECONDS)),
                (Integer) options.get(RequestOption.MAX_RESULTS),
                cursor != null && pageSize == null ? Integer.valueOf(Cursor.DEFAULT_PAGE_SIZE) : pageSize,
                cursor,
                retry ? (int) options.get(RequestOption.MAX_RETRIES) : 0,
                seconds((double) options.get(RequestOption.RETRY_DELAY_SECONDS)),
                (double) options.get(RequestOption.RETRY_BACKOFF_FACTOR),
                (boolean) options.get(RequestOption.FILTER_UNHEALTHY),
                (boolean) options.get(RequestOption.INCLUDE_SYSTEM_CONTAINERS),
                (boolean) options.get(RequestOption.COLLECT_STATISTICS),
                texts(options, RequestOption.FIELDS),
                isCount ? texts(options, RequestOption.GROUP_BY) : List.of());
    }

    private static Selection selection(Map<RequestOption, Object> options, Predicate<Container> where) {
        List<String> gvcs = texts(options, RequestOption.GVC);
        return new Selection(
                gvcs.contains(ResolvedRequest.ALL_GVCS) ? List.of() : gvcs,
                texts(options, RequestOption.LOCATION),
                texts(options, RequestOption.WORKLOAD_NAME),
                texts(options, RequestOption.CONTAINER_NAME),
                texts(options, RequestOption.IMAGE),
                texts(options, RequestOption.WORKLOAD_TYPE),
                texts(options, RequestOption.TAG),
                texts(options, RequestOption.HEALTH_STATUS),
                (Boolean) options.get(RequestOption.LATEST),
                (Integer) options.get(RequestOption.MIN_RESTARTS),
                (Duration) options.get(RequestOption.RESTARTED_WITHIN),
                where);
    }

    @SuppressWarnings("unchecked")
    private static List<String> texts(Map<RequestOption, Object> options, RequestOption option) {
        return (List<String>) options.getOrDefault(option, List.of());
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }
}
