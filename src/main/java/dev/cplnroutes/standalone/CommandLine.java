package dev.cplnroutes.standalone;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The arguments of the standalone process.
 *
 * @param demo   whether to start the embedded stand-in for Control Plane and to use it
 * @param once   whether to run one listing, write it to standard output and end
 * @param output how that listing is written
 * @param help   whether to print the usage and end
 */
record CommandLine(boolean demo, boolean once, Output output, boolean help) {

    /** The forms of a result. */
    enum Output {
        /** One JSON document. */
        JSON,
        /** A line of JSON for each container as soon as it is found, and the rest of the answer as the last line. */
        NDJSON,
        /** A table for people. */
        TABLE;

        private static Output of(String name) {
            return Stream.of(values()).filter(form -> form.name().toLowerCase(Locale.ROOT).equals(name)).findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("--output has the value '" + name
                            + "'; allowed is json, ndjson or table: " + USAGE));
        }
    }

    /** All arguments, for a message. */
    static final String USAGE = "java -jar cpln-container-routes.jar [--demo] "
            + "[--once [--output json|ndjson|table]] [--help]";

    private static final List<String> ARGUMENTS = List.of("--demo", "--once", "--output", "--help");

    /**
     * Reads the arguments.
     *
     * @throws IllegalArgumentException if an argument is unknown, or its value is missing or wrong
     */
    static CommandLine parse(List<String> arguments) {
        boolean demo = false;
        boolean once = false;
        boolean help = false;
        String output = null;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            switch (argument) {
                case "--demo" -> demo = true;
                case "--once" -> once = true;
                case "--help", "-h" -> help = true;
                case "--output" -> output = i + 1 < arguments.size() ? arguments.get(++i) : "";
                default -> {
                    if (!argument.startsWith("--output=")) {
                        throw new IllegalArgumentException("Unknown argument " + argument
                                + NearestName.hint(argument, ARGUMENTS) + "; allowed: " + USAGE);
                    }
                    output = argument.substring("--output=".length());
                }
            }
        }
        Output form = output == null ? Output.JSON : Output.of(output);
        if (output != null && !once) {
            throw new IllegalArgumentException("--output goes with --once; allowed: " + USAGE);
        }
        return new CommandLine(demo, once, form, help);
    }

    /** The exit codes of the standalone process. */
    static final class ExitCode {

        /** The listing is complete, or the process was asked to end. */
        static final int COMPLETE = 0;

        /** The listing or the process failed. */
        static final int FAILED = 1;

        /** An argument or a setting is missing or wrong. */
        static final int WRONG_USE = 2;

        /** Some workloads of the listing could not be read. */
        static final int PARTIAL = 3;

        private ExitCode() {
        }
    }
}
