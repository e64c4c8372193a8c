package dev.cplnroutes.outcome;

import java.util.ArrayList;
import java.util.List;

import dev.cplnroutes.WorkloadError;

/**
 * The errors of a listing as texts for people: {@code gvc/workload: status message}.
 */
public final class ErrorTexts {

    /** An event must not grow with the organization. */
    private static final int MOST = 100;

    private ErrorTexts() {
    }

    /**
     * The texts of a listing's statistics.
     *
     * @param errors in the order of the list
     * @return 100 at most, and then one that says how many more there are
     */
    static List<String> of(List<WorkloadError> errors) {
        return of(errors, MOST);
    }

    /**
     * The first errors as texts.
     *
     * @param errors in the order of the list
     * @param most   texts at most
     * @return the texts, and then one that says how many more errors there are
     */
    public static List<String> of(List<WorkloadError> errors, int most) {
        List<String> texts = new ArrayList<>();
        errors.stream().limit(most).map(ErrorTexts::of).forEach(texts::add);
        if (errors.size() > most) {
            texts.add("and " + (errors.size() - most) + " more");
        }
        return List.copyOf(texts);
    }

    private static String of(WorkloadError error) {
        String gvc = error.gvcName() == null ? "" : error.gvcName();
        String workload = error.workloadName() == null ? "" : "/" + error.workloadName();
        String name = gvc + workload;
        return (name.isEmpty() ? "" : name + ": ") + error.status() + " " + error.message();
    }
}
