package dev.cplnroutes.request;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.cplnroutes.Container;
import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.support.NearestName;
import dev.cplnroutes.support.Printable;
import dev.cplnroutes.support.ResourceName;

/**
 * The options of a listing request: the name of each, which is the same everywhere, and the values that it allows.
 */
public enum RequestOption {

    GVC("gvc", "Names of GVCs, or * for the whole organization",
            OptionRule.several(value -> ResolvedRequest.ALL_GVCS.equals(value) || ResourceName.isValid(value),
                    values -> values.size() == 1 || !values.contains(ResolvedRequest.ALL_GVCS),
                    ResourceName.ALLOWED + ", several of them, or * alone for the whole organization")),
    LOCATION("location", "Only containers in these locations",
            OptionRule.several(ResourceName::isValid, values -> true, ResourceName.ALLOWED + ", or several of them")),
    WORKLOAD_NAME("workloadName", "Only containers of these workloads; * and ? are wildcards",
            OptionRule.several(RequestOption::isNameOrGlob, values -> true, Texts.NAMES_OR_GLOBS)),
    CONTAINER_NAME("containerName", "Only containers with these names; * and ? are wildcards",
            OptionRule.several(RequestOption::isNameOrGlob, values -> true, Texts.NAMES_OR_GLOBS)),
    IMAGE("image", "Only containers with these images; * and ? are wildcards, as in */checkout:1.1*",
            OptionRule.several(value -> value.matches("[\\x21-\\x7E&&[^,]]{1,512}"), values -> true,
                    "an image reference, in which * and ? are wildcards, or several of them")),
    WORKLOAD_TYPE("workloadType", "Only containers of workloads of these types",
            OptionRule.severalOf(List.of("serverless", "standard", "stateful", "cron", "vm"))),
    TAG("tag", "Only containers of workloads with all of these tags: key (is there) or key=value",
            OptionRule.several(Tag::isValid, values -> true, Tag.ALLOWED)),
    HEALTH_STATUS("healthStatus", "Only containers of these states; unhealthy,unknown is what is wrong",
            OptionRule.severalOf(Stream.of(HealthStatus.values()).map(HealthStatus::text).toList())),
    LATEST("latest", "true: only containers of the expected version; false: only the others",
            OptionRule.bool()),
    MIN_RESTARTS("minRestarts", "Only containers with at least so many restarts",
            OptionRule.integer(0, Integer.MAX_VALUE)),
    RESTARTED_WITHIN("restartedWithin", "Only containers whose last restart is at most so long ago, such as 15m",
            OptionRule.duration(Duration.ofSeconds(1), Duration.ofDays(3650), "from 1 s to 3650 days")),
    PARALLEL("parallel", "false: one workload after another",
            OptionRule.bool()),
    MAX_WORKERS("maxWorkers", "API calls in flight for this listing",
            OptionRule.integer(1, 256)),
    CACHE("cache", "false: neither read the cache nor store in it",
            OptionRule.bool()),
    CACHE_TTL_SECONDS("cacheTtlSeconds", "Longest age of a cached answer, seconds; 0: ask the API, and store",
            OptionRule.integer(0, 86_400)),
    ORDER("order", "Streams only: list for the order of the workload list, else found",
            OptionRule.text(value -> value.equals("found") || value.equals("list"), "found or list")),
    MAX_RESULTS("maxResults", "Stop after so many containers",
            OptionRule.integer(1, Integer.MAX_VALUE)),
    PAGE_SIZE("pageSize", "So many containers an answer, and a cursor to the next page",
            OptionRule.integer(1, 10_000)),
    CURSOR("cursor", "nextCursor of the page before; alone it means pages of 50",
            OptionRule.text(value -> !value.isBlank() && value.length() <= Cursor.LONGEST, Cursor.ALLOWED)),
    RETRY("retry", "false: no call is sent again",
            OptionRule.bool()),
    MAX_RETRIES("maxRetries", "Attempts of one API call after the first",
            OptionRule.integer(0, 100)),
    RETRY_DELAY_SECONDS("retryDelaySeconds", "Wait before the second attempt, seconds",
            OptionRule.decimal("0", "3600")),
    RETRY_BACKOFF_FACTOR("retryBackoffFactor", "Each further wait is so many times as long",
            OptionRule.decimal("1", "10")),
    FILTER_UNHEALTHY("filterUnhealthy", "true: leave out what is unhealthy or unknown",
            OptionRule.bool()),
    INCLUDE_SYSTEM_CONTAINERS("includeSystemContainers", "true: list the platform's own containers too",
            OptionRule.bool()),
    COLLECT_STATISTICS("collectStatistics", "false: no statistics in the answer",
            OptionRule.bool()),
    FIELDS("fields", "Only these fields of each container, in this order",
            OptionRule.severalOf(Container.fieldNames())),
    GROUP_BY("groupBy", "Counts only: also count for each combination of the values of these fields",
            OptionRule.severalOf(List.of("gvcName", "workloadName", "location", "image", "healthStatus"))),
    FOR("for", "Waits only: what everything selected has to be",
            OptionRule.severalOf(List.of("healthy", "latest"))),
    TIMEOUT("timeout", "Waits only: the longest time, such as 10m",
            OptionRule.duration(Duration.ofSeconds(1), Duration.ofHours(1), "from 1 s to 1 h")),
    INTERVAL("interval", "Waits only: time from the end of a round of reading to the next",
            OptionRule.duration(Duration.ofMillis(100), Duration.ofHours(1), "from 100 ms to 1 h")),
    STABLE_FOR("stableFor", "Waits only: time for which it has to hold",
            OptionRule.duration(Duration.ZERO, Duration.ofHours(1), "from 0 s to 1 h"));

