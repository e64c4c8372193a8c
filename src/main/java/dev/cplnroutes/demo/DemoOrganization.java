package dev.cplnroutes.demo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A simulated organization, which a {@link DemoServer} responds for. The JSON trees must not be changed.
 *
 * @param name      the organization's name
 * @param gvcs      the documents of its GVCs in list order; each has {@code name} and
 *                  {@code spec.staticPlacement.locationLinks}; missing {@code links} are added
 * @param workloads its workloads in list order; missing {@code links} are added
 */
public record DemoOrganization(String name, List<ObjectNode> gvcs, List<DemoWorkload> workloads) {

    private static final Instant UNIFORM_TIME = Instant.parse("2026-03-04T10:11:12Z");

    /**
     * Copies the lists and adds missing links.
     *
     * @throws IllegalArgumentException if a workload's GVC is not among the GVCs, or a name occurs twice
     */
    public DemoOrganization {
        String self = "/org/" + name;
        gvcs = gvcs.stream().map(gvc -> linkedGvc(self, gvc)).toList();
        workloads = workloads.stream().map(workload -> linkedWorkload(self, workload)).toList();
        requireConsistent(gvcs, workloads);
    }

    /**
     * An organization of given workloads, whose GVCs are those that the workloads name, in order of first occurrence.
     *
     * @param name      the organization's name
     * @param workloads its workloads in list order; may be empty
     * @return the organization
     */
    public static DemoOrganization of(String name, List<DemoWorkload> workloads) {
        Map<String, Set<String>> locations = new LinkedHashMap<>();
        for (DemoWorkload workload : workloads) {
            Set<String> ofGvc = locations.computeIfAbsent(workload.gvc(), gvc -> new LinkedHashSet<>());
            workload.deployments().forEach(deployment -> ofGvc.add(deployment.path("name").asText()));
        }
        List<ObjectNode> gvcs = new ArrayList<>();
        locations.forEach((gvc, names) -> gvcs.add(gvc(gvc, "", List.copyOf(names), UNIFORM_TIME)));
        return new DemoOrganization(name, gvcs, workloads);
    }

    /**
     * The document of a GVC.
     *
     * @param name        the GVC's name
     * @param description its description; empty: the name
     * @param locations   the names of its locations
     * @param created     when it was created
     * @return the document, without links
     */
    public static ObjectNode gvc(String name, String description, List<String> locations, Instant created) {
        ObjectNode gvc = ApiJson.object()
                .put("id", ApiJson.identifier("gvc", name))
                .put("name", name)
                .put("kind", "gvc")
                .put("version", 3)
                .put("description", description.isEmpty() ? name : description);
        gvc.putObject("tags");
        gvc.put("created", ApiJson.time(created)).put("lastModified", ApiJson.time(created));
        gvc.put("alias", ApiJson.identifier("alias", name).substring(0, 13).replace("-", ""));
        ArrayNode links = gvc.putObject("spec").putObject("staticPlacement").putArray("locationLinks");
        locations.forEach(location -> links.add("//location/" + location));
        return gvc;
    }

    /**
     * An organization of four GVCs with 100 workloads. Most are healthy; the others show the failures that occur in
     * production. The same name and time give the same organization.
     *
     * @param name the organization's name
     * @param now  the time that all its times are relative to
     * @return the organization
     */
    public static DemoOrganization realistic(String name, Instant now) {
        return new RealisticOrganization(name, now).build();
    }

    /**
     * An organization of equal workloads: {@code workload-00000} and so on, standard and healthy, each with one
     * container in one location.
     *
     * @param name      the organization's name
     * @param gvc       the name of its only GVC
     * @param workloads the number of workloads, from 0
     * @return the organization
     */
    public static DemoOrganization uniform(String name, String gvc, int workloads) {
        List<DemoWorkload> made = IntStream.range(0, workloads)
                .mapToObj(index -> uniformWorkload(name, gvc, index))
                .toList();
        return new DemoOrganization(name, List.of(gvc(gvc, "", List.of("aws-us-west-2"), UNIFORM_TIME)), made);
    }

