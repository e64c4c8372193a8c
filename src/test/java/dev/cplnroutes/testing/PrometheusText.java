package dev.cplnroutes.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a process shows to Prometheus, read from the text format.
 *
 * @param samples in the order of the text
 * @param types   type of each metric by the name in its TYPE line
 */
public record PrometheusText(List<Sample> samples, Map<String, String> types) {

    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\",?");

    /** One line. */
    public record Sample(String name, Map<String, String> labels, double value) {

        public String label(String label) {
            return labels.getOrDefault(label, "");
        }
    }

    public static PrometheusText of(String text) {
        List<Sample> samples = new ArrayList<>();
        Map<String, String> types = new LinkedHashMap<>();
        for (String line : text.lines().toList()) {
            if (line.startsWith("# TYPE ")) {
                String[] words = line.split(" ");
                if (types.put(words[2], words[3]) != null) {
                    throw new IllegalArgumentException("Twice: " + line);
                }
            } else if (!line.startsWith("#") && !line.isBlank()) {
                samples.add(sample(line));
            }
        }
        if (new TreeSet<>(samples.stream().map(sample -> sample.name() + sample.labels()).toList())
                .size() < samples.size()) {
            throw new IllegalArgumentException("Two samples have the same labels");
        }
        return new PrometheusText(samples, types);
    }

    private static Sample sample(String line) {
        Matcher sample = SAMPLE.matcher(line);
        if (!sample.matches()) {
            throw new IllegalArgumentException("No sample: " + line);
        }
        Map<String, String> labels = new TreeMap<>();
        Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
        int end = 0;
        while (label.lookingAt()) {
            labels.put(label.group(1), label.group(2));
            end = label.end();
            label.region(end, label.regionEnd());
        }
        if (end < label.regionEnd()) {
            throw new IllegalArgumentException("No labels: " + line);
        }
        return new Sample(sample.group(1), labels, Double.parseDouble(sample.group(3).replace("+Inf", "Infinity")));
    }

    /** Samples of a name. */
    public List<Sample> all(String name) {
        return samples.stream().filter(sample -> sample.name().equals(name)).toList();
    }

    /** The only value of a name. */
    public double value(String name) {
        List<Sample> all = all(name);
        if (all.size() != 1) {
            throw new IllegalArgumentException(name + ": " + all);
        }
        return all.get(0).value();
    }

    /** All names of samples. */
    public Set<String> names() {
        return samples.stream().map(Sample::name).collect(Collectors.toCollection(TreeSet::new));
    }
}
