package dev.cplnroutes.terminal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.cplnroutes.AwaitResult;
import dev.cplnroutes.Container;
import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.support.Printable;

/**
 * A table of containers for people. What is not healthy says why. A terminal gets the long texts, image and reason, cut
 * to its width, and never a name. What is no terminal gets all, a container a line.
 */
public final class ContainerTable {

    private static final String NOTHING = "-";
    private static final String GAP = "  ";
    private static final String DOTS = "...";

    private static final String HEALTH = "HEALTH";
    private static final String VERSION = "VERSION";
    private static final String IMAGE = "IMAGE";
    private static final String WHY = "WHY";

    /** However narrow a terminal is, so much of the long texts is shown. */
    private static final int LEAST_IMAGE = 15;
    private static final int LEAST_WHY = 30;

    private static final Map<HealthStatus, String> COLOURS = Map.of(HealthStatus.UNHEALTHY, "31",
            HealthStatus.UNKNOWN, "33", HealthStatus.SUSPENDED, "2");

    private final Terminal terminal;
    private final List<Container> containers;
    private final List<String> headings = new ArrayList<>();
    private final List<List<String>> columns = new ArrayList<>();

    private ContainerTable(List<Container> containers, Terminal terminal) {
        this.containers = containers;
        this.terminal = terminal;
        column("GVC", containers.stream().map(container -> text(container.gvcName())));
        column("WORKLOAD", containers.stream().map(container -> text(container.workloadName())));
        column("LOCATION", containers.stream().map(container -> text(container.location())));
        column("CONTAINER", containers.stream().map(container -> text(container.name())));
        Set<String> rollingOut = rollingOut();
        if (!rollingOut.isEmpty()) {
            column(VERSION, containers.stream().map(container ->
                    rollingOut.contains(workload(container)) ? version(container) : NOTHING));
        }
        column(HEALTH, containers.stream().map(container ->
                text(container.healthStatus() == null ? null : container.healthStatus().text())));
        column("REPLICAS", containers.stream().map(ContainerTable::replicas));
        column("RESTARTS", containers.stream().map(container -> text(container.restartCount())));
        column(IMAGE, containers.stream().map(container -> text(container.image())));
        List<String> reasons = containers.stream().map(ContainerTable::why).toList();
        if (!reasons.stream().allMatch(String::isEmpty)) {
            column(WHY, reasons.stream());
        }
    }

    /**
     * Writes the containers of a listing as a table, and below it what is missing.
     *
     * @param result        the listing
     * @param isInListOrder whether the rows are in the order of the listing; otherwise what is unhealthy comes first,
     *                      then what is unknown
     * @param terminal      where the table goes
     * @return lines, each with its line separator
     */
    public static String of(ListingResult result, boolean isInListOrder, Terminal terminal) {
        List<Container> rows = isInListOrder ? result.containers()
                : result.containers().stream().sorted(Comparator.comparing(ContainerTable::urgency)).toList();
        StringBuilder table = new StringBuilder(new ContainerTable(rows, terminal).lines());
        if (result.containers().isEmpty()) {
            table.append("No containers." + System.lineSeparator());
        }
        if (result.truncated() || result.nextCursor() != null) {
            table.append("There are more." + System.lineSeparator());
        }
        return table.append(missing(result.unmatched(), result.errors())).toString();
    }

    /**
     * Writes what a wait was for and did not find: a table of the containers that are not as asked, a line for each
     * workload that has none, what is missing, and then the outcome.
     *
     * @param result   what came of the wait
     * @param terminal where the table goes
     * @return lines, each with its line separator
     */
    public static String of(AwaitResult result, Terminal terminal) {
        StringBuilder table = new StringBuilder(result.remaining().isEmpty() ? ""
                : new ContainerTable(result.remaining(), terminal).lines());
        result.workloadsWithoutContainers().forEach(without -> table.append("Without containers: ")
                .append(text(without.gvcName())).append('/').append(text(without.workloadName()))
                .append(without.locations().isEmpty() ? "" : " in " + text(String.join(", ", without.locations())))
                .append(without.message() == null ? "" : " (" + text(without.message()) + ")")
                .append(System.lineSeparator()));
        table.append(missing(result.unmatched(), result.errors()));
        if (!result.reached() && table.isEmpty()) {
            table.append("Nothing is left to wait for, but not for as long as --stable-for says; or no workload is "
                    + "selected." + System.lineSeparator());
        }
        return table.append(result.reached() ? "Reached" : "Not reached").append(" after ")
                .append(result.waitedSeconds()).append(" s.").append(System.lineSeparator()).toString();
    }

    private static String missing(Map<String, List<String>> unmatched, List<WorkloadError> errors) {
        StringBuilder lines = new StringBuilder();
        if (unmatched != null) {
            // A misspelt name must not read as an all-clear.
            unmatched.forEach((option, values) -> lines.append("Nothing matched ").append(option).append('=')
                    .append(text(String.join(",", values))).append(System.lineSeparator()));
        }
        for (WorkloadError error : errors) {
            lines.append("Missing: ")
                    .append(error.gvcName() == null ? "" : text(error.gvcName())
                            + (error.workloadName() == null ? ": " : "/"))
                    .append(error.workloadName() == null ? "" : text(error.workloadName()) + ": ")
                    .append(text(error.message())).append(System.lineSeparator());
        }
        return lines.toString();
    }

