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

    GVC("gvc", text(value -> ResolvedRequest.ALL_GVCS.equals(value) || ResourceName.isValid(value),
            ResourceName.ALLOWED + ", or * for the whole organization")),
    LOCATION("location", text(ResourceName::isValid, ResourceName.ALLOWED)),
    WORKLOAD_NAME("workloadName", text(ResourceName::isValid, ResourceName.ALLOWED)),
    PARALLEL("parallel", bool()),
    MAX_WORKERS("maxWorkers", integer(1, 256)),
    CACHE("cache", bool()),
    CACHE_TTL_SECONDS("cacheTtlSeconds", integer(0, 86_400)),
    MAX_RESULTS("maxResults", integer(1, Integer.MAX_VALUE)),
    PAGE_SIZE("pageSize", integer(1, 10_000)),
    CURSOR("cursor", text(value -> !value.isBlank() && value.length() <= Cursor.LONGEST, Cursor.ALLOWED)),
    RETRY("retry", bool()),
    MAX_RETRIES("maxRetries", integer(0, 100)),
    RETRY_DELAY_SECONDS("retryDelaySeconds", decimal("0", "3600")),
    RETRY_BACKOFF_FACTOR("retryBackoffFactor", decimal("1", "10")),
    FILTER_UNHEALTHY("filterUnhealthy", bool()),
    INCLUDE_SYSTEM_CONTAINERS("includeSystemContainers", bool()),
    COLLECT_STATISTICS("collectStatistics", bool());

    private static final Map<String, RequestOption> BY_NAME =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(RequestOption::optionName, Function.identity()));

    private final String optionName;
    private final Rule rule;

    RequestOption(String optionName, Rule rule) {
        this.optionName = optionName;
        this.rule = rule;
    }

    /** The name that callers use. */
    public String optionName() {
        return optionName;
    }

    /** The values that it allows, for messages. */
    String allowed() {
        return rule.allowed();
    }

    /** Whether a listing needs a value, so that null in a request means the default. */
    boolean hasDefault() {
        return switch (this) {
            case LOCATION, WORKLOAD_NAME, MAX_RESULTS, PAGE_SIZE, CURSOR -> false;
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

    private record Rule(String allowed, Reader reader) {

        Object read(Object value, boolean fromText) {
            return reader.read(value, fromText);
        }
    }

    private static Rule text(Function<String, Boolean> isAllowed, String allowed) {
        return new Rule(allowed, (value, fromText) ->
                value instanceof String string && isAllowed.apply(string) ? string : null);
    }

    private static Rule bool() {
        return new Rule("true or false", (value, fromText) -> {
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
        return new Rule("a whole number from " + least + " to " + most, (value, fromText) -> {
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
        return new Rule("a number from " + least + " to " + most, (value, fromText) -> {
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
