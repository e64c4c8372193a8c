package dev.cplnroutes.metrics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.cplnroutes.testing.PrometheusText;

/**
 * An expression of Prometheus's language, checked against the metrics that a process shows: as much of the language as
 * a
 * dashboard needs, and no more; whatever is not understood is refused. No library of the registries reads it.
 */
public final class PromQl {

    private enum Kind { SCALAR, STRING, VECTOR, MATRIX }

    /** What an expression gives: its kind and the labels that it may have. */
    private record Value(Kind kind, Set<String> labels) {

        static final Value SCALAR = new Value(Kind.SCALAR, Set.of());

        public static Value vector(Set<String> labels) {
            return new Value(Kind.VECTOR, Collections.unmodifiableSet(new TreeSet<>(labels)));
        }
    }

    private static final Pattern TOKEN = Pattern.compile("\\s*(?:(?<number>\\d+(?:\\.\\d+)?(?:ms|[smhdwy])?)"
            + "|(?<word>[a-zA-Z_:][a-zA-Z0-9_:]*)|(?<text>\"(?:[^\"\\\\]|\\\\.)*\")|(?<sign>=~|!~|!=|==|>=|<=|"
            + "[-+*/%^(){}\\[\\],=<>]))");

    private static final Map<String, List<Kind>> FUNCTIONS = Map.of(
            "rate", List.of(Kind.MATRIX), "increase", List.of(Kind.MATRIX), "resets", List.of(Kind.MATRIX),
            "time", List.of(), "absent", List.of(Kind.VECTOR),
            "vector", List.of(Kind.SCALAR), "histogram_quantile", List.of(Kind.SCALAR, Kind.VECTOR));

    private static final Set<String> AGGREGATIONS = Set.of("sum", "min", "max", "avg", "count", "topk");

    private static final List<Set<String>> OPERATORS = List.of(Set.of("or"), Set.of("and", "unless"),
            Set.of("==", "!=", ">", "<", ">=", "<="), Set.of("+", "-"), Set.of("*", "/", "%"));

    /** Prometheus adds these to what it scrapes. */
    private static final Set<String> SCRAPED = Set.of("job", "instance");

    private final PrometheusText metrics;
    private final String expression;
    private final List<String> tokens = new ArrayList<>();
    private final Set<String> names = new TreeSet<>();
    private int next;

    private PromQl(String expression, PrometheusText metrics) {
        this.expression = expression;
        this.metrics = metrics;
    }

    /**
     * What an expression uses and gives.
     *
     * @param names  of the samples that it reads
     * @param labels that its result may have
     */
    public record Checked(Set<String> names, Set<String> labels) {
    }

    /**
     * Checks an expression.
     *
     * @throws IllegalArgumentException where it cannot be read, or reads what the metrics do not have
     */
    public static Checked check(String expression, PrometheusText metrics) {
        PromQl promQl = new PromQl(expression, metrics);
        promQl.tokenize();
        Value value = promQl.binary(0);
        promQl.require(promQl.next == promQl.tokens.size(), "something follows");
        promQl.require(value.kind() == Kind.VECTOR || value.kind() == Kind.SCALAR, "no vector");
        return new Checked(promQl.names, value.labels());
    }

    private void tokenize() {
        Matcher token = TOKEN.matcher(expression.strip());
        while (token.lookingAt()) {
            tokens.add(token.group().strip());
            token.region(token.end(), token.regionEnd());
        }
        require(token.regionStart() == token.regionEnd(), "not understood from character " + token.regionStart());
    }

    private void require(boolean isTrue, String what) {
        if (!isTrue) {
            throw new IllegalArgumentException(what + ", at token " + next + " of: " + expression);
        }
    }

    private String peek() {
        return next < tokens.size() ? tokens.get(next) : "";
    }

    private String take() {
        require(next < tokens.size(), "it ends");
        return tokens.get(next++);
    }

    private boolean takeIf(String token) {
        if (peek().equals(token)) {
            next++;
            return true;
        }
        return false;
    }

    private void take(String token) {
        require(takeIf(token), token + " expected");
    }

    private static boolean isWord(String token) {
        return !token.isEmpty() && (Character.isLetter(token.charAt(0)) || token.charAt(0) == '_');
    }

    private Value binary(int level) {
        if (level == OPERATORS.size()) {
            return unary();
        }
        Value left = binary(level + 1);
        while (OPERATORS.get(level).contains(peek())) {
            String operator = take();
            if (takeIf("on")) {
                require(left.labels().containsAll(labelList()), "no such label on the left");
            }
            Value right = binary(level + 1);
            require(left.kind() != Kind.MATRIX && right.kind() != Kind.MATRIX, operator + " of a range");
            require(left.kind() == Kind.VECTOR || right.kind() == Kind.VECTOR || level > 2,
                    operator + " of two numbers");
            if (left.kind() == Kind.VECTOR && right.kind() == Kind.VECTOR && level > 1) {
                require(left.labels().equals(right.labels()), operator + " finds no pairs: " + left.labels() + ", "
                        + right.labels());
            }
            left = left.kind() == Kind.SCALAR ? right : left;
        }
        return left;
    }