    private static final Map<String, RequestOption> BY_NAME =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(RequestOption::optionName, Function.identity()));

    private final String optionName;
    private final String description;
    private final OptionRule rule;

    RequestOption(String optionName, String description, OptionRule rule) {
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

    /**
     * The values that it allows, as JSON Schema; a text may have rules that the schema lacks.
     *
     * @return of one value, where it takes several
     */
    public Map<String, Object> schema() {
        return rule.schema();
    }

    /**
     * Whether it takes several values: with commas in a query or a setting, as an array or a single value in JSON.
     *
     * @return false where it takes one value
     */
    public boolean isSeveral() {
        return rule.isSeveral();
    }

    /** The values that it allows, for messages. */
    String allowed() {
        return rule.allowed();
    }

    /** Whether a listing needs a value, so that null in a request means the default. */
    boolean hasDefault() {
        return switch (this) {
            case GVC, PARALLEL, MAX_WORKERS, CACHE, CACHE_TTL_SECONDS, RETRY, MAX_RETRIES, RETRY_DELAY_SECONDS,
                    RETRY_BACKOFF_FACTOR, FILTER_UNHEALTHY, INCLUDE_SYSTEM_CONTAINERS, COLLECT_STATISTICS -> true;
            default -> false;
        };
    }

    /** Whether only a wait takes it. */
    public boolean isOfWaits() {
        return switch (this) {
            case FOR, TIMEOUT, INTERVAL, STABLE_FOR -> true;
            default -> false;
        };
    }

    /** Whether a wait refuses it: it has no pages, no limits, nothing from the cache, and no statistics. */
    public boolean isForeignToWaits() {
        return switch (this) {
            case CACHE_TTL_SECONDS, ORDER, MAX_RESULTS, PAGE_SIZE, CURSOR, COLLECT_STATISTICS, GROUP_BY -> true;
            default -> false;
        };
    }

    /** Whether a watch takes it: it says what is seen, not how it is read, which all who look at a watch share. */
    public boolean isOfWatches() {
        return switch (this) {
            case GVC, LOCATION, WORKLOAD_NAME, CONTAINER_NAME, IMAGE, WORKLOAD_TYPE, TAG, HEALTH_STATUS, LATEST,
                    MIN_RESTARTS, RESTARTED_WITHIN, FILTER_UNHEALTHY, INCLUDE_SYSTEM_CONTAINERS, FIELDS -> true;
            default -> false;
        };
    }

    /** Whether a setting may hold its default. */
    public boolean hasSetting() {
        return this != CURSOR && !isOfWaits();
    }

    /** The name of the setting that holds its default: {@code cpln.listing.max-workers} for {@code maxWorkers}. */
    public String settingName() {
        return this == GVC ? "cpln.gvc" : "cpln.listing." + kebabName();
    }

    /** The name in kebab case, as arguments have it: {@code max-workers} for {@code maxWorkers}. */
    public String kebabName() {
        return optionName.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /**
     * Finds an option by its name.
     *
     * @throws InvalidRequestException where there is no option of that name; the message lists all
     */
    public static RequestOption named(String name) {
        RequestOption option = BY_NAME.get(name);
        if (option == null) {
            throw new InvalidRequestException("Unknown option '" + Printable.text(name) + "'"
                    + NearestName.hint(name, BY_NAME.keySet()) + "; allowed are "
                    + Stream.of(values()).map(RequestOption::optionName).collect(Collectors.joining(", ")) + ".");
        }
        return option;
    }

    /**
     * Checks a value and converts it to the option's type.
     *
     * @param value    what the caller gave; not null
     * @param fromText whether a value is written as text, as in a query or a properties file: a number or a boolean
     *                 may be one, and commas separate several values
     * @return a Boolean, Integer, Double, Duration or String, or a List of String where it takes several values
     * @throws InvalidRequestException where it is of another type or out of range
     */
    Object read(Object value, boolean fromText) {
        Object read = rule.reader().read(value, fromText);
        if (read == null || read instanceof OptionRule.Wrong) {
            Object refused = read instanceof OptionRule.Wrong wrong ? wrong.value() : value;
            throw new InvalidRequestException(optionName, refused, rule.allowed() + rule.nearest(refused));
        }
        return read;
    }

    /** A name that Control Plane would allow, or a pattern of one. */
    private static boolean isNameOrGlob(String value) {
        return Glob.isPattern(value) ? value.matches("[a-z0-9*?-]{1,64}") : ResourceName.isValid(value);
    }

    /** Texts that the constants need before the enum's own constants are there. */
    private static final class Texts {
        static final String NAMES_OR_GLOBS = ResourceName.ALLOWED + ", in which * and ? are wildcards, or several";
    }
}
