package dev.cplnroutes.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cplnroutes.Container;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Answers with fields missing, added or of the wrong type, wherever they are. First every single place once, then many
 * places at a time, drawn by chance: a failure is repeated with {@code -Dtest.seed=} and the seed that it names.
 */
class ContainerMapperRandomTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final long SEED = Optional.ofNullable(Long.getLong("test.seed")).orElseGet(System::nanoTime);
    private static final int ROUNDS = 3_000;
    private static final String SECRET = "s3cr3t-v4lu3";

    private static final List<JsonNode> WRONG_VALUES = List.of(
            NODES.textNode(SECRET),
            NODES.numberNode(17),
            NODES.numberNode(0.5),
            NODES.booleanNode(true),
            NODES.arrayNode().add(SECRET),
            NODES.objectNode().put("unexpected", SECRET));

    private static final String RICH = """
            {"workload": {"name": "shop", "version": 7, "links": [{"rel": "gvc", "href": "/org/acme/gvc/prod"}],
              "spec": {"type": "standard",
               "containers": [{"name": "api", "cpu": "1m", "memory": "1Mi", "port": 80,
                 "env": [{"name": "A", "value": "cpln://secret/a"}]}, {"name": "web", "ports": [{"number": 1}]}],
               "defaultOptions": {"suspend": false, "autoscaling": {"minScale": 1, "maxScale": 2}},
               "localOptions": [{"location": "//location/b", "autoscaling": {"minScale": 0, "maxScale": 0}}]}},
             "deploymentList": {"items": [
              {"name": "b", "lastModified": "2026-03-04T10:12:00.000Z", "status": {"message": "switched off",
                "expectedDeploymentVersion": 7, "versions": [{"workload": 7, "containers": {"api": {}}}]}},
              {"name": "a", "status": {"message": "out of sync", "internal": {"syncFailed": true}, "deploying": true,
                "expectedDeploymentVersion": 7, "jobExecutions": [],
                "versions": [{"name": "v6", "workload": 6, "containers": {"api": {"resources": {"replicas": 0}}}},
                 {"name": "v7", "workload": 7, "zone": "z", "created": "2026-03-04T10:11:12.000Z", "message": "why",
                  "containers": {"": {"name": "web", "ready": true}, "api": {"image": "i", "ready": false,
                   "resources": {"replicas": 2, "replicasReady": 1, "cpu": 1.5, "memory": 20},
                   "restarts": {"count": 1, "reason": "Error", "exitCode": 1, "lastRestartTime": "t"}}}}]}},
              {"name": "c", "status": {"message": "Status details are stale", "versions": [
                {"workload": 7, "containers": {"api": {"ready": true}}}]}}]}}
            """;

    private final ContainerMapper mapper = new ContainerMapper();

    /** Where something can be done to an answer: at a member of an object or an element of an array. */
    private record Place(ContainerNode<?> parent, String key, int index) {

        JsonNode value() {
            return key == null ? parent.get(index) : parent.get(key);
        }

        void replace(JsonNode value) {
            if (key == null) {
                ((ArrayNode) parent).set(index, value);
            } else {
                ((ObjectNode) parent).set(key, value);
            }
        }

        void remove() {
            ((ObjectNode) parent).remove(key);
        }

        boolean isMember() {
            return key != null;
        }
    }

    @BeforeAll
    static void printSeed() {
        System.out.println("test.seed=" + SEED);
    }

    @Test
    void everySingleFieldMayBeMissingOrNull() throws IOException {
        for (ObjectNode answers : answers()) {
            int places = places(answers).size();
            assertThat(places).isGreaterThan(30);
            for (int number = 0; number < places; number++) {
                ObjectNode without = answers.deepCopy();
                ObjectNode withNull = answers.deepCopy();
                Place place = places(without).get(number);
                if (place.isMember()) {
                    place.remove();
                    places(withNull).get(number).replace(NODES.nullNode());
                    assertThat(map(withNull)).as("null at %s", place.key()).isEqualTo(map(without));
                }
            }
        }
    }

    @Test
    void everySingleObjectMayHaveAnUnknownField() throws IOException {
        for (ObjectNode answers : answers()) {
            List<Container> expected = map(answers);
            assertThat(expected).isNotEmpty();
            for (int number = 0; number < places(answers).size(); number++) {
                ObjectNode changed = answers.deepCopy();
                addUnknownField(places(changed).get(number));
                assertThat(map(changed)).isEqualTo(expected);
            }
        }
    }

    @Test
    void everySingleValueMayHaveTheWrongType() throws IOException {
        int refused = 0;
        for (ObjectNode answers : answers()) {
            List<Container> expected = map(answers);
            for (int number = 0; number < places(answers).size(); number++) {
                for (JsonNode wrong : WRONG_VALUES) {
                    ObjectNode changed = answers.deepCopy();
                    Place place = places(changed).get(number);
                    if (place.value().getNodeType() != wrong.getNodeType()) {
                        place.replace(wrong.deepCopy());
                        refused += isRefusedOrStill(expected, changed, "place " + number + " " + place.key()) ? 1 : 0;
                    }
                }
            }
        }
        assertThat(refused).isGreaterThan(500);
    }

    @Test
    void manyFieldsMayBeMissingNullOrUnknown() throws IOException {
        List<ObjectNode> originals = answers();
        Random random = new Random(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            ObjectNode changed = originals.get(random.nextInt(originals.size())).deepCopy();
            for (int changes = random.nextInt(12); changes >= 0; changes--) {
                List<Place> places = places(changed);
                if (!places.isEmpty()) {
                    makeIncomplete(places.get(random.nextInt(places.size())), random.nextInt(3));
                }
            }
            List<Container> containers = map(changed);
            assertThat(containers).as("seed %d round %d: %s", SEED, round, changed)
                    .hasSizeLessThanOrEqualTo(12)
                    .allSatisfy(container -> {
                        assertThat(container.healthStatus()).isNotNull();
                        assertThat(container.gvcName()).isEqualTo("prod");
                        assertThat(container.status()).isNotEqualTo("");
                    });
        }
    }

    @Test
    void manyValuesMayHaveTheWrongType() throws IOException {
        List<ObjectNode> originals = answers();
        Random random = new Random(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            ObjectNode changed = originals.get(random.nextInt(originals.size())).deepCopy();
            for (int changes = random.nextInt(3); changes >= 0; changes--) {
                List<Place> places = places(changed);
                makeIncomplete(places.get(random.nextInt(places.size())), random.nextInt(3));
            }
            List<Container> expected = map(changed);
            List<Place> places = places(changed);
            Place place = places.get(random.nextInt(places.size()));
            JsonNode wrong = WRONG_VALUES.get(random.nextInt(WRONG_VALUES.size()));
            // What is null already is missing, and any value adds to it.
            if (!place.value().isNull() && place.value().getNodeType() != wrong.getNodeType()) {
                place.replace(wrong.deepCopy());
                isRefusedOrStill(expected, changed, "seed " + SEED + " round " + round + ": " + changed);
            }
        }
    }

    private boolean isRefusedOrStill(List<Container> expected, ObjectNode changed, String description) {
        try {
            assertThat(map(changed)).as(description).isEqualTo(expected);
            return false;
        } catch (UnreadableAnswerException e) {
            assertThat(e.getMessage()).as(description)
                    .startsWith("Expected ")
                    .contains(" at ", ", found ")
                    .doesNotContain(SECRET)
                    .hasSizeLessThan(200);
            return true;
        }
    }

    private List<Container> map(ObjectNode answers) {
        return mapper.map("prod", WorkloadItem.read(answers.get("workload")),
                DeploymentList.read(answers.get("deploymentList")), List.of(), false);
    }

    private static void makeIncomplete(Place place, int way) {
        if (way == 0) {
            addUnknownField(place);
        } else if (place.isMember() && way == 1) {
            place.remove();
        } else if (place.isMember()) {
            place.replace(NODES.nullNode());
        }
    }

    /** Adds a field to the object at this place, unless its fields are containers: there another one is no unknown. */
    private static void addUnknownField(Place place) {
        if (place.value() instanceof ObjectNode object && !"containers".equals(place.key())) {
            object.put("unknownField", SECRET);
        }
    }

    /** Every place below the workload and the deployment list, but {@code items}: the one field that must be there. */
    private static List<Place> places(ObjectNode answers) {
        List<Place> places = new ArrayList<>();
        addPlaces(answers.get("workload"), places);
        addPlaces(answers.get("deploymentList"), places);
        places.removeIf(place -> "items".equals(place.key()));
        return places;
    }

    private static void addPlaces(JsonNode node, List<Place> places) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(property -> {
                places.add(new Place(object, property.getKey(), -1));
                addPlaces(property.getValue(), places);
            });
        } else if (node instanceof ArrayNode array) {
            for (int index = 0; index < array.size(); index++) {
                places.add(new Place(array, null, index));
                addPlaces(array.get(index), places);
            }
        }
    }

    private static List<ObjectNode> answers() throws IOException {
        JsonNode workloads = ContainerMapperSamplesTest.sample("workload-list").get("items");
        ObjectNode rich = (ObjectNode) JSON.readTree(RICH);
        ObjectNode standard = JSON.createObjectNode();
        standard.set("workload", workloads.get(0));
        standard.set("deploymentList", ContainerMapperSamplesTest.sample("deployment-list"));
        ObjectNode cron = JSON.createObjectNode();
        cron.set("workload", workloads.get(1));
        cron.set("deploymentList", ContainerMapperSamplesTest.sample("cron-deployment-list"));
        return List.of(rich, standard, cron);
    }
}