    private Value unary() {
        String token = take();
        if (token.equals("(")) {
            Value value = binary(0);
            take(")");
            return value;
        }
        if (Character.isDigit(token.charAt(0))) {
            require(Character.isDigit(token.charAt(token.length() - 1)), "a time is no number");
            return Value.SCALAR;
        }
        require(isWord(token), "no operand: " + token);
        if (AGGREGATIONS.contains(token)) {
            return aggregation(token);
        }
        return peek().equals("(") ? function(token) : selector(token);
    }

    private Value aggregation(String name) {
        Set<String> by = takeIf("by") ? labelList() : null;
        List<Value> arguments = arguments();
        by = by == null && takeIf("by") ? labelList() : by;
        int parameters = name.equals("topk") ? 1 : 0;
        require(arguments.size() == parameters + 1, "arguments of " + name);
        require(parameters == 0 || arguments.get(0).kind() == Kind.SCALAR, name + " of so many");
        Value of = arguments.get(parameters);
        require(of.kind() == Kind.VECTOR, name + " of no vector");
        if (by != null) {
            Set<String> missing = new TreeSet<>(by);
            missing.removeAll(of.labels());
            require(missing.isEmpty(), "no such label: " + missing);
        }
        return name.equals("topk") ? of : Value.vector(by == null ? Set.of() : by);
    }

    private Value function(String name) {
        require(FUNCTIONS.containsKey(name), "no such function: " + name);
        int start = next;
        List<Value> arguments = arguments();
        require(arguments.stream().map(Value::kind).toList().equals(FUNCTIONS.get(name)), "arguments of " + name);
        if (Set.of("rate", "increase", "resets").contains(name)) {
            require(isCounter(tokens.get(start + 1)), name + " of what is no counter");
        }
        Set<String> labels = arguments.isEmpty() || name.equals("absent") ? Set.of()
                : arguments.get(arguments.size() - 1).labels();
        if (name.equals("histogram_quantile")) {
            require(labels.contains("le"), "no buckets");
            labels = labels.stream().filter(label -> !label.equals("le")).collect(Collectors.toSet());
        }
        return name.equals("time") ? Value.SCALAR : Value.vector(labels);
    }

    private boolean isCounter(String name) {
        String family = name.replaceFirst("_(bucket|count|sum)$", "");
        return "counter".equals(metrics.types().get(name))
                || Set.of("histogram", "summary").contains(metrics.types().getOrDefault(family, ""))
                && !family.equals(name);
    }

    private List<Value> arguments() {
        take("(");
        List<Value> arguments = new ArrayList<>();
        if (!takeIf(")")) {
            do {
                arguments.add(binary(0));
            } while (takeIf(","));
            take(")");
        }
        return arguments;
    }

    private Set<String> labelList() {
        take("(");
        Set<String> labels = new TreeSet<>();
        do {
            require(isWord(peek()), "no label");
            labels.add(take());
        } while (takeIf(","));
        take(")");
        return labels;
    }

    private Value selector(String name) {
        List<PrometheusText.Sample> samples = metrics.all(name);
        require(!samples.isEmpty(), "no such metric: " + name);
        names.add(name);
        if (takeIf("{")) {
            do {
                String label = take();
                String operator = take();
                require(Set.of("=", "=~", "!=", "!~").contains(operator), "no such comparison: " + operator);
                require(peek().startsWith("\""), "no text");
                String value = take();
                requireValues(samples, label, value.substring(1, value.length() - 1));
            } while (takeIf(","));
            take("}");
        }
        Set<String> labels = new TreeSet<>(SCRAPED);
        samples.forEach(sample -> labels.addAll(sample.labels().keySet()));
        if (takeIf("[")) {
            require(take().matches("\\d+(ms|[smhdwy])"), "no time");
            take("]");
            return new Value(Kind.MATRIX, labels);
        }
        if (takeIf("offset")) {
            require(take().matches("\\d+(ms|[smhdwy])"), "no time");
        }
        return Value.vector(labels);
    }

    /** A value that a label never has selects nothing. */
    private void requireValues(List<PrometheusText.Sample> samples, String label, String value) {
        if (SCRAPED.contains(label)) {
            return;
        }
        Set<String> values = samples.stream().map(sample -> sample.labels().get(label)).filter(one -> one != null)
                .collect(Collectors.toSet());
        require(!values.isEmpty(), "no such label: " + label);
        for (String one : value.split("\\|")) {
            require(one.startsWith("$") || values.contains(one), "label " + label + " is never " + one);
        }
    }
}
