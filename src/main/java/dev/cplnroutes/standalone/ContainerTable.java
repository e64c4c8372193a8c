package dev.cplnroutes.standalone;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.cplnroutes.Container;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.WorkloadError;

/**
 * A table of containers for people.
 */
final class ContainerTable {

    private static final String NOTHING = "-";
    private static final String GAP = "  ";

    private ContainerTable() {
    }

    /**
     * Writes the containers of a listing as a table, and below it what is missing.
     *
     * @return lines, each with its line separator
     */
    static String of(ListingResult result) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("GVC", "WORKLOAD", "LOCATION", "CONTAINER", "HEALTH", "REPLICAS", "RESTARTS", "IMAGE"));
        result.containers().forEach(container -> rows.add(row(container)));

        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder table = new StringBuilder();
        rows.forEach(row -> table.append(line(row, widths)));
        if (result.containers().isEmpty()) {
            table.append("No containers." + System.lineSeparator());
        }
        if (result.truncated() || result.nextCursor() != null) {
            table.append("There are more." + System.lineSeparator());
        }
        if (result.unmatched() != null) {
            // A misspelt name must not read as an all-clear.
            result.unmatched().forEach((option, values) -> table.append("Nothing matched ").append(option).append('=')
                    .append(text(String.join(",", values))).append(System.lineSeparator()));
        }
        for (WorkloadError error : result.errors()) {
            table.append("Missing: ")
                    .append(error.gvcName() == null ? "" : text(error.gvcName()) + "/")
                    .append(error.workloadName() == null ? "" : text(error.workloadName()) + ": ")
                    .append(text(error.message())).append(System.lineSeparator());
        }
        return table.toString();
    }

    private static List<String> row(Container container) {
        String replicas = container.readyReplicas() == null && container.totalReplicas() == null ? NOTHING
                : text(container.readyReplicas()) + "/" + text(container.totalReplicas());
        return Arrays.asList(text(container.gvcName()), text(container.workloadName()), text(container.location()),
                text(container.name()),
                text(container.healthStatus() == null ? null : container.healthStatus().text()), replicas,
                text(container.restartCount()),
                text(container.image()));
    }

    private static String text(Object value) {
        // A terminal obeys control characters, and a value from the API may hold any.
        return value == null ? NOTHING : value.toString().replaceAll("\\p{Cntrl}", "?");
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length())).append(GAP);
        }
        return line.toString().stripTrailing() + System.lineSeparator();
    }
}
