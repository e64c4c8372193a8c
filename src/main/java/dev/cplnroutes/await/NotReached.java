package dev.cplnroutes.await;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.cplnroutes.AwaitResult;
import dev.cplnroutes.Container;
import dev.cplnroutes.support.Printable;

/**
 * What is not as asked in a wait that was stopped, in a few words for a person.
 */
final class NotReached {

    /** So many workloads and other reasons are named. */
    private static final int MOST_NAMED = 3;

    private NotReached() {
    }

    /**
     * The words.
     *
     * @param result     what is known, with all fields of containers
     * @param hasRead    whether a round of reading has ended; otherwise the errors of the result say nothing
     * @param isSelected whether a workload is selected
     * @return one line without a full stop
     */
    static String of(AwaitResult result, boolean hasRead, boolean isSelected) {
        Map<String, String> reasons = workloads(result);
        if (!hasRead) {
            reasons.put("the rest", "not read yet");
        } else {
            result.errors().forEach(error -> reasons.putIfAbsent(error.workloadName() == null
                    ? "the list of workloads" : error.gvcName() + "/" + error.workloadName(),
                    "not read: " + error.message()));
            if (result.unmatched() != null) {
                result.unmatched().forEach((option, values) ->
                        reasons.put(option + "=" + String.join(",", values), "nothing matches"));
            }
            if (reasons.isEmpty()) {
                return isSelected ? "nothing, but it has to stay so for a while" : "no workload is selected";
            }
        }
        List<String> named = reasons.entrySet().stream().limit(MOST_NAMED)
                .map(reason -> Printable.text(reason.getKey() + " (" + reason.getValue() + ")")).toList();
        int left = reasons.size() - named.size();
        return String.join(", ", named) + (left == 0 ? "" : " and " + left + " more");
    }

    private static Map<String, String> workloads(AwaitResult result) {
        Map<String, List<Container>> remaining = new LinkedHashMap<>();
        result.remaining().forEach(container -> remaining.computeIfAbsent(container.gvcName() + "/"
                + container.workloadName(), first -> new ArrayList<>()).add(container));
        Map<String, String> reasons = new LinkedHashMap<>();
        remaining.forEach((workload, containers) -> reasons.put(workload, containers.size()
                + (containers.size() == 1 ? " container" : " containers") + containers.stream()
                        .map(Container::message).filter(message -> message != null && !message.isBlank()).findFirst()
                        .map(message -> ": " + message).orElse("")));
        result.workloadsWithoutContainers().forEach(without ->
                reasons.putIfAbsent(without.gvcName() + "/" + without.workloadName(), "no container"
                        + (without.message() == null ? "" : ": " + without.message())));
        return reasons;
    }
}
