package dev.cplnroutes.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cplnroutes.Container;
import dev.cplnroutes.ContainerCount;
import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.ListingStatistics;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.demo.DemoWorkload;
import dev.cplnroutes.testing.RandomSeed;
import dev.cplnroutes.testing.RoutesExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Selections on an organization as it really is, whose answers are compared with a filter that is written here, of the
 * containers that a listing without any selection gives.
 */
@Timeout(180)
class SelectedListingTest {

    private static final DemoOrganization ORGANIZATION = DemoOrganization.realistic("acme", Instant.now());
    private static final Map<String, DemoWorkload> WORKLOADS = ORGANIZATION.workloads().stream().collect(
            Collectors.toMap(workload -> workload.gvc() + "/" + workload.name(), Function.identity(),
                    (first, second) -> first, LinkedHashMap::new));

    @RegisterExtension
    private static final RoutesExtension routes = RoutesExtension
            .on(ORGANIZATION, DemoSettings.defaults().withPageSize(30))
            .with("cpln.listing.max-workers", "20").with("cpln.progress.endpoints", "")
            .with("cpln.statistics.endpoints", "");
    private static final DemoServer server = routes.server();

    private static ListingResult list(Map<String, Object> options) {
        return routes.list(options);
    }

    private static ContainerCount count(Object options) {
        return routes.routes().send("direct:cpln-count-containers", options, ContainerCount.class);
    }

    /** The selection of one round, and the filter of it. */
    private static final class Round {

        final Map<String, Object> options = new LinkedHashMap<>();
        final List<String> gvcs;
        final List<String> names;
        final List<String> types;
        final List<String> tags;
        final List<String> locations;
        final List<String> containerNames;
        final List<String> images;
        final List<String> healths;
        final Boolean latest;
        final Integer minRestarts;
        final Duration restartedWithin;
        final boolean filterUnhealthy;
        final boolean system;

        Round(Random random) {
            gvcs = some(random, "gvc", 2, List.of("prod", "staging", "batch", "edge", "nowhere"));
            names = some(random, "workloadName", 3, Stream.concat(Stream.of("*", "c*", "*-api", "p?y*", "zzz", "zzz*"),
                    ORGANIZATION.workloads().stream().map(DemoWorkload::name).limit(30)).toList());
            types = some(random, "workloadType", 4, List.of("serverless", "standard", "stateful", "cron", "vm"));
            tags = some(random, "tag", 2, List.of("team", "tier", "tier=1", "tier=2", "team=payments", "team=web",
                    "team=finance", "nothing", "tier=x"));
            locations = some(random, "location", 3, ORGANIZATION.workloads().stream()
                    .flatMap(workload -> workload.deployments().stream()).map(one -> one.path("name").asText())
                    .distinct().sorted().toList());
            containerNames = some(random, "containerName", 4, List.of("main", "*", "a*", "*r", "istio-*", "none"));
            images = some(random, "image", 4, List.of("*", "*:1*", "/org/acme/*", "nginx*", "none"));
            healths = some(random, "healthStatus", 3, List.of("healthy", "unhealthy", "suspended", "unknown"));
            latest = random.nextInt(5) == 0 ? (Boolean) random.nextBoolean() : null;
            minRestarts = random.nextInt(6) == 0 ? (Integer) random.nextInt(4) : null;
            restartedWithin = random.nextInt(8) == 0 ? Duration.ofMinutes(1 + random.nextInt(3000)) : null;
            filterUnhealthy = random.nextInt(6) == 0;
            system = random.nextInt(4) == 0;
            put("latest", latest);
            put("minRestarts", minRestarts);
            put("restartedWithin", restartedWithin == null ? null : restartedWithin.toString());
            put("filterUnhealthy", filterUnhealthy ? true : null);
            put("includeSystemContainers", system ? true : null);
        }

        private void put(String name, Object value) {
            if (value != null) {
                options.put(name, value);
            }
        }

        private List<String> some(Random random, String option, int seldom, List<String> values) {
            if (random.nextInt(seldom) > 0) {
                return List.of();
            }
            List<String> some = Stream.generate(() -> values.get(random.nextInt(values.size())))
                    .limit(1 + random.nextInt(3)).distinct().toList();
            options.put(option, some.size() == 1 && random.nextBoolean() ? some.get(0) : some);
            return some;
        }

        boolean isNamed() {
            return gvcs.size() == 1 && names.size() == 1 && !names.get(0).matches(".*[*?].*");
        }

        private boolean hasTags(DemoWorkload workload) {
            return tags.stream().allMatch(tag -> isTag(tag, workload));
        }

        private static boolean isTag(String tag, DemoWorkload workload) {
            String[] parts = tag.split("=");
            JsonNode there = workload.document().path("tags").path(parts[0]);
            return !there.isMissingNode() && (parts.length == 1 || there.asText().equals(parts[1]));
        }

        /** The workloads that the API tells of. */
        List<DemoWorkload> listed() {
            return WORKLOADS.values().stream().filter(workload -> isNamed()
                    ? workload.gvc().equals(gvcs.get(0)) && workload.name().equals(names.get(0))
                    : (tags.isEmpty() ? gvcs.isEmpty() || gvcs.contains(workload.gvc())
                            : hasTags(workload) && (gvcs.size() != 1 || gvcs.contains(workload.gvc())))).toList();
        }

