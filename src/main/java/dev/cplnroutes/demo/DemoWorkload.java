package dev.cplnroutes.demo;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A workload and what the API says of its deployments. The JSON trees are not copied: whoever hands them over must not
 * change them afterwards.
 *
 * @param gvc         the GVC that it belongs to
 * @param document    the workload as the API gives it; {@code name} is needed, {@code links} are added where missing
 * @param deployments one for each location, {@code name} being the location; {@code links} are added where missing.
 *                    May be empty
 */
public record DemoWorkload(String gvc, ObjectNode document, List<ObjectNode> deployments) {

    private static final Instant CREATED = Instant.parse("2026-03-04T10:11:12Z");

    /**
     * Takes a copy of the list.
     *
     * @throws IllegalArgumentException where the document has no {@code name}
     */
    public DemoWorkload {
        Objects.requireNonNull(gvc, "gvc");
        if (!document.path("name").isTextual()) {
            throw new IllegalArgumentException("the document of a workload needs a name: " + document);
        }
        deployments = List.copyOf(deployments);
    }

    /**
     * A healthy standard workload in one location, {@code aws-us-west-2}.
     *
     * @param gvc        the GVC
     * @param name       of the workload
     * @param containers names of its containers; may be empty
     * @return the workload
     */
    public static DemoWorkload healthy(String gvc, String name, String... containers) {
        return healthy(gvc, name, List.of("aws-us-west-2"), List.of(containers));
    }

    /**
     * A healthy standard workload.
     *
     * @param gvc        the GVC
     * @param name       of the workload
     * @param locations  where it is deployed; may be empty
     * @param containers names of its containers; may be empty
     * @return the workload
     */
    public static DemoWorkload healthy(String gvc, String name, List<String> locations, List<String> containers) {
        WorkloadDraft draft = new WorkloadDraft("demo", gvc, name, "standard", CREATED);
        containers.forEach(container -> draft.container(container, "nginx:1.29", 100, 128));
        return draft.deployTo(locations).build();
    }

    /**
     * The name of the workload.
     *
     * @return what the document calls {@code name}
     */
    public String name() {
        return document.get("name").textValue();
    }
}
