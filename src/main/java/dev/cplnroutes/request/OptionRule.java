package dev.cplnroutes.request;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.support.NearestName;

/**
 * The values that one option allows, and how they are read.
 *
 * @param allowed  for messages, as it follows "allowed is"
 * @param schema   of one value, as JSON Schema; a text may have rules that the schema lacks
 * @param isSeveral whether the option takes several values: then it reads a list of texts
 * @param reader   reads what the caller gave
 */
record OptionRule(String allowed, Map<String, Object> schema, boolean isSeveral, Reader reader) {

    /** Most values of one option. */
    static final int MOST_VALUES = 100;

    /** Converts a value to the option's type; null, or a {@link Wrong}, where the value is not allowed. */
    interface Reader {
        Object read(Object value, boolean fromText);
    }

    /** The one value among several that is not allowed. */
    record Wrong(Object value) {
    }

    /** The part of a message that names the text that was perhaps meant; empty where none is like the value. */
    String nearest(Object value) {
        return value instanceof String text && schema.get("enum") instanceof List<?> texts
                ? NearestName.hint(text, texts.stream().map(String::valueOf).toList()) : "";
    }

    /** One text. */
    static OptionRule text(Predicate<String> isAllowed, String allowed) {
        return new OptionRule(allowed, Map.of("type", "string", "minLength", 1), false, (value, fromText) ->
                value instanceof String string && isAllowed.test(string) ? string : null);
    }

    /**
     * Several texts: with commas where they are written as text, else a collection or a single one. A text that comes
     * twice counts once.
     *
     * @param isAllowed whether one text may stand in the list
     * @param isList    whether the texts may stand together
     * @param allowed   what one text may be
     */
    static OptionRule several(Predicate<String> isAllowed, Predicate<Collection<String>> isList, String allowed) {
        return several(isAllowed, isList, allowed, Map.of("type", "string", "minLength", 1));
    }

    /** Several of these texts. */
    static OptionRule severalOf(List<String> texts) {
        return several(texts::contains, list -> true, "one or more of " + String.join(", ", texts),
                Map.of("type", "string", "enum", texts));
    }

    private static OptionRule several(Predicate<String> isAllowed, Predicate<Collection<String>> isList,
            String allowed, Map<String, Object> item) {
        return new OptionRule(allowed, item, true, (value, fromText) -> {
            Collection<?> values = value instanceof Collection<?> collection ? collection
                    : value instanceof Object[] array ? List.of(array)
                    : fromText && value instanceof String text ? List.of(text.split(",", -1)) : List.of(value);
            Set<String> read = new LinkedHashSet<>();
            for (Object one : values) {
                Object text = one instanceof HealthStatus health ? health.text() : one;
                if (!(text instanceof String string) || !isAllowed.test(string)) {
                    return new Wrong(one);
                }
                read.add(string);
            }
            return read.isEmpty() || read.size() > MOST_VALUES || !isList.test(read) ? null : List.copyOf(read);
        });
    }

    /** A boolean; as text {@code true} or {@code false}. */
    static OptionRule bool() {
        return new OptionRule("true or false", Map.of("type", "boolean"), false, (value, fromText) -> {
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

    /** A whole number. */
    static OptionRule integer(int least, int most) {
        return new OptionRule("a whole number from " + least + " to " + most,
                Map.of("type", "integer", "minimum", least, "maximum", most), false, (value, fromText) -> {
            BigDecimal number = number(value, fromText);
            if (number == null || number.stripTrailingZeros().scale() > 0
                    || number.compareTo(BigDecimal.valueOf(least)) < 0
                    || number.compareTo(BigDecimal.valueOf(most)) > 0) {
                return null;
            }
            return number.intValueExact();
        });
    }

    /** A number. */
    static OptionRule decimal(String least, String most) {
        return new OptionRule("a number from " + least + " to " + most, Map.of("type", "number", "minimum",
                new BigDecimal(least), "maximum", new BigDecimal(most)), false, (value, fromText) -> {
            BigDecimal number = number(value, fromText);
            return number == null || number.compareTo(new BigDecimal(least)) < 0
                    || number.compareTo(new BigDecimal(most)) > 0 ? null : (Object) number.doubleValue();
        });
    }

    /** A length of time, in either notation of {@link Durations}; in the JVM also a {@link Duration}. */
    static OptionRule duration(Duration least, Duration most, String range) {
        String examples = most.compareTo(Duration.ofHours(2)) < 0 ? "90s, 15m or PT1H" : "15m, 2h or PT1H";
        return new OptionRule("a time such as " + examples + ", " + range, Map.of("type", "string", "minLength", 2),
                false, (value, fromText) -> {
            Duration time = value instanceof Duration given ? given
                    : value instanceof String text ? Durations.read(text) : null;
            return time == null || time.compareTo(least) < 0 || time.compareTo(most) > 0 ? null : time;
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
