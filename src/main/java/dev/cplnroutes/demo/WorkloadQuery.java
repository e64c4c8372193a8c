package dev.cplnroutes.demo;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The condition of a {@code -query}: {@code match} says how many of the {@code terms} must hold, and each term compares
 * the GVC, a tag or a property of the workload.
 */
final class WorkloadQuery implements Predicate<DemoWorkload> {

    private static final Set<String> OPERATORS = Set.of("=", "!=", ">", ">=", "<", "<=", "~", "exists", "!exists");

    private final String match;
    private final List<Predicate<DemoWorkload>> terms = new ArrayList<>();

    /**
     * Reads a query.
     *
     * @throws IllegalArgumentException if a part of it is unknown; the message is the API's
     */
    WorkloadQuery(JsonNode query) {
        match = query.path("spec").path("match").asText("all");
        if (!Set.of("all", "any", "none").contains(match)) {
            throw new IllegalArgumentException("\"spec.match\" must be one of [all, any, none]");
        }
        query.path("spec").path("terms").forEach(term -> terms.add(term(term)));
    }

    @Override
    public boolean test(DemoWorkload workload) {
        return switch (match) {
            case "any" -> terms.stream().anyMatch(term -> term.test(workload));
            case "none" -> terms.stream().noneMatch(term -> term.test(workload));
            default -> terms.stream().allMatch(term -> term.test(workload));
        };
    }

    private static Predicate<DemoWorkload> term(JsonNode term) {
        String operator = term.path("op").asText("=");
        if (!OPERATORS.contains(operator)) {
            throw new IllegalArgumentException("\"op\" must be one of " + OPERATORS.stream().sorted().toList());
        }
        String value = term.path("value").asText();
        if (term.has("rel")) {
            if (!term.get("rel").asText().equals("gvc")) {
                throw new IllegalArgumentException("\"rel\" must be gvc");
            }
            String gvc = value.substring(value.lastIndexOf('/') + 1);
            return workload -> compares(operator, workload.gvc(), gvc);
        }
        if (term.has("tag")) {
            String tag = term.get("tag").asText();
            return workload -> compares(operator, text(workload.document().path("tags").path(tag)), value);
        }
        if (term.has("property")) {
            String pointer = "/" + term.get("property").asText().replace('.', '/');
            return workload -> compares(operator, text(workload.document().at(pointer)), value);
        }
        throw new IllegalArgumentException("a term needs one of [property, rel, tag]");
    }

    private static String text(JsonNode node) {
        return node.isMissingNode() || node.isNull() ? null : node.asText();
    }

    private static boolean compares(String operator, String actual, String value) {
        return switch (operator) {
            case "exists" -> actual != null;
            case "!exists" -> actual == null;
            case "!=" -> !value.equals(actual);
            case "=" -> value.equals(actual);
            case "~" -> actual != null && actual.toLowerCase(Locale.ROOT).contains(value.toLowerCase(Locale.ROOT));
            default -> actual != null && ordered(operator, order(actual, value));
        };
    }

    private static boolean ordered(String operator, int order) {
        return switch (operator) {
            case ">" -> order > 0;
            case ">=" -> order >= 0;
            case "<" -> order < 0;
            default -> order <= 0;
        };
    }

    private static int order(String actual, String value) {
        try {
            return new BigDecimal(actual).compareTo(new BigDecimal(value));
        } catch (NumberFormatException e) {
            return actual.compareTo(value);
        }
    }
}
