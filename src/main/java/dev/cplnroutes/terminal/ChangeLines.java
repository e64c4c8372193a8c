package dev.cplnroutes.terminal;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.cplnroutes.Container;
import dev.cplnroutes.ContainerChange;
import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.support.Printable;

/**
 * Lines about changes, for people. Their columns are as wide as anything that was in them so far.
 */
public final class ChangeLines {

    private static final String NOTHING = "-";
    private static final String GAP = "  ";

    private final List<Integer> widths = new ArrayList<>();

    /** Makes lines without a width. */
    public ChangeLines() {
    }

    /**
     * Takes the widths of what is there.
     *
     * @param containers of the table before the lines
     */
    public void learn(List<Container> containers) {
        containers.forEach(container -> pad(cells("modified", container)));
    }

    /**
     * The line of a change.
     *
     * @param change of a container
     * @return when, what, the container as it is now or was, and why it is not healthy; no line separator
     */
    public String of(ContainerChange change) {
        Container container = change.container();
        StringBuilder line = new StringBuilder(change.time().truncatedTo(ChronoUnit.SECONDS) + GAP
                + pad(cells(change.type().text(), container)));
        boolean isWrong = container.healthStatus() == HealthStatus.UNHEALTHY
                || container.healthStatus() == HealthStatus.UNKNOWN;
        if (isWrong && container.message() != null && !container.message().isBlank()) {
            line.append(GAP).append(text(container.message().strip()));
        }
        return line.toString().stripTrailing();
    }

    private static List<String> cells(String event, Container container) {
        String replicas = container.readyReplicas() == null && container.totalReplicas() == null ? NOTHING
                : text(container.readyReplicas()) + "/" + text(container.totalReplicas());
        return Stream.of(event, container.gvcName(), container.workloadName(), container.location(), container.name(),
                container.healthStatus() == null ? null : container.healthStatus().text(), replicas,
                container.restartCount(), container.image()).map(ChangeLines::text).toList();
    }

    private String pad(List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            if (widths.size() == i) {
                widths.add(0);
            }
            widths.set(i, Math.max(widths.get(i), cells.get(i).length()));
            line.append(cells.get(i)).append(" ".repeat(widths.get(i) - cells.get(i).length())).append(GAP);
        }
        return line.toString().stripTrailing();
    }

    private static String text(Object value) {
        // A terminal obeys control characters, and a value from the API may hold any.
        return value == null ? NOTHING : Printable.line(value);
    }
}
