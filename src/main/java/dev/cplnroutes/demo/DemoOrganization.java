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
 * A made-up organization: what a {@link DemoServer} answers for. The JSON trees must not be changed.
 *
 * @param name      of the organization
 * @param gvcs      documents of its GVCs in the order of their list; each has {@code name} and
 *                  {@code spec.staticPlacement.locationLinks}, and {@code links} that are added where missing
 * @param workloads in the order of the API's lists
 */
public record DemoOrganization(String name, List<ObjectNode> gvcs, List<DemoWorkload> workloads) {

    private static final Instant UNIFORM_TIME = Instant.parse("2026-03-04T10:11:12Z");

    /**
     * Takes copies of the lists and adds the links that the API would give.
     *
     * @throws IllegalArgumentException where a workload's GVC is unknown, or a name is there twice
     */
    public DemoOrganization {
        String self = "/org/" + name;
        gvcs = gvcs.stream().map(gvc -> linkedGvc(self, gvc)).toList();
        workloads = workloads.stream().map(workload -> linkedWorkload(self, workload)).toList();
        requireConsistent(gvcs, workloads);
    }

    /**
     * An organization of these workloads; its GVCs are those that they name, in the order of their first appearance.
     *
     * @param name      of the organization
     * @param workloads in list order; may be empty
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
     * @param name        of the GVC
     * @param description for people; may be empty
     * @param locations   names of its locations
     * @param created     when it was made
     * @return the document, without links
     */
    public static ObjectNode gvc(String name, String description, List<String> locations, Instant created) {
        ObjectNode gvc = DemoJson.object()
                .put("id", DemoJson.identifier("gvc", name))
                .put("name", name)
                .put("kind", "gvc")
                .put("version", 3)
                .put("description", description.isEmpty() ? name : description);
        gvc.putObject("tags");
        gvc.put("created", DemoJson.time(created)).put("lastModified", DemoJson.time(created));
        gvc.put("alias", DemoJson.identifier("alias", name).substring(0, 13).replace("-", ""));
        ArrayNode links = gvc.putObject("spec").putObject("staticPlacement").putArray("locationLinks");
        locations.forEach(location -> links.add("//location/" + location));
        return gvc;
    }

    /**
     * Four GVCs with 100 workloads as an organization has them, most of them healthy, the rest each with a trouble of
     * its own. The same name and time give the same organization.
     *
     * @param name of the organization
     * @param now  the time that all times in it are relative to
     * @return the organization
     */
    public static DemoOrganization realistic(String name, Instant now) {
        return new RealisticOrganization(name, now).build();
    }

    /**
     * Equal workloads: healthy, standard, {@code workload-00000} and so on, each with one container in one location.
     *
     * @param name      of the organization
     * @param gvc       the only GVC
     * @param workloads how many, from 0
     * @return the organization
     */
    public static DemoOrganization uniform(String name, String gvc, int workloads) {
        List<DemoWorkload> made = IntStream.range(0, workloads)
                .mapToObj(index -> uniformWorkload(name, gvc, index))
                .toList();
        return new DemoOrganization(name, List.of(gvc(gvc, "", List.of("aws-us-west-2"), UNIFORM_TIME)), made);
    }

    /**
     * Its size in words, such as "4 GVCs with 100 workloads and 160 deployments in 4 locations".
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
        return DemoJson.withLinks(gvc, List.of(
                DemoJson.link("self", self),
                DemoJson.link("org", organization),
                DemoJson.link("workload", self + "/workload")));
    }

    private static DemoWorkload linkedWorkload(String organization, DemoWorkload workload) {
        String gvc = organization + "/gvc/" + workload.gvc();
        String self = gvc + "/workload/" + workload.name();
        ObjectNode document = DemoJson.withLinks(workload.document(), List.of(
                DemoJson.link("self", self),
                DemoJson.link("org", organization),
                DemoJson.link("gvc", gvc),
                DemoJson.link("deployment", self + "/deployment")));
        List<ObjectNode> deployments = workload.deployments().stream()
                .map(deployment -> DemoJson.withLinks(deployment, List.of(
                        DemoJson.link("self", self + "/deployment/" + deployment.path("name").asText()))))
                .toList();
        return new DemoWorkload(workload.gvc(), document, deployments);
    }

    private static void requireConsistent(List<ObjectNode> gvcs, List<DemoWorkload> workloads) {
        Set<String> known = new LinkedHashSet<>();
        for (ObjectNode gvc : gvcs) {
            if (!known.add(gvc.path("name").asText())) {
                throw new IllegalArgumentException("a GVC is there twice: " + gvc.path("name"));
            }
        }
        Set<String> names = new LinkedHashSet<>();
        for (DemoWorkload workload : workloads) {
            if (!known.contains(workload.gvc())) {
                throw new IllegalArgumentException("a workload is in a GVC that is unknown: " + workload.gvc());
            }
            if (!names.add(workload.gvc() + "/" + workload.name())) {
                throw new IllegalArgumentException(
                        "a workload is there twice: " + workload.gvc() + "/" + workload.name());
            }
        }
    }
}
