package dev.cplnroutes.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Prints the ten test classes that took longest, by the reports of Surefire and Failsafe. The build runs it at its end.
 */
public final class SlowestTests {

    private static final int SHOWN = 10;
    private static final Pattern SUITE = Pattern.compile("<testsuite [^>]*?name=\"([^\"]+)\" time=\"([\\d.,]+)\"");

    private SlowestTests() {
    }

    /**
     * Prints to standard output.
     *
     * @param folders folders with reports; one that does not exist is passed over
     */
    public static void main(String... folders) throws IOException {
        Map<String, Double> seconds = new HashMap<>();
        for (String folder : folders) {
            if (Files.isDirectory(Path.of(folder))) {
                for (Path report : reports(Path.of(folder))) {
                    add(Files.readString(report), seconds);
                }
            }
        }
        System.out.println("The slowest test classes:");
        seconds.entrySet().stream().sorted(Map.Entry.<String, Double>comparingByValue().reversed()).limit(SHOWN)
                .forEach(test -> System.out.printf(Locale.ROOT, "%8.1f s  %s%n", test.getValue(), test.getKey()));
    }

    private static List<Path> reports(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml")).toList();
        }
    }

    private static void add(String report, Map<String, Double> seconds) {
        Matcher suite = SUITE.matcher(report);
        // The time of a class holds that of those nested in it.
        if (suite.find() && !suite.group(1).contains("$")) {
            seconds.put(suite.group(1), Double.parseDouble(suite.group(2).replace(",", "")));
        }
    }
}