    private static int urgency(Container container) {
        return container.healthStatus() == HealthStatus.UNHEALTHY ? 0
                : container.healthStatus() == HealthStatus.UNKNOWN ? 1 : 2;
    }

    private void column(String heading, Stream<String> cells) {
        headings.add(heading);
        columns.add(cells.collect(Collectors.toCollection(ArrayList::new)));
    }

    private static String text(Object value) {
        // A terminal obeys control characters, and a value from the API may hold any.
        return value == null ? NOTHING : Printable.line(value);
    }

    private static String replicas(Container container) {
        return container.readyReplicas() == null && container.totalReplicas() == null ? NOTHING
                : text(container.readyReplicas()) + "/" + text(container.totalReplicas());
    }

    /** The workloads that have containers of several versions, or of one that is not the expected one. */
    private Set<String> rollingOut() {
        Map<String, Set<String>> versions = new HashMap<>();
        Set<String> rollingOut = new HashSet<>();
        for (Container container : containers) {
            Set<String> known = versions.computeIfAbsent(workload(container), name -> new HashSet<>());
            known.add(number(container));
            if (known.size() > 1 || Boolean.FALSE.equals(container.latest())) {
                rollingOut.add(workload(container));
            }
        }
        return rollingOut;
    }

    private static String workload(Container container) {
        return container.gvcName() + "/" + container.workloadName();
    }

    private static String number(Container container) {
        return text(container.workloadVersion() != null ? container.workloadVersion() : container.version());
    }

    private static String version(Container container) {
        return number(container) + (Boolean.FALSE.equals(container.latest()) ? " old" : "");
    }

    /** Why a container is not healthy, as far as the API says; empty where it is healthy. */
    private static String why(Container container) {
        if (container.healthStatus() != HealthStatus.UNHEALTHY && container.healthStatus() != HealthStatus.UNKNOWN) {
            return "";
        }
        List<String> parts = new ArrayList<>();
        if (container.message() != null && !container.message().isBlank()) {
            parts.add(Printable.line(container.message().strip().replaceAll("\\s+", " ")));
        }
        if (container.restartReason() != null || container.lastExitCode() != null) {
            parts.add("last restart: " + (container.restartReason() == null ? "" : text(container.restartReason()))
                    + (container.restartReason() == null || container.lastExitCode() == null ? "" : ", ")
                    + (container.lastExitCode() == null ? "" : "exit code " + container.lastExitCode()));
        }
        return String.join("; ", parts);
    }

    private String lines() {
        cut();
        int[] widths = IntStream.range(0, headings.size()).map(this::width).toArray();
        StringBuilder lines = new StringBuilder();
        for (int row = -1; row < containers.size(); row++) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String cell = row < 0 ? headings.get(i) : columns.get(i).get(row);
                String padding = i == widths.length - 1 ? "" : " ".repeat(widths[i] - cell.length()) + GAP;
                line.append(row < 0 ? cell : coloured(headings.get(i), containers.get(row), cell)).append(padding);
            }
            lines.append(line.toString().stripTrailing()).append(System.lineSeparator());
        }
        return lines.toString();
    }

    private int width(int column) {
        return Math.max(headings.get(column).length(),
                columns.get(column).stream().mapToInt(String::length).max().orElse(0));
    }

    /** Cuts images and reasons to the terminal: an image at its beginning, as its end says which it is. */
    private void cut() {
        int image = headings.indexOf(IMAGE);
        int why = headings.indexOf(WHY);
        int left = terminal.width() - IntStream.range(0, headings.size()).filter(i -> i != image && i != why)
                .map(i -> width(i) + GAP.length()).sum();
        if (terminal.width() == 0 || why < 0 && width(image) <= left) {
            return;
        }
        int forImage = left;
        if (why >= 0) {
            left -= GAP.length();
            int least = Math.min(width(image), LEAST_IMAGE);
            int forWhy = Math.max(Math.min(width(why), LEAST_WHY), left - least);
            columns.get(why).replaceAll(text -> text.length() <= forWhy ? text
                    : Printable.beginning(text, forWhy - DOTS.length()) + DOTS);
            forImage = left - width(why);
        }
        int room = Math.max(forImage, LEAST_IMAGE);
        columns.get(image).replaceAll(text -> text.length() <= room ? text
                : DOTS + text.substring(text.length() - room + DOTS.length()));
    }

    private String coloured(String heading, Container container, String cell) {
        String colour = switch (heading) {
            case HEALTH -> container.healthStatus() == null ? null : COLOURS.get(container.healthStatus());
            case VERSION -> cell.endsWith(" old") ? "33" : null;
            default -> null;
        };
        return colour == null || !terminal.hasColours() ? cell : "\u001b[" + colour + "m" + cell + "\u001b[0m";
    }
}
