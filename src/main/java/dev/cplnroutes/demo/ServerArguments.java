package dev.cplnroutes.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The command line of a server that runs in a process of its own.
 *
 * @param settings         how the server behaves
 * @param organization     the organization's name
 * @param gvc              the only GVC of a uniform organization
 * @param workloads        the number of workloads of a uniform organization; negative: the realistic organization
 * @param isUsualSize      whether the workloads are of a usual size instead of the smallest
 * @param untilInputCloses whether the server stops when standard input closes
 */
record ServerArguments(
        DemoSettings settings, String organization, String gvc, int workloads, boolean isUsualSize,
        boolean untilInputCloses) {

    static final String USAGE = "[--port N] [--workloads N [--usual-size]] [--page-size N] [--latency MILLISECONDS] "
            + "[--org NAME] [--gvc NAME] [--rate N [--burst N]] [--until-stdin-closes]";

    /**
     * Reads the arguments.
     *
     * @throws IllegalArgumentException if one is unknown, lacks its value, or has a value out of range
     */
    static ServerArguments parse(List<String> arguments) {
        DemoSettings settings = DemoSettings.defaults();
        String organization = "acme";
        String gvc = "prod";
        int workloads = -1;
        boolean isUsualSize = false;
        boolean untilInputCloses = false;
        int rate = 0;
        int burst = 1;
        for (int index = 0; index < arguments.size(); index++) {
            String argument = arguments.get(index);
            switch (argument) {
                case "--until-stdin-closes" -> untilInputCloses = true;
                case "--usual-size" -> isUsualSize = true;
                case "--port" -> settings = settings.withPort(number(arguments, ++index));
                case "--page-size" -> settings = settings.withPageSize(number(arguments, ++index));
                case "--latency" -> settings = settings.withLatency(Duration.ofMillis(number(arguments, ++index)));
                case "--workloads" -> workloads = number(arguments, ++index);
                case "--rate" -> rate = number(arguments, ++index);
                case "--burst" -> burst = number(arguments, ++index);
                case "--org" -> organization = value(arguments, ++index);
                case "--gvc" -> gvc = value(arguments, ++index);
                default -> throw new IllegalArgumentException("unknown argument " + argument);
            }
        }
        if (rate > 0) {
            settings = settings.withRateLimit(new DemoRateLimit(rate, burst));
        }
        return new ServerArguments(settings, organization, gvc, workloads, isUsualSize, untilInputCloses);
    }

    /** The organization that the server responds for. */
    DemoOrganization content(Instant now) {
        if (workloads < 0) {
            return DemoOrganization.realistic(organization, now);
        }
        return isUsualSize ? DemoOrganization.usual(organization, gvc, workloads)
                : DemoOrganization.uniform(organization, gvc, workloads);
    }

    private static int number(List<String> arguments, int index) {
        String value = value(arguments, index);
        try {
            return Integer.parseUnsignedInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    arguments.get(index - 1) + " must be a whole number from 0: " + value, e);
        }
    }

    private static String value(List<String> arguments, int index) {
        if (index >= arguments.size()) {
            throw new IllegalArgumentException(arguments.get(index - 1) + " needs a value");
        }
        return arguments.get(index);
    }
}
