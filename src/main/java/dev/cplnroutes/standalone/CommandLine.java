package dev.cplnroutes.standalone;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.cplnroutes.request.RequestOption;
import dev.cplnroutes.request.RequestReader;

/**
 * The arguments of the standalone process.
 *
 * @param demo   whether to start the embedded stand-in for Control Plane and to use it
 * @param once   whether to run one listing, or one wait, write what comes of it to standard output and end
 * @param output how that listing is written
 * @param help   whether to print the usage and end
 * @param options options of that listing by their names, checked; they win over the settings
 * @param await  whether it is a wait
 */
record CommandLine(boolean demo, boolean once, Output output, boolean help, Map<String, Object> options,
        boolean await) {

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
    static final String USAGE = "java -jar cpln-container-routes.jar [--demo] [--once|--wait "
            + "[--output json|ndjson|table] [--OPTION=VALUE ...]] [--help]; an OPTION is one of a listing: "
            + "--health-status=unhealthy,unknown";

    private static final Map<String, RequestOption> OPTIONS = Stream.of(RequestOption.values()).collect(
            Collectors.toUnmodifiableMap(option -> "--" + option.kebabName(), Function.identity()));
    private static final List<String> ARGUMENTS = Stream.concat(
            Stream.of("--demo", "--once", "--wait", "--output", "--help"), OPTIONS.keySet().stream().sorted()).toList();

    /** Arguments without an option of the listing. */
    CommandLine(boolean demo, boolean once, Output output, boolean help) {
        this(demo, once, output, help, Map.of(), false);
    }

    /**
     * Reads the arguments.
     *
     * @throws IllegalArgumentException if an argument is unknown, or its value is missing or wrong
     */
    static CommandLine parse(List<String> arguments) {
        boolean demo = false;
        boolean once = false;
        boolean await = false;
        boolean help = false;
        String output = null;
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            switch (argument) {
                case "--demo" -> demo = true;
                case "--once" -> once = true;
                case "--wait" -> await = true;
                case "--help", "-h" -> help = true;
                case "--output" -> output = i + 1 < arguments.size() ? arguments.get(++i) : "";
                default -> {
                    if (argument.startsWith("--output=")) {
                        output = argument.substring("--output=".length());
                        continue;
                    }
                    int equals = argument.indexOf('=');
                    RequestOption option = OPTIONS.get(equals < 0 ? argument : argument.substring(0, equals));
                    if (option == null) {
                        throw new IllegalArgumentException("Unknown argument " + argument
                                + NearestName.hint(argument, ARGUMENTS) + "; allowed: " + USAGE);
                    }
                    String value = equals >= 0 ? argument.substring(equals + 1)
                            : i + 1 < arguments.size() ? arguments.get(++i) : "";
                    if (options.put(option.optionName(), value) != null) {
                        throw new IllegalArgumentException("--" + option.kebabName()
                                + " is repeated; allowed is each option once: " + USAGE);
                    }
                }
            }
        }
        Output form = output == null ? Output.JSON : Output.of(output);
        if (await && (once || form == Output.NDJSON)) {
            throw new IllegalArgumentException("--wait goes with neither --once nor --output ndjson; allowed: "
                    + USAGE);
        }
        if (output != null && !once && !await) {
            throw new IllegalArgumentException("--output goes with --once; allowed: " + USAGE);
        }
        if (!options.isEmpty() && !once && !await) {
            throw new IllegalArgumentException("--" + RequestOption.named(options.keySet().iterator().next())
                    .kebabName() + " goes with --once; allowed: " + USAGE);
        }
        if (options.containsKey(RequestOption.GROUP_BY.optionName())) {
            throw RequestReader.groupsOfAListing(options.get(RequestOption.GROUP_BY.optionName()));
        }
        Map<String, Object> read = RequestReader.parseTexts(options);
        if (await) {
            RequestReader.requireFitForWait(read);
        } else {
            RequestReader.refuseOptionsOfWaits(read);
        }
        return new CommandLine(demo, once || await, form, help, read, await);
    }

    /** The exit codes of the standalone process. */
    static final class ExitCode {

        /** The listing is complete, the wait has reached what it is for, or the process was asked to end. */
        static final int COMPLETE = 0;

        /** The listing or the process failed. */
        static final int FAILED = 1;

        /** An argument or a setting is missing or wrong. */
        static final int WRONG_USE = 2;

        /** Some workloads of the listing could not be read. */
        static final int PARTIAL = 3;

        /** The time of a wait was up before everything was as asked. */
        static final int NOT_REACHED = 4;

        private ExitCode() {
        }
    }
}
