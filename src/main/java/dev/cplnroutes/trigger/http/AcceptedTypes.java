package dev.cplnroutes.trigger.http;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The media types that a client accepts, as the header {@code Accept} says (RFC 9110, section 12.5.1): media ranges,
 * each with parameters and a quality. Of the ranges that match a type, the most specific one gives its quality.
 *
 * <p>Two things go beyond the RFC, because clients rely on them. A range that cannot be read is passed over, and a
 * header without a readable range accepts everything, as none does. {@code *} alone means {@code *}{@code /*}: Java's
 * own client sends it.
 */
final class AcceptedTypes {

    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern QUALITY = Pattern.compile("0?\\.[0-9]{0,3}|0|1(\\.0{0,3})?");

    private final List<Range> ranges;

    private AcceptedTypes(List<Range> ranges) {
        this.ranges = List.copyOf(ranges);
    }

    /**
     * Reads a header.
     *
     * @param accept value of {@code Accept}, its lines joined by commas; empty if there is none
     */
    static AcceptedTypes of(String accept) {
        List<Range> ranges = new ArrayList<>();
        for (String element : split(accept, ',')) {
            Range range = range(element);
            if (range != null) {
                ranges.add(range);
            }
        }
        return new AcceptedTypes(ranges);
    }

    /**
     * The type that a client likes best: the one of the highest quality, of these the one that it names most exactly,
     * of these the first on offer.
     *
     * @param offered media types without parameters, in lower case, the server's favourite first
     * @return the type; empty if the client accepts none of them
     */
    Optional<String> best(List<String> offered) {
        String best = null;
        Range match = null;
        for (String type : offered) {
            Range range = ranges.isEmpty() ? new Range("*", "*", Map.of(), BigDecimal.ONE) : mostSpecific(type);
            if (range != null && range.quality().signum() > 0 && (match == null || range.isPreferredTo(match))) {
                best = type;
                match = range;
            }
        }
        return Optional.ofNullable(best);
    }

    private Range mostSpecific(String type) {
        Range best = null;
        for (Range range : ranges) {
            if (range.matches(type) && (best == null || range.specificity() > best.specificity()
                    || range.specificity() == best.specificity() && range.isPreferredTo(best))) {
                best = range;
            }
        }
        return best;
    }

    /** Reads one media range; null if it is none. */
    private static Range range(String element) {
        List<String> parts = split(element, ';');
        String[] type = ("*".equals(parts.get(0)) ? "*/*" : parts.get(0)).toLowerCase(Locale.ROOT).split("/", -1);
        if (type.length != 2 || !isToken(type[0]) || !isToken(type[1]) || type[0].equals("*") && !type[1].equals("*")) {
            return null;
        }
        BigDecimal quality = BigDecimal.ONE;
        Map<String, String> parameters = new HashMap<>();
        for (String part : parts.subList(1, parts.size())) {
            String[] pair = part.split("=", 2);
            String name = pair[0].trim().toLowerCase(Locale.ROOT);
            String value = pair.length == 1 ? "" : unquoted(pair[1].trim());
            if (name.equals("q")) {
                // RFC 9110: q is the quality wherever it stands among the parameters.
                if (!QUALITY.matcher(value).matches() || value.equals(".")) {
                    return null;
                }
                quality = new BigDecimal(value);
            } else if (!part.isEmpty() && !(name.equals("charset") && value.equalsIgnoreCase("utf-8"))) {
                // Every type on offer is UTF-8, which clients ask for although JSON has no such parameter.
                parameters.put(name, value);
            }
        }
        return new Range(type[0], type[1], parameters, quality);
    }

    private static boolean isToken(String text) {
        return TOKEN.matcher(text).matches();
    }

    /** Splits a list, but not within quotes; each part without white space around it. */
    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean isQuoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == separator && !isQuoted) {
                parts.add(part.toString().trim());
                part.setLength(0);
                continue;
            }
            part.append(c);
            if (c == '"') {
                isQuoted = !isQuoted;
            } else if (c == '\\' && isQuoted && i + 1 < text.length()) {
                i++;
                part.append(text.charAt(i));
            }
        }
        parts.add(part.toString().trim());
        return parts;
    }

    private static String unquoted(String value) {
        boolean isQuoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        return isQuoted ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1") : value;
    }

    /** A media range, in lower case, with its quality from 0 to 1. */
    private record Range(String type, String subtype, Map<String, String> parameters, BigDecimal quality) {

        boolean matches(String offered) {
            // No type on offer has a parameter: a range that asks for one is about another representation.
            return parameters.isEmpty() && (type.equals("*") || subtype.equals("*") && offered.startsWith(type + "/")
                    || offered.equals(type + "/" + subtype));
        }

        int specificity() {
            return type.equals("*") ? 0 : subtype.equals("*") ? 1 : 2;
        }

        boolean isPreferredTo(Range other) {
            int difference = quality.compareTo(other.quality);
            return difference > 0 || difference == 0 && specificity() > other.specificity();
        }
    }
}
