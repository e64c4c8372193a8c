package dev.cplnroutes.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/**
 * Which routes have meters.
 */
class RouteMetersTest {

    private static final Pattern ROUTE_ID = Pattern.compile("(?m)^- route:\\R    id: (\\S+)$");

    @Test
    void innerRoutesAreRoutes() throws Exception {
        Set<String> ids = new HashSet<>();
        for (String file : new String[] {"cpln-api", "cpln-list-containers", "cpln-events"}) {
            Matcher id = ROUTE_ID.matcher(Files.readString(Path.of("routes", file + ".camel.yaml")));
            while (id.find()) {
                ids.add(id.group(1));
            }
        }
        assertThat(ids).containsAll(RouteMeters.INNER).contains("cpln-list-containers");
        assertThat(RouteMeters.INNER).doesNotContain("cpln-list-containers", "cpln-count-containers");
    }

    @Test
    void routesInsideAListingHaveNoMeter() throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (CamelContext context = new DefaultCamelContext()) {
            RouteMeters meters = new RouteMeters();
            meters.setMeterRegistry(registry);
            context.addRoutePolicyFactory(meters);
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:outer").routeId("outer").to("direct:inner");
                    from("direct:inner").routeId("test-inner").setBody(constant("done"));
                }
            });
            context.start();
            try (ProducerTemplate template = context.createProducerTemplate()) {
                assertThat(template.requestBody("direct:outer", "", String.class)).isEqualTo("done");
            }
            Set<String> measured = new HashSet<>();
            registry.getMeters().forEach(meter -> measured.add(meter.getId().getTag("routeId")));
            assertThat(measured).contains("outer", "test-inner", "cpln-list-containers")
                    .doesNotContainAnyElementsOf(RouteMeters.INNER);
        }
    }
}