        List<DemoWorkload> selected() {
            return listed().stream().filter(workload -> (gvcs.isEmpty() || gvcs.contains(workload.gvc()))
                    && isAny(names, workload.name()) && hasTags(workload)
                    && (types.isEmpty() || types.contains(type(workload)))).toList();
        }

        private static String type(DemoWorkload workload) {
            return workload.document().path("spec").path("type").textValue();
        }

        static boolean isAny(List<String> globs, String text) {
            return globs.isEmpty() || globs.stream().anyMatch(glob -> isMatch(glob, text));
        }

        static boolean isMatch(String glob, String text) {
            return text != null && Pattern.matches(glob.replace(".", "\\.").replace("*", ".*").replace("?", "."), text);
        }

        boolean isInPlace(Container container) {
            return locations.isEmpty() || locations.contains(container.location());
        }

        boolean isRecent(Container container, Instant start) {
            return container.lastRestartTime() != null
                    && !Instant.parse(container.lastRestartTime()).isBefore(start.minus(restartedWithin));
        }

        boolean isSelected(Container container, Instant start) {
            int restarts = Objects.requireNonNullElse(container.restartCount(), 0);
            return isInPlace(container) && isAny(containerNames, container.name()) && isAny(images, container.image())
                    && (latest == null || latest == Boolean.TRUE.equals(container.latest()))
                    && (minRestarts == null || restarts >= minRestarts)
                    && (restartedWithin == null || isRecent(container, start));
        }

        boolean isShown(Container container) {
            String health = container.healthStatus().text();
            return (healths.isEmpty() || healths.contains(health))
                    && !(filterUnhealthy && Set.of("unhealthy", "unknown").contains(health));
        }

        Map<String, List<String>> unmatched(List<Container> inPlace, Instant start) {
            List<DemoWorkload> listed = listed();
            Map<String, List<String>> unmatched = new TreeMap<>();
            boolean isKnown = gvcs.size() == 1 && tags.isEmpty();
            add(unmatched, "gvc", gvcs, gvc -> isKnown || listed.stream().anyMatch(one -> one.gvc().equals(gvc)));
            add(unmatched, "workloadName", names, name -> listed.stream().anyMatch(one -> isMatch(name, one.name())));
            add(unmatched, "workloadType", types, type -> listed.stream().anyMatch(one -> type.equals(type(one))));
            add(unmatched, "tag", tags, tag -> listed.stream().anyMatch(one -> isTag(tag, one)));
            add(unmatched, "location", locations,
                    value -> inPlace.stream().anyMatch(one -> value.equals(one.location())));
            add(unmatched, "containerName", containerNames,
                    value -> inPlace.stream().anyMatch(one -> isMatch(value, one.name())));
            add(unmatched, "image", images, value -> inPlace.stream().anyMatch(one -> isMatch(value, one.image())));
            add(unmatched, "healthStatus", healths,
                    value -> inPlace.stream().anyMatch(one -> one.healthStatus().text().equals(value)));
            add(unmatched, "latest", texts(latest),
                    value -> inPlace.stream().anyMatch(one -> latest == Boolean.TRUE.equals(one.latest())));
            add(unmatched, "minRestarts", texts(minRestarts), value -> inPlace.stream()
                    .anyMatch(one -> Objects.requireNonNullElse(one.restartCount(), 0) >= minRestarts));
            add(unmatched, "restartedWithin", texts(restartedWithin),
                    value -> inPlace.stream().anyMatch(one -> isRecent(one, start)));
            return unmatched;
        }

        private static List<String> texts(Object value) {
            return value == null ? List.of() : List.of(value.toString());
        }

        private static void add(Map<String, List<String>> unmatched, String option, List<String> values,
                Predicate<String> isMatched) {
            List<String> others = values.stream().filter(isMatched.negate()).toList();
            if (!others.isEmpty()) {
                unmatched.put(option, others);
            }
        }
    }

