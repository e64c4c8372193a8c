package dev.cplnroutes.request;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import dev.cplnroutes.Container;

/**
 * The values of a selection that nothing has matched yet: a misspelt name must not read as an all-clear. A value counts
 * as matched where it fits one workload of the list, or one container that was read, whatever the other options ask
 * for. Thread-safe.
 */
public final class SelectionMatches {

    private final Selection selection;
    private final Map<RequestOption, List<String>> open = new EnumMap<>(RequestOption.class);

    /**
     * Starts with all values.
     *
     * @param selection the selection
     */
    public SelectionMatches(Selection selection) {
        this.selection = selection;
        await(RequestOption.GVC, selection.gvcs());
        await(RequestOption.LOCATION, selection.locations());
        await(RequestOption.WORKLOAD_NAME, selection.workloadNames());
        await(RequestOption.CONTAINER_NAME, selection.containerNames());
        await(RequestOption.IMAGE, selection.images());
        await(RequestOption.WORKLOAD_TYPE, selection.workloadTypes());
        await(RequestOption.TAG, selection.tags());
        await(RequestOption.HEALTH_STATUS, selection.healthStatuses());
        await(RequestOption.LATEST, texts(selection.latest()));
        await(RequestOption.MIN_RESTARTS, texts(selection.minRestarts()));
        await(RequestOption.RESTARTED_WITHIN, texts(selection.restartedWithin()));
    }

    private static List<String> texts(Object value) {
        return value == null ? List.of() : List.of(value.toString());
    }

    private void await(RequestOption option, List<String> values) {
        if (!values.isEmpty()) {
            open.put(option, new ArrayList<>(values));
        }
    }

    /**
     * Takes a workload of the list.
     *
     * @param workload       what is known of it
     * @param isTagsAnswered whether the API has compared the tags, all of which it then has
     */
    public synchronized void met(WorkloadTraits workload, boolean isTagsAnswered) {
        close(RequestOption.GVC, value -> value.equals(workload.gvc()));
        close(RequestOption.WORKLOAD_NAME, value -> Glob.matches(value, workload.name()));
        close(RequestOption.WORKLOAD_TYPE, value -> value.equals(workload.type()));
        close(RequestOption.TAG, value -> isTagsAnswered || Tag.of(value).isIn(workload.tags()));
    }

    /**
     * Takes containers of a workload that was read.
     *
     * @param containers all of them in the locations asked for
     * @param now        the time from which the last restart is counted back
     */
    public synchronized void found(Collection<Container> containers, Instant now) {
        for (Container container : containers) {
            if (open.isEmpty()) {
                return;
            }
            close(RequestOption.LOCATION, value -> value.equals(container.location()));
            close(RequestOption.CONTAINER_NAME, value -> Glob.matches(value, container.name()));
            close(RequestOption.IMAGE, value -> Glob.matches(value, container.image()));
            close(RequestOption.HEALTH_STATUS, value -> value.equals(container.healthStatus().text()));
            close(RequestOption.LATEST, value -> Selection.isLatest(container, selection.latest()));
            close(RequestOption.MIN_RESTARTS, value -> Selection.hasRestarts(container, selection.minRestarts()));
            close(RequestOption.RESTARTED_WITHIN,
                    value -> Selection.isRestartedWithin(container, selection.restartedWithin(), now));
        }
    }

    /**
     * Takes names that are there, whether or not anything has them that was read.
     *
     * @param option an option that takes names
     * @param names  the names
     */
    public synchronized void met(RequestOption option, Collection<String> names) {
        close(option, value -> names.stream().anyMatch(name -> Glob.matches(value, name)));
    }

    private void close(RequestOption option, Predicate<String> isMatched) {
        List<String> values = open.get(option);
        if (values != null && values.removeIf(isMatched) && values.isEmpty()) {
            open.remove(option);
        }
    }

    /**
     * The values that nothing has matched.
     *
     * @return by the option's name, each with its values in the request's order; empty where everything was matched
     */
    public synchronized Map<String, List<String>> unmatched() {
        Map<String, List<String>> unmatched = new LinkedHashMap<>();
        open.forEach((option, values) -> unmatched.put(option.optionName(), List.copyOf(values)));
        return unmatched;
    }
}
