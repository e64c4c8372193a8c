package dev.cplnroutes.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.testing.Background;
import dev.cplnroutes.testing.EventClient;
import dev.cplnroutes.testing.EventClient.Event;
import dev.cplnroutes.testing.RandomSeed;
import dev.cplnroutes.testing.RoutesExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Clients of events over HTTP that disconnect and go on at random, while an organization changes at random: what each
 * gets is what one gets that stays, without gap or double, and the picture that it builds is the truth in the end.
 */
@Timeout(120)
class HttpChangesTruthTest {

    private static final String PATH = "/cpln/gvc/prod/changes";
    private static final int CHANGES = 80;
    private static final int CLIENTS = 3;
    private static final long SEED = RandomSeed.next("HttpChangesTruthTest");
    private static final ChangingOrganization ORGANIZATION = new ChangingOrganization(new Random(SEED), "prod", 20);
    @RegisterExtension
    private static final RoutesExtension routes = RoutesExtension.on(ORGANIZATION.current()).withHttp()
            .with("cpln.watch.interval", "40ms").with("cpln.watch.sweep", "80ms")
            .with("cpln.watch.max-calls-per-second", "100000");
    private static final DemoServer server = routes.server();

    @Test
    void whoComesBackGetsWhatOneGetsThatStays() {
        AtomicReference<String> end = new AtomicReference<>();
        List<CompletableFuture<Client>> clients = new ArrayList<>();
        try (EventClient stays = EventClient.open(routes.routes().http(), PATH)) {
            Client whole = new Client();
            whole.take(stays.until("ready"));
            for (int i = 0; i < CLIENTS; i++) {
                Random random = new Random(SEED + i);
                clients.add(Background.call(() -> new Client().readInPieces(random, end)));
            }
            for (int i = 0; i < CHANGES; i++) {
                server.replace(ORGANIZATION.change());
                LockSupport.parkNanos(10_000_000);
            }
            Map<String, JsonNode> truth = json(ORGANIZATION.truth());
            while (!whole.picture.equals(truth)) {
                whole.take(List.of(stays.next()));
            }
            end.set(whole.lastId);
            while (!clients.stream().allMatch(CompletableFuture::isDone)) {
                // One that has read everything waits for an event.
                server.replace(ORGANIZATION.change());
                LockSupport.parkNanos(20_000_000);
            }
            for (CompletableFuture<Client> client : clients) {
                Client pieces = Background.result(client);
                // It began later, and may have gone on longer.
                List<String> got = pieces.events.stream().filter(event -> !isBehind(event, end.get())).toList();
                assertThat(got).isEqualTo(whole.events.subList(whole.events.size() - got.size(), whole.events.size()));
                assertThat(got).isNotEmpty();
                assertThat(pieces.connections).isGreaterThan(2);
            }
            assertThat(whole.events).hasSizeGreaterThan(20);
        }
    }

    /** Whether an event, which begins with its id, came later than another one. */
    private static boolean isBehind(String event, String id) {
        return WatchPosition.read(event.split(" ")[0]).sequence() > WatchPosition.read(id).sequence();
    }

    private static Map<String, JsonNode> json(Map<String, ?> containers) {
        ObjectMapper mapper = new ObjectMapper();
        Map<String, JsonNode> json = new LinkedHashMap<>();
        containers.forEach((key, container) -> {
            try {
                json.put(key, mapper.readTree(mapper.writeValueAsString(container)));
            } catch (JsonProcessingException e) {
                throw new AssertionError(e);
            }
        });
        return json;
    }

    /** What a client knows, whatever connections it has had. */
    private static final class Client {

        private final Map<String, JsonNode> snapshot = new LinkedHashMap<>();
        private final List<String> events = new ArrayList<>();
        private final Set<String> ids = new LinkedHashSet<>();
        private Map<String, JsonNode> picture = Map.of();
        private String lastId;
        private int connections;

        /** Reads some events, hangs up and goes on, until it has got the event of this id. */
        Client readInPieces(Random random, AtomicReference<String> end) {
            while (!hasReached(end.get())) {
                connections++;
                try (EventClient connection = lastId == null ? EventClient.open(routes.routes().http(), PATH)
                        : EventClient.open(routes.routes().http(), PATH, "Last-Event-ID: " + lastId)) {
                    if (lastId == null) {
                        take(connection.until("ready"));
                    }
                    for (int rest = random.nextInt(25); rest > 0 && !hasReached(end.get()); rest--) {
                        take(List.of(connection.next()));
                    }
                }
            }
            return this;
        }

        private boolean hasReached(String id) {
            return id != null && lastId != null && !isBehind(id, lastId);
        }

        void take(List<Event> taken) {
            for (Event event : taken) {
                lastId = event.id().isEmpty() ? null : event.id();
                JsonNode data = event.data();
                switch (event.name()) {
                    case "snapshot" -> data.get("containers").forEach(container ->
                            assertThat(snapshot.put(key(container), container)).isNull());
                    case "ready" -> picture = new LinkedHashMap<>(snapshot);
                    case "reset" -> throw new AssertionError(data + " after " + events.size() + " events");
                    case "added" -> assertThat(picture.put(key(event), data.get("container"))).isNull();
                    case "modified" -> assertThat(picture.put(key(event), data.get("container"))).isNotNull();
                    case "deleted" -> assertThat(picture.remove(key(event))).isNotNull();
                    default -> assertThat(event.name()).endsWith("confirmed");
                }
                if (!event.name().matches("snapshot|ready|reset")) {
                    assertThat(ids.add(event.id())).as("no double: %s", event).isTrue();
                    events.add(event.id() + " " + event.name() + " " + data);
                }
            }
        }

        private static String key(Event event) {
            return event.data().get("key").textValue();
        }

        private static String key(JsonNode container) {
            return String.join("/", container.path("gvcName").asText(), container.path("workloadName").asText(),
                    container.path("location").asText(), container.path("version").asText(),
                    container.path("name").asText());
        }
    }
}
