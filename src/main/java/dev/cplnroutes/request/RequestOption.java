package dev.cplnroutes.request;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.support.Printable;
import dev.cplnroutes.support.ResourceName;

/**
 * The options of a listing request: the name of each, which is the same everywhere, and the values that it allows.
 */
public enum RequestOption {

    GVC("gvc", "Name of a GVC, or * for the whole organization",
            text(value -> ResolvedRequest.ALL_GVCS.equals(value) || ResourceName.isValid(value),
            ResourceName.ALLOWED + ", or * for the whole organization")),
    LOCATION("location", "Only containers in this location",
            text(ResourceName::isValid, ResourceName.ALLOWED)),
    WORKLOAD_NAME("workloadName", "Only containers of this workload",
            text(ResourceName::isValid, ResourceName.ALLOWED)),
    PARALLEL("parallel", "false: one workload after another",
            bool()),
    MAX_WORKERS("maxWorkers", "API calls in flight for this listing",
            integer(1, 256)),
    CACHE("cache", "false: neither read the cache nor store in it",
            bool()),
    CACHE_TTL_SECONDS("cacheTtlSeconds", "Longest age of a cached answer, seconds; 0: read anew, and store",
            integer(0, 86_400)),
    ORDER("order", "Streams only: list for the order of the workload list, else found",
            text(value -> value.equals("found") || value.equals("list"), "found or list")),
    MAX_RESULTS("maxResults", "Stop after so many containers",
            integer(1, Integer.MAX_VALUE)),
    PAGE_SIZE("pageSize", "So many containers an answer, and a cursor to the next page",
            integer(1, 10_000)),
    CURSOR("cursor", "nextCursor of the page before; alone it means pages of 50",
            text(value -> !value.isBlank() && value.length() <= Cursor.LONGEST, Cursor.ALLOWED)),
    RETRY("retry", "false: no call is sent again",
            bool()),
    MAX_RETRIES("maxRetries", "Attempts of one API call after the first",
            integer(0, 100)),
    RETRY_DELAY_SECONDS("retryDelaySeconds", "Wait before the second attempt, seconds",
            decimal("0", "3600")),
    RETRY_BACKOFF_FACTOR("retryBackoffFactor", "Each further wait is so many times as long",
            decimal("1", "10")),
    FILTER_UNHEALTHY("filterUnhealthy", "true: leave out what is unhealthy or unknown",
            bool()),
    INCLUDE_SYSTEM_CONTAINERS("includeSystemContainers", "true: list the platform's own containers too",
            bool()),
    COLLECT_STATISTICS("collectStatistics", "false: no statistics in the answer",
            bool());

    private static final Map<String, RequestOption> BY_NAME =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(RequestOption::optionName, Function.identity()));

    private final String optionName;
    private final String description;
    private final Rule rule;

    RequestOption(String optionName, String description, Rule rule) {
        this.optionName = optionName;
        this.description = description;
        this.rule = rule;
    }

    /** The name that callers use. */
    public String optionName() {
        return optionName;
    }

    /** What it does, for people. */
    public String description() {
        return description;
    }

    /** The values that it allows, as JSON Schema; a text may have rules that the schema lacks. */
    public Map<String, Object> schema() {
        return rule.schema();
    }

    /** The values that it allows, for messages. */
    String allowed() {
        return rule.allowed();
    }

    /** Whether a listing needs a value, so that null in a request means the default. */
    boolean hasDefault() {
        return switch (this) {
            case LOCATION, WORKLOAD_NAME, ORDER, MAX_RESULTS, PAGE_SIZE, CURSOR -> false;
            default -> true;
        };
    }

    /** The name of the setting that holds its default: {@code cpln.listing.max-workers} for {@code maxWorkers}. */
    public String settingName() {
        return this == GVC ? "cpln.gvc"
                : "cpln.listing." + optionName.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /**
     * Finds an option by its name.
     *
     * @throws InvalidRequestException where there is no option of that name; the message lists all
     */
    static RequestOption named(String name) {
        RequestOption option = BY_NAME.get(name);
        if (option == null) {
            throw new InvalidRequestException("Unknown option '" + Printable.text(name)
                    + "'; allowed are " + Stream.of(values()).map(RequestOption::optionName)
                            .collect(Collectors.joining(", ")) + ".");
        }
        return option;
    }

    /**
     * Checks a value and converts it to the option's type.
     *
     * @param value    what the caller gave; not null
     * @param fromText whether a number or a boolean may be written as text, as in a query or a properties file
     * @return a String, Boolean, Integer or Double
     * @throws InvalidRequestException where it is of another type or out of range
     */
    Object read(Object value, boolean fromText) {
        Object read = rule.read(value, fromText);
        if (read == null) {
            throw new InvalidRequestException(optionName, value, rule.allowed());
        }
        return read;
    }

    /** Converts a value to the option's type; null where the value is not allowed. */
    private interface Reader {
        Object read(Object value, boolean fromText);
    }

    private record Rule(String allowed, Map<String, Object> schema, Reader reader) {

        Object read(Object value, boolean fromText) {
            return reader.read(value, fromText);
        }
    }

    private static Rule text(Function<String, Boolean> isAllowed, String allowed) {
        return new Rule(allowed, Map.of("type", "string", "minLength", 1), (value, fromText) ->
                value instanceof String string && isAllowed.apply(string) ? string : null);
    }

    private static Rule bool() {
        return new Rule("true or false", Map.of("type", "boolean"), (value, fromText) -> {
            if (fromText && value instanceof String string) {
                return switch (string) {
                    case "true" -> Boolean.TRUE;
                    case "false" -> Boolean.FALSE;
                    default -> null;
                };
            }
            return value instanceof Boolean ? value : null;
        });
    }

    private static Rule integer(int least, int most) {
        return new Rule("a whole number from " + least + " to " + most,
                Map.of("type", "integer", "minimum", least, "maximum", most), (value, fromText) -> {
            BigDecimal number = number(value, fromText);
            if (number == null || number.stripTrailingZeros().scale() > 0
                    || number.compareTo(BigDecimal.valueOf(least)) < 0
                    || number.compareTo(BigDecimal.valueOf(most)) > 0) {
                return null;
            }
            return number.intValueExact();
        });
    }

    private static Rule decimal(String least, String most) {
        return new Rule("a number from " + least + " to " + most, Map.of("type", "number", "minimum",
                new BigDecimal(least), "maximum", new BigDecimal(most)), (value, fromText) -> {
            BigDecimal number = number(value, fromText);
            return number == null || number.compareTo(new BigDecimal(least)) < 0
                    || number.compareTo(new BigDecimal(most)) > 0 ? null : (Object) number.doubleValue();
        });
    }

    private static BigDecimal number(Object value, boolean fromText) {
        boolean isNumber = value instanceof Number || fromText && value instanceof String;
        String text = String.valueOf(value);
        // Short plain decimals only: BigDecimal accepts 1e999999999, and its arithmetic then takes minutes.
        if (!isNumber || text.length() > 24 || !text.matches("-?[0-9]+(\\.[0-9]+)?([eE]-?[0-9])?")) {
            return null;
        }
        return new BigDecimal(text);
    }
}
