package dev.cplnroutes.api;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cplnroutes.request.Selection;
import dev.cplnroutes.request.Tag;

/**
 * The query by which the API itself selects workloads: the body of {@code POST /org/{org}/workload/-query}. Its terms
 * are those of {@code cpln workload query} with {@code --tag} and {@code --gvc}.
 *
 * <p>All terms of a query must hold, or any of them. Tags must all hold, so one GVC goes with them, and several are
 * compared here. Several GVCs without tags are a query of which any term must hold: its result has no workload of
 * another GVC, so that it has no more pages than the list of the organization or the lists of these GVCs together.
 */
public final class WorkloadQuery {

    private static final ObjectMapper JSON = new ObjectMapper();

    private WorkloadQuery() {
    }

    /**
     * The query that a selection needs.
     *
     * @param selection the selection
     * @return JSON, the same for selections that ask for the same; null where a plain list has as few pages
     */
    public static String of(Selection selection) {
        List<Map<String, String>> terms = new ArrayList<>();
        boolean isOfTags = !selection.tags().isEmpty();
        if (selection.gvcs().size() == 1 && isOfTags || selection.gvcs().size() > 1 && !isOfTags) {
            selection.gvcs().stream().sorted().forEach(gvc -> terms.add(term("rel", "gvc", "=", gvc)));
        }
        selection.tags().stream().map(Tag::of).sorted(Comparator.comparing(Tag::toString)).forEach(tag ->
                terms.add(term("tag", tag.key(), tag.value() == null ? "exists" : "=", tag.value())));
        if (terms.isEmpty()) {
            return null;
        }
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("match", isOfTags ? "all" : "any");
        spec.put("terms", terms);
        Map<String, Object> query = new LinkedHashMap<>();
        query.put("kind", "workload");
        query.put("spec", spec);
        try {
            return JSON.writeValueAsString(query);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> term(String kind, String key, String operator, String value) {
        Map<String, String> term = new LinkedHashMap<>();
        term.put(kind, key);
        term.put("op", operator);
        if (value != null) {
            term.put("value", value);
        }
        return term;
    }
}