    /**
     * An organization of workloads of a usual size: {@code workload-00000} and so on, healthy, each with two containers
     * in two locations. The API's answer on one of them has about 2.5 KB.
     *
     * @param name      the organization's name
     * @param gvc       the name of its only GVC
     * @param workloads the number of workloads, from 0
     * @return the organization
     */
    public static DemoOrganization usual(String name, String gvc, int workloads) {
        List<String> locations = List.of("aws-us-west-2", "gcp-europe-west4");
        List<DemoWorkload> made = IntStream.range(0, workloads)
                .mapToObj(index -> usualWorkload(name, gvc, index, locations))
                .toList();
        return new DemoOrganization(name, List.of(gvc(gvc, "", locations, UNIFORM_TIME)), made);
    }

    private static DemoWorkload usualWorkload(String organization, String gvc, int index, List<String> locations) {
        String name = String.format(Locale.ROOT, "workload-%05d", index);
        WorkloadDraft draft = new WorkloadDraft(organization, gvc, name, "standard", UNIFORM_TIME).team("platform");
        for (String container : List.of("main", "telemetry")) {
            draft.container(container, "/org/" + organization + "/image/" + name + "-" + container + ":1.4." + index,
                    250, 512).port(8080, "http").env("LOG_LEVEL", "info").env("REGION", "eu")
                    .env("DB_USER", "cpln://secret/" + name + ".username")
                    .env("DB_PASSWORD", "cpln://secret/" + name + ".password")
                    .env("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4317").env("FEATURES", "cart,search");
        }
        return draft.deployTo(locations).build();
    }

    /**
     * The organization's size in words, such as "4 GVCs with 100 workloads and 160 deployments in 4 locations".
     *
     * @return one line
     */
    public String summary() {
        Set<String> locations = new LinkedHashSet<>();
        workloads.forEach(workload -> workload.deployments()
                .forEach(deployment -> locations.add(deployment.path("name").asText())));
        int deployments = workloads.stream().mapToInt(workload -> workload.deployments().size()).sum();
        return gvcs.size() + " GVCs with " + workloads.size() + " workloads and " + deployments + " deployments in "
                + locations.size() + " locations";
    }

    private static DemoWorkload uniformWorkload(String organization, String gvc, int index) {
        String name = String.format(Locale.ROOT, "workload-%05d", index);
        return new WorkloadDraft(organization, gvc, name, "standard", UNIFORM_TIME)
                .team("platform")
                .container("main", "/org/" + organization + "/image/service:1.0", 250, 512)
                .port(8080, "http")
                .env("LOG_LEVEL", "info")
                .env("DB_PASSWORD", "cpln://secret/service-db.password")
                .deployTo(List.of("aws-us-west-2"))
                .build();
    }

    private static ObjectNode linkedGvc(String organization, ObjectNode gvc) {
        String self = organization + "/gvc/" + gvc.path("name").asText();
        return ApiJson.withLinks(gvc, List.of(
                ApiJson.link("self", self),
                ApiJson.link("org", organization),
                ApiJson.link("workload", self + "/workload")));
    }

    private static DemoWorkload linkedWorkload(String organization, DemoWorkload workload) {
        String gvc = organization + "/gvc/" + workload.gvc();
        String self = gvc + "/workload/" + workload.name();
        ObjectNode document = ApiJson.withLinks(workload.document(), List.of(
                ApiJson.link("self", self),
                ApiJson.link("org", organization),
                ApiJson.link("gvc", gvc),
                ApiJson.link("deployment", self + "/deployment")));
        List<ObjectNode> deployments = workload.deployments().stream()
                .map(deployment -> ApiJson.withLinks(deployment, List.of(
                        ApiJson.link("self", self + "/deployment/" + deployment.path("name").asText()))))
                .toList();
        return new DemoWorkload(workload.gvc(), document, deployments);
    }

    private static void requireConsistent(List<ObjectNode> gvcs, List<DemoWorkload> workloads) {
        Set<String> known = new LinkedHashSet<>();
        for (ObjectNode gvc : gvcs) {
            if (!known.add(gvc.path("name").asText())) {
                throw new IllegalArgumentException("the GVC occurs twice: " + gvc.path("name").asText());
            }
        }
        Set<String> names = new LinkedHashSet<>();
        for (DemoWorkload workload : workloads) {
            if (!known.contains(workload.gvc())) {
                throw new IllegalArgumentException("the GVC of the workload is not among the GVCs: "
                        + workload.gvc() + "/" + workload.name());
            }
            if (!names.add(workload.gvc() + "/" + workload.name())) {
                throw new IllegalArgumentException(
                        "the workload occurs twice: " + workload.gvc() + "/" + workload.name());
            }
        }
    }
}
