package dev.cplnroutes.demo;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A simulated workload with its deployments, as documents of the API. The JSON trees are not copied and must not be
 * changed afterwards.
 *
 * @param gvc         the name of its GVC
 * @param document    the workload's document; {@code name} is required, missing {@code links} are added by the
 *                    organization
 * @param deployments one document per location, whose {@code name} is the location; missing {@code links} are added by
 *                    the organization. May be empty
 */
public record DemoWorkload(String gvc, ObjectNode document, List<ObjectNode> deployments) {

    private static final Instant CREATED = Instant.parse("2026-03-04T10:11:12Z");

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if the document has no {@code name}
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
     * @param gvc        the name of its GVC
     * @param name       the workload's name
     * @param containers the names of its containers; may be empty
     * @return the workload
     */
    public static DemoWorkload healthy(String gvc, String name, String... containers) {
        return healthy(gvc, name, List.of("aws-us-west-2"), List.of(containers));
    }

    /**
     * A healthy standard workload.
     *
     * @param gvc        the name of its GVC
     * @param name       the workload's name
     * @param locations  the locations where it is deployed; may be empty
     * @param containers the names of its containers; may be empty
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
     * @return the document's {@code name}
     */
    public String name() {
        return document.get("name").textValue();
    }
}
