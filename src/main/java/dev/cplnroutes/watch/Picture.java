package dev.cplnroutes.watch;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.cplnroutes.Container;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.request.RequestOption;
import dev.cplnroutes.request.SelectionMatches;

/**
 * What a watch knows at one moment. Immutable.
 *
 * @param sequence   number of the last change that is in it
 * @param workloads  by their names, in the order of the workload list
 * @param counted    the time from which selections count restarts back
 * @param listErrors why the workload list cannot be read now; empty where it can
 * @param listedAt   when the last list was asked for that was read to its end; null before the first
 * @param isSettled  whether a whole list was read, and each of its workloads tried
 */
record Picture(long sequence, Map<WorkloadKey, WorkloadState> workloads, Instant counted,
        List<WorkloadError> listErrors, Instant listedAt, boolean isSettled) {

    /** What a picture tells of a key. */
    enum Verdict { THERE, GONE, UNKNOWN }

    /** Keeps an immutable map in its order. */
    Picture {
        workloads = Collections.unmodifiableMap(new LinkedHashMap<>(workloads));
    }

    /** The containers that a subscriber sees, in the order of a listing. */
    List<Container> containers(View view) {
        List<Container> seen = new ArrayList<>();
        workloads.values().stream().filter(state -> view.hasWorkload(state.traits())).forEach(state ->
                state.containers().values().stream().filter(container -> view.has(state.traits(), container, counted))
                        .forEach(seen::add));
        return seen;
    }

    /** What cannot be read now of what a subscriber sees, the list first. */
    List<WorkloadError> errors(View view) {
        List<WorkloadError> errors = new ArrayList<>(listErrors);
        workloads.forEach((key, state) -> {
            if (state.unconfirmed() != null && view.hasWorkload(state.traits())) {
                errors.add(new WorkloadError(key.name(), key.gvc(), state.unconfirmed().status(),
                        state.unconfirmed().message()));
            }
        });
        return errors;
    }

    /** Whether all that a subscriber sees was read, and can be read now. */
    boolean isComplete(View view) {
        return isSettled && errors(view).isEmpty() && workloads.values().stream()
                .allMatch(state -> state.readAt() != null || !view.hasWorkload(state.traits()));
    }

    /**
     * The values of a subscriber's selection that nothing in a complete picture matches: a misspelt name must not read
     * as an all-clear.
     *
     * @param scope the GVC that is watched, which is there even where it has no workload
     * @return by the option's name; null where there is none, and where the picture is not complete
     */
    Map<String, List<String>> unmatched(View view, String scope) {
        if (!isComplete(view)) {
            return null;
        }
        SelectionMatches matches = new SelectionMatches(view.selection());
        matches.met(RequestOption.GVC, List.of(scope));
        workloads.values().forEach(state -> {
            matches.met(state.traits(), false);
            if (view.hasWorkload(state.traits())) {
                matches.found(state.containers().values(), counted);
            }
        });
        Map<String, List<String>> unmatched = matches.unmatched();
        return unmatched.isEmpty() ? null : unmatched;
    }

    /** When the oldest part was read; what was not read yet counts from its list on. Null before the first list. */
    Instant oldest() {
        Instant oldest = listedAt;
        for (WorkloadState state : workloads.values()) {
            Instant knownAt = state.readAt() == null ? state.listedAt() : state.readAt();
            oldest = knownAt.isBefore(oldest) ? knownAt : oldest;
        }
        return oldest;
    }

    /**
     * Whether what a key names is there, for a subscriber.
     *
     * @param key {@code gvc/workload/location/version/container}; or {@code gvc/workload}, which is there while the
     *            workload is unconfirmed. Any other text is nobody's to delete, and counts as there
     */
    Verdict verdict(View view, String key) {
        String[] names = key.split("/", 3);
        if (names.length < 2) {
            return Verdict.THERE;
        }
        WorkloadState state = workloads.get(new WorkloadKey(names[0], names[1]));
        if (state == null) {
            return listErrors.isEmpty() ? Verdict.GONE : Verdict.UNKNOWN;
        }
        if (names.length == 2) {
            return state.unconfirmed() != null && view.hasWorkload(state.traits()) ? Verdict.THERE
                    : state.readAt() == null ? Verdict.UNKNOWN : Verdict.GONE;
        }
        Container container = state.containers().get(key);
        if (container != null) {
            return view.has(state.traits(), container, counted) ? Verdict.THERE : Verdict.GONE;
        }
        // What a stale location lacks, or an answer that has not come, may be there.
        return state.readAt() == null || state.unconfirmed() != null ? Verdict.UNKNOWN : Verdict.GONE;
    }
}
