package dev.cplnroutes.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cplnroutes.Container;
import dev.cplnroutes.ContainerChange;
import dev.cplnroutes.ContainerChange.Type;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoRequest;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.testing.RandomSeed;
import dev.cplnroutes.testing.RoutesExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A thousand random changes under random faults, seen by subscribers that come, go on where they were, and go.
 */
@Timeout(120)
class TruthUnderFailureTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CHANGES = 1000;
    private static final List<Map<String, Object>> REQUESTS = List.of(
            Map.of("gvc", "prod"), Map.of("gvc", "prod", "healthStatus", List.of("unhealthy", "unknown")),
            Map.of("gvc", "prod", "tag", "team=red"), Map.of("gvc", "prod", "workloadName", "w1*", "latest", true),
            Map.of("gvc", "prod", "location", "aws-us-west-2", "image", List.of("app:1", "app:2")),
            Map.of("gvc", "prod", "minRestarts", 3));
    @RegisterExtension
    private static final RoutesExtension routes = RoutesExtension
            .on(DemoOrganization.uniform("acme", "prod", 1), DemoSettings.defaults().withPageSize(7))
            .with("cpln.watch.interval", "60ms").with("cpln.watch.sweep", "150ms")
            .with("cpln.watch.max-calls-per-second", "5000").with("cpln.listing.max-retries", "1")
            .with("cpln.listing.retry-delay-seconds", "0.001").with("cpln.listing.max-workers", "10");
    private static final DemoServer server = routes.server();

    /** Hides what the server would say. On the server's thread. */
    private static final class Faults {

        private final Random random;
        private volatile DemoOrganization organization;
        private volatile double share;

        Faults(Random random) {
            this.random = random;
        }

        DemoResponse answer(DemoRequest request) {
            if (random.nextDouble() >= share) {
                return null;
            }
            switch (random.nextInt(9)) {
                case 0:
                    return DemoResponse.error(401, "no");
                case 1:
                    return DemoResponse.error(503, "later");
                case 2:
                    return DemoResponse.error(500, "broken");
                case 3:
                    return DemoResponse.closeConnection();
                case 4:
                    return DemoResponse.json("{\"kind\":\"list\",\"items\":[{\"na");
                case 5:
                    return DemoResponse.json("{\"kind\":\"list\",\"links\":[]}");
                case 6:
                    return random.nextInt(4) == 0 ? DemoResponse.error(429, "slow down") : null;
                case 7:
                    return DemoResponse.error(404, "no such page");
                default:
                    return request.isDeploymentList() ? stale(request) : null;
            }
        }

        /** All locations are stale, and have lost some containers or all. */
        private DemoResponse stale(DemoRequest request) {
            String name = request.path().split("/")[6];
            return organization.workloads().stream().filter(workload -> workload.name().equals(name)).findFirst()
                    .map(workload -> {
                        ObjectNode list = JSON.createObjectNode();
                        ArrayNode items = list.putArray("items");
                        workload.deployments().forEach(deployment -> {
                            ObjectNode stale = deployment.deepCopy();
                            ((ObjectNode) stale.get("status")).put("message", "Status details are stale");
                            stale.at("/status/versions").forEach(version -> {
                                if (random.nextBoolean()) {
                                    ((ObjectNode) version).putObject("containers");
                                }
                            });
                            items.add(stale);
                        });
                        return DemoResponse.json(write(list));
                    }).orElse(null);
        }

        private static String write(ObjectNode json) {
            try {
                return JSON.writeValueAsString(json);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** A subscriber with what it asks for. */
    private record Subscriber(Map<String, Object> request, Reader reader) {
    }

    private static Watches watches() {
        return routes.context().getRegistry().findSingleByType(Watches.class);
    }

    @Test
    void everyPictureIsTheTruthInTheEndAndNoDeletedWasInvented() {
        Random random = new Random(RandomSeed.next("watch"));
        ChangingOrganization organization = new ChangingOrganization(random, "prod", 25);
        Faults faults = new Faults(new Random(random.nextLong()));
        faults.organization = organization.current();
        server.replace(faults.organization);
        server.intercept(faults::answer);
        Reader witness = new Reader(watches().subscribe(REQUESTS.get(0), null));
        witness.until("ready", () -> witness.ready != null);
        List<Subscriber> subscribers = new ArrayList<>();
        Map<String, Integer> deleted = new HashMap<>();
        int[] resumed = new int[1];
        int judged = 0;
        for (int change = 0; change < CHANGES; change++) {
            faults.share = change / 100 % 3 == 2 ? 0 : random.nextInt(60) / 100.0;
            DemoOrganization next = organization.change();
            faults.organization = next;
            server.replace(next);
            LockSupport.parkNanos(random.nextInt(10_000_000));
            witness.take();
            judged = judge(witness, judged, organization, deleted);
            comeAndGo(random, subscribers, resumed);
        }
        faults.share = 0;
        Map<String, Container> truth = organization.truth();
        witness.until("the truth", () -> truth.equals(witness.picture()));
        judge(witness, judged, organization, deleted);
        witness.until("everything is confirmed", () -> witness.unconfirmed().isEmpty());
        for (Subscriber subscriber : subscribers) {
            Map<String, Object> request = new HashMap<>(subscriber.request());
            request.put("cacheTtlSeconds", 0);
            Map<String, Container> selected = new LinkedHashMap<>();
            routes.list(request).containers().forEach(found -> selected.put(Reader.key(found), found));
            subscriber.reader().until("the truth of " + request, () -> selected.equals(subscriber.reader().picture()));
            subscriber.reader().close();
        }
        Reader late = new Reader(watches().subscribe(REQUESTS.get(0), witness.lastId));
        late.until("nothing is new", () -> late.subscription().position() != null);
        assertThat(late.events).isEmpty();
        late.close();
        witness.close();
        assertThat(deleted.values().stream().mapToInt(Integer::intValue).sum()).isGreaterThan(50);
        assertThat(resumed[0]).isGreaterThan(50);
        Map<Type, Long> kinds = new HashMap<>();
        witness.changes().forEach(seen -> kinds.merge(seen.type(), 1L, Long::sum));
        assertThat(kinds).as("all kinds of changes were seen").hasSize(5);
        System.out.printf("watch: %d changes of the server became %s, %d times resumed, %d calls%n", CHANGES, kinds,
                resumed[0], server.requests().size());
    }

    /** Each deleted container has gone at the server, as often as it is said to be. */
    private static int judge(Reader witness, int from, ChangingOrganization organization,
            Map<String, Integer> deleted) {
        List<ContainerChange> changes = witness.changes();
        for (ContainerChange change : changes.subList(from, changes.size())) {
            if (change.type() == Type.DELETED) {
                assertThat(deleted.merge(change.key(), 1, Integer::sum)).as("deleted, but never gone: %s", change)
                        .isLessThanOrEqualTo(organization.gone(change.key()));
            }
        }
        return changes.size();
    }

    private static void comeAndGo(Random random, List<Subscriber> subscribers, int[] resumed) {
        if (subscribers.size() < 12 && random.nextInt(5) == 0) {
            Map<String, Object> request = REQUESTS.get(random.nextInt(REQUESTS.size()));
            subscribers.add(new Subscriber(request, new Reader(watches().subscribe(request, null))));
        }
        if (subscribers.isEmpty()) {
            return;
        }
        Subscriber chosen = subscribers.get(random.nextInt(subscribers.size()));
        switch (random.nextInt(6)) {
            case 0 -> {
                chosen.reader().close();
                subscribers.remove(chosen);
            }
            case 1, 2 -> {
                chosen.reader().close();
                chosen.reader().resume(watches().subscribe(chosen.request(), chosen.reader().lastId));
                resumed[0] += chosen.reader().lastId == null ? 0 : 1;
            }
            default -> chosen.reader().take();
        }
    }
}
