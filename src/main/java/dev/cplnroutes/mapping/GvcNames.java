package dev.cplnroutes.mapping;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A page of the GVC list.
 *
 * @param names names of the GVCs, in the API's order; null in the place of an item whose name is no text
 * @param next  as {@link ApiAnswer#next()} tells it
 */
public record GvcNames(List<String> names, String next) implements ApiAnswer {

    /** Keeps an immutable list. */
    public GvcNames {
        names = Collections.unmodifiableList(new ArrayList<>(names));
    }

    static GvcNames read(JsonNode list) {
        List<String> names = new ArrayList<>();
        list.path("items").forEach(item -> names.add(item.path("name").textValue()));
        return new GvcNames(names, ApiAnswer.nextLink(list));
    }
}