    @Test
    void anySelectionGivesWhatAFilterOfEverythingGives() {
        Map<Boolean, List<Container>> everything = Map.of(false, list(Map.of()).containers(),
                true, list(Map.of("includeSystemContainers", true)).containers());
        long seed = RandomSeed.next("selections");
        Random random = new Random(seed);
        int withContainers = 0;
        for (int i = 0; i < 150; i++) {
            Round round = new Round(random);
            String about = round.options + ", seed " + seed;
            boolean isRefused = random.nextInt(3) == 0;
            int status = List.of(400, 404, 405).get(random.nextInt(3));
            server.intercept(request -> isRefused && request.method().equals("POST")
                    ? DemoResponse.error(status, "no queries here") : null);
            round.options.put("cache", random.nextBoolean());
            round.options.put("maxWorkers", 1 + random.nextInt(20));
            if (round.gvcs.equals(List.of("nowhere")) && (round.tags.isEmpty() || isRefused)
                    || round.isNamed() && round.listed().isEmpty()) {
                assertThatThrownBy(() -> list(round.options)).as(about).isInstanceOf(ListingFailedException.class)
                        .hasMessageStartingWith("There is no ");
                continue;
            }
            server.resetCounters();
            ListingResult result = list(round.options);
            ListingStatistics statistics = result.statistics();
            Set<String> selected = round.selected().stream().map(one -> one.gvc() + "/" + one.name())
                    .collect(Collectors.toSet());
            List<Container> inPlace = everything.get(round.system).stream()
                    .filter(one -> selected.contains(one.gvcName() + "/" + one.workloadName()))
                    .filter(round::isInPlace).toList();
            List<Container> counted = inPlace.stream()
                    .filter(one -> round.isSelected(one, statistics.startTime())).toList();
            List<Container> expected = counted.stream().filter(round::isShown).toList();
            withContainers += expected.isEmpty() ? 0 : 1;

            assertThat(result.containers()).as(about).isEqualTo(expected);
            assertThat(result.complete()).as(about).isTrue();
            assertThat(statistics.totalWorkloadsProcessed()).as(about).isEqualTo(selected.size());
            assertThat(statistics.totalContainersFound()).as(about).isEqualTo(counted.size());
            assertThat(statistics.unhealthyContainers()).as(about).isEqualTo((int) counted.stream()
                    .filter(one -> one.healthStatus() == HealthStatus.UNHEALTHY).count());
            assertThat(statistics.containersReturned()).as(about).isEqualTo(expected.size());
            assertThat(server.requests()).as(about).hasSize(statistics.apiCallsMade());
            assertThat(server.requests().stream().filter(line -> line.endsWith("/deployment"))
                    .map(line -> line.replaceAll(".*/gvc/([^/]+)/workload/([^/]+)/.*", "$1/$2"))).as(about)
                    .isSubsetOf(selected);
            if (!isRefused) {
                assertThat(Objects.requireNonNullElse(result.unmatched(), Map.of())).as(about)
                        .isEqualTo(round.unmatched(inPlace, statistics.startTime()));
            }
            assertCount(round, expected, about, random);
            assertPages(round, expected, about, 1 + random.nextInt(40));
            assertLimit(round, expected, about, 1 + random.nextInt(30));
        }
        assertThat(withContainers).as("rounds that show something, seed %d", seed).isGreaterThan(30);
    }

    private static void assertCount(Round round, List<Container> expected, String about, Random random) {
        Map<String, Object> options = new LinkedHashMap<>(round.options);
        List<String> fields = List.of(List.of("gvcName"), List.of("location", "healthStatus"), List.of("image"),
                List.of("workloadName", "gvcName")).get(random.nextInt(4));
        options.put("groupBy", fields);
        ContainerCount count = count(options);
        assertThat(count.count()).as(about).isEqualTo(expected.size());
        Map<List<Object>, Long> groups = expected.stream().collect(Collectors.groupingBy(one -> {
            Map<String, Object> values = one.values(fields);
            return fields.stream().map(field -> String.valueOf(values.get(field)).toLowerCase()).collect(
                    Collectors.toList());
        }, Collectors.counting()));
        assertThat(count.groups()).as(about).hasSize(groups.size());
        long before = Long.MAX_VALUE;
        for (Map<String, Object> group : count.groups()) {
            List<Object> key = fields.stream().map(field -> (Object) String.valueOf(group.get(field))).toList();
            assertThat(((Integer) group.get("count")).longValue()).as(about).isEqualTo(groups.get(key))
                    .isLessThanOrEqualTo(before);
            before = (Integer) group.get("count");
            assertThat((int) group.get("healthy") + (int) group.get("unhealthy") + (int) group.get("suspended")
                    + (int) group.get("unknown")).as(about).isEqualTo(group.get("count"));
        }
    }

    private static void assertPages(Round round, List<Container> expected, String about, int size) {
        Map<String, Object> options = new LinkedHashMap<>(round.options);
        options.put("cache", true);
        options.put("pageSize", size);
        List<Container> all = new ArrayList<>();
        for (ListingResult page = list(options);; page = list(options)) {
            all.addAll(page.containers());
            if (page.nextCursor() == null) {
                break;
            }
            assertThat(page.unmatched()).as("a part of it").isNull();
            assertThat(page.containers()).as(about).hasSize(size);
            options.put("cursor", page.nextCursor());
        }
        // A restart may have come into its time, or gone out of it, between the pages.
        if (round.restartedWithin == null) {
            assertThat(all).as("pages of %d of %s", size, about).isEqualTo(expected);
        }
    }

    private static void assertLimit(Round round, List<Container> expected, String about, int most) {
        Map<String, Object> options = new LinkedHashMap<>(round.options);
        options.put("maxResults", most);
        ListingResult result = list(options);
        if (round.restartedWithin == null) {
            assertThat(result.containers()).as("%d of %s", most, about)
                    .isEqualTo(expected.subList(0, Math.min(most, expected.size())));
            if (expected.size() > most) {
                assertThat(result.truncated()).as(about).isTrue();
            }
        }
    }
}
