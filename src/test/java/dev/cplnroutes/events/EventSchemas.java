package dev.cplnroutes.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;

/**
 * The JSON Schemas that the jar has.
 */
public final class EventSchemas {

    private static final JsonSchema CHANGE = schema("change");
    private static final Map<String, JsonSchema> BY_TYPE = Map.of(
            "dev.cplnroutes.listing.progress", schema("progress"),
            "dev.cplnroutes.listing.statistics", schema("statistics"),
            "dev.cplnroutes.container", schema("container"),
            "dev.cplnroutes.container.added", CHANGE,
            "dev.cplnroutes.container.modified", CHANGE,
            "dev.cplnroutes.container.deleted", CHANGE,
            "dev.cplnroutes.workload.unconfirmed", CHANGE,
            "dev.cplnroutes.workload.confirmed", CHANGE);

    private EventSchemas() {
    }

    private static JsonSchema schema(String name) {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(EventSchemas.class.getResourceAsStream("/cpln-schemas/" + name + ".schema.json"));
    }

    /** Fails where an event's data is not what its schema says. */
    public static void check(JsonNode cloudEvent) {
        JsonSchema schema = BY_TYPE.get(cloudEvent.path("type").asText());
        assertThat(schema).as(cloudEvent.toString()).isNotNull();
        assertThat(schema.validate(cloudEvent.path("data"))).as(cloudEvent.toString()).isEmpty();
        Set<String> fields = new TreeSet<>();
        cloudEvent.path("data").fieldNames().forEachRemaining(fields::add);
        assertThat(fields).isSubsetOf(properties(schema));
    }

    private static Set<String> properties(JsonSchema schema) {
        Set<String> names = new TreeSet<>();
        schema.getSchemaNode().path("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** Fails where a schema has other properties than a record has components. */
    static void checkComponents(String type, Class<? extends Record> record) {
        assertThat(properties(BY_TYPE.get(type))).isEqualTo(Stream.of(record.getRecordComponents())
                .map(component -> component.getName()).collect(Collectors.toCollection(TreeSet::new)));
    }
}
