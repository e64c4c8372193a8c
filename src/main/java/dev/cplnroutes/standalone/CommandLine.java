package dev.cplnroutes.standalone;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.request.RequestOption;
import dev.cplnroutes.request.RequestReader;
import dev.cplnroutes.support.NearestName;
import dev.cplnroutes.support.Printable;

/**
 * The arguments of the standalone process.
 *
 * @param demo   whether to start the embedded stand-in for Control Plane and to use it
 * @param task   what the process does
 * @param output how what comes of a listing, a wait or a watch is written
 * @param help   whether to print the usage and end
 * @param options options of that listing by their names, checked; they win over the settings
 * @param quiet  whether standard error gets warnings and errors alone
 * @param failOn health of which a container in that listing makes the exit code {@link ExitCode#FOUND}
 */
record CommandLine(boolean demo, Task task, Output output, boolean help, Map<String, Object> options, boolean quiet,
        Set<HealthStatus> failOn) {

    /** What a process is started for. */
    enum Task {
        /** It serves until it is told to end. */
        SERVE(null),
        /** It lists, writes the result to standard output and ends. */
        ONCE("--once"),
        /** It waits until everything is as asked, writes the result to standard output and ends. */
        WAIT("--wait"),
        /** It writes what is there, and then each change, to standard output until it is told to end. */
        WATCH("--watch");

        private final String argument;

        Task(String argument) {
            this.argument = argument;
        }
    }

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
                    .orElseThrow(() -> new IllegalArgumentException("--output has the value '" + Printable.text(name)
                            + "'" + NearestName.hint(name, List.of("json", "ndjson", "table"))
                            + "; allowed is json, ndjson or table: " + USAGE));
        }
    }

    /** All arguments, for a message. */
    static final String USAGE = "java -jar cpln-container-routes.jar [--demo] [--once|--wait|--watch "
            + "[--output json|ndjson|table] [--fail-on unhealthy,unknown] [--quiet] [--OPTION=VALUE ...]] [--help]; "
            + "an OPTION is one of a listing: --health-status=unhealthy,unknown";

    private static final Map<String, RequestOption> OPTIONS = Stream.of(RequestOption.values()).collect(
            Collectors.toUnmodifiableMap(option -> "--" + option.kebabName(), Function.identity()));
    /** Arguments with a value that are no options of a listing. */
    private static final Set<String> WITH_VALUE = Set.of("--output", "--fail-on");
    private static final List<String> ARGUMENTS = Stream.concat(
            Stream.of("--demo", "--once", "--wait", "--watch", "--output", "--fail-on", "--quiet", "--help"),
            OPTIONS.keySet().stream().sorted()).toList();

    /** Arguments without an option of the listing. */
    CommandLine(boolean demo, Task task, Output output, boolean help) {
        this(demo, task, output, help, Map.of(), false, Set.of());
    }

    /** Whether it serves nobody: it opens no port, and standard output is for its results. */
    boolean isForResults() {
        return task != Task.SERVE;
    }

    /**
     * Reads the arguments.
     *
     * @throws IllegalArgumentException if an argument is unknown, or its value is missing or wrong
     */
    static CommandLine parse(List<String> arguments) {
        boolean demo = false;
        Set<Task> tasks = EnumSet.noneOf(Task.class);
        boolean help = false;
        boolean quiet = false;
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            switch (argument) {
                case "--demo" -> demo = true;
                case "--once" -> tasks.add(Task.ONCE);
                case "--wait" -> tasks.add(Task.WAIT);
                case "--watch" -> tasks.add(Task.WATCH);
                case "--quiet" -> quiet = true;
                case "--help", "-h" -> help = true;
                default -> {
                    int equals = argument.indexOf('=');
                    String name = equals < 0 ? argument : argument.substring(0, equals);
                    if (!WITH_VALUE.contains(name) && !OPTIONS.containsKey(name)) {
                        throw new IllegalArgumentException("Unknown argument " + Printable.text(argument)
                                + NearestName.hint(name, ARGUMENTS) + "; allowed: " + USAGE);
                    }
                    String value = equals >= 0 ? argument.substring(equals + 1)
                            : i + 1 < arguments.size() ? arguments.get(++i) : "";
                    if (values.put(name, value) != null) {
                        throw new IllegalArgumentException(name + " is repeated; allowed is each option once: "
                                + USAGE);
                    }
                }
            }
        }
        Task task = task(tasks);
        Output form = values.containsKey("--output") ? Output.of(values.get("--output"))
                : task == Task.WATCH ? Output.TABLE : Output.JSON;
        Set<HealthStatus> failOn = failOn(values.get("--fail-on"));
        if (task == Task.WAIT && form == Output.NDJSON) {
            throw new IllegalArgumentException("--wait does not go with --output ndjson; allowed: " + USAGE);
        }
        if (task == Task.SERVE && (quiet || !values.isEmpty())) {
            String name = quiet ? "--quiet" : values.keySet().iterator().next();
            throw new IllegalArgumentException(name + " goes with " + goesWith(name) + "; allowed: " + USAGE);
        }
        if (task != Task.ONCE && !failOn.isEmpty()) {
            throw new IllegalArgumentException("--fail-on goes with --once alone; allowed: " + USAGE);
        }
        Map<String, String> options = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            if (OPTIONS.containsKey(name)) {
                options.put(OPTIONS.get(name).optionName(), value);
            }
        });
        if (options.containsKey(RequestOption.GROUP_BY.optionName())) {
            throw RequestReader.groupsOfAListing(options.get(RequestOption.GROUP_BY.optionName()));
        }
        Map<String, Object> read = checked(options, failOn);
        if (task == Task.WAIT) {
            RequestReader.requireFitForWait(read);
        } else {
            RequestReader.refuseOptionsOfWaits(read);
        }
        if (task == Task.WATCH) {
            RequestReader.requireFitForWatch(read);
        }
        return new CommandLine(demo, task, form, help, read, quiet, failOn);
    }

    private static Task task(Set<Task> given) {
        if (given.size() > 1) {
            throw new IllegalArgumentException(given.stream().map(one -> one.argument)
                    .collect(Collectors.joining(" and ")) + " exclude each other; allowed: " + USAGE);
        }
        return given.isEmpty() ? Task.SERVE : given.iterator().next();
    }

    private static String goesWith(String name) {
        if (OPTIONS.containsKey(name) && OPTIONS.get(name).isOfWaits()) {
            return "--wait";
        }
        return "--fail-on".equals(name) ? "--once alone" : "--once, --wait or --watch";
    }

    /** The options of a listing; one that has to find out more than it shows counts what it finds. */
    private static Map<String, Object> checked(Map<String, String> options, Set<HealthStatus> failOn) {
        Map<String, Object> checked = RequestReader.parseTexts(options);
        if (!failOn.isEmpty()
                && Boolean.FALSE.equals(checked.put(RequestOption.COLLECT_STATISTICS.optionName(), true))) {
            throw new IllegalArgumentException("--fail-on needs the statistics: leave out --collect-statistics=false; "
                    + "allowed: " + USAGE);
        }
        return checked;
    }

    private static Set<HealthStatus> failOn(String value) {
        if (value == null) {
            return Set.of();
        }
        Map<String, HealthStatus> known = new LinkedHashMap<>();
        Stream.of(HealthStatus.values()).forEach(status -> known.put(status.text(), status));
        for (String name : value.split(",", -1)) {
            if (!known.containsKey(name)) {
                throw new IllegalArgumentException("--fail-on has the value '" + Printable.text(name) + "'"
                        + NearestName.hint(name, known.keySet()) + "; allowed is one or more of "
                        + String.join(", ", known.keySet()) + ": " + USAGE);
            }
        }
        return Stream.of(value.split(",")).map(known::get).collect(Collectors.toUnmodifiableSet());
    }

    /** All arguments, one a line, for people. */
    static String helpText() {
        StringBuilder help = new StringBuilder("""
                java -jar cpln-container-routes.jar [ARGUMENT ...]

                  --demo                        use the embedded stand-in for Control Plane
                  --once                        list once, write the result to standard output and end
                  --wait                        list until everything is as asked, or the time is up
                  --watch                       write what is there, then each change, until it is told to end
                  --output=json|ndjson|table    how it is written
                  --fail-on=unhealthy,unknown   exit code 5 where a container is found in one of these states
                  --quiet                       nothing but warnings and errors on standard error
                  --help                        this text

                With --once, --wait and --watch, over the settings; several values have commas between them:

                """);
        for (RequestOption option : RequestOption.values()) {
            if (option != RequestOption.GROUP_BY) {
                help.append(String.format(Locale.ROOT, "  --%-28s  %s%n", option.kebabName(), option.description()));
            }
        }
        return help.append(String.format("%nExit codes: 0 complete, 1 failed, 2 wrong use, 3 partial, "
                + "4 not in time (--wait), 5 found (--fail-on).%n")).toString();
    }
}
