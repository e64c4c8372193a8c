package dev.cplnroutes.mapping;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A page of a workload list.
 *
 * @param items its items, in the API's order, those included that name no workload
 * @param next  as {@link ApiAnswer#next()} tells it
 */
public record WorkloadList(List<WorkloadItem> items, String next) implements ApiAnswer {

    /** Keeps an immutable list. */
    public WorkloadList {
        items = List.copyOf(items);
    }

    static WorkloadList read(JsonNode list) {
        SharedParts parts = new SharedParts();
        List<WorkloadItem> items = new ArrayList<>();
        list.path("items").forEach(item -> items.add(WorkloadItem.read(item, parts)));
        return new WorkloadList(items, ApiAnswer.nextLink(list));
    }
}
