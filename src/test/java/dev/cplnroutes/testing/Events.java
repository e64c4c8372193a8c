package dev.cplnroutes.testing;

import java.io.IOException;
import java.util.List;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;

/**
 * A receiver of events: an endpoint that reads their JSON.
 */
public final class Events {

    private static final ObjectMapper JSON = JsonMapper.builder().addModule(new SimpleModule()
            .addDeserializer(java.time.Instant.class, new FromStringDeserializer<>(java.time.Instant.class) {
                private static final long serialVersionUID = 1L;

                @Override
                protected java.time.Instant _deserialize(String value,
                        com.fasterxml.jackson.databind.DeserializationContext context) {
                    return java.time.Instant.parse(value);
                }
            })).build();

    private Events() {
    }

    /** Adds what comes to the endpoint to a list. */
    public static <T> void collect(CamelContext context, String endpoint, Class<T> type, List<T> events) {
        try {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from(endpoint).process(exchange -> {
                        synchronized (events) {
                            events.add(read(exchange.getMessage().getBody(String.class), type));
                        }
                    });
                }
            });
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> T read(String json, Class<T> type) throws IOException {
        return JSON.readValue(json, type);
    }
}
