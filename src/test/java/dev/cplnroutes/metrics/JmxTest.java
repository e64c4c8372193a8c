package dev.cplnroutes.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.RunningRoutes;
import org.apache.camel.api.management.ManagedCamelContext;
import org.apache.camel.api.management.mbean.ManagedRouteMBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What a host with {@code camel-management} sees of the routes in JMX.
 */
@Timeout(120)
class JmxTest {

    @RegisterExtension
    private static final RoutesExtension routes = RoutesExtension
            .on(DemoOrganization.uniform("acme", "prod", 3)).withHttp();

    private static final String SECRET = "s3cret-4711";
    private static final String WEBHOOK_SECRET = Base64.getEncoder().encodeToString(SECRET.getBytes());

    private static final List<String> TRIGGERS = List.of("cpln-http", "cpln-timer", "cpln-kafka");

    /** Ids of the routes, and of the steps that have one, as they stand in the files. */
    private static void read(Set<String> routes, Set<String> steps) throws IOException {
        List<Path> files = new ArrayList<>(TRIGGERS.stream()
                .map(name -> Path.of("routes", "triggers", name + ".camel.yaml")).toList());
        try (Stream<Path> others = Files.list(Path.of("routes"))) {
            others.filter(Files::isRegularFile).forEach(files::add);
        }
        for (Path file : files) {
            for (JsonNode element : new ObjectMapper(new YAMLFactory()).readTree(file.toFile())) {
                if (element.has("route")) {
                    routes.add(element.at("/route/id").asText());
                    readSteps(element.at("/route/from"), steps);
                }
            }
        }
    }

    private static void readSteps(JsonNode node, Set<String> ids) {
        if (node.has("id")) {
            ids.add(node.get("id").asText());
        }
        node.fields().forEachRemaining(field -> {
            // Camel shows nothing of what is in these, whatever its id.
            if (!field.getKey().equals("doCatch") && !field.getKey().equals("doFinally")) {
                readSteps(field.getValue(), ids);
            }
        });
        if (node.isArray()) {
            node.forEach(item -> readSteps(item, ids));
        }
    }

    private static Set<String> names(MBeanServer beans, String context, String type) throws Exception {
        return beans.queryNames(new ObjectName("org.apache.camel:context=" + context + ",type=" + type + ",*"), null)
                .stream()
                .map(name -> ObjectName.unquote(name.getKeyProperty("name")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void routesAndStepsAreThereByTheirIdsWithoutSecrets() throws Exception {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        Map<String, String> settings = new HashMap<>(Map.of("camel.main.jmxEnabled", "true",
                "camel.main.name", "jmx-test",
                "cpln.triggers", "http,timer,kafka",
                "cpln.kafka.brokers", "127.0.0.1:9", "cpln.timer.period", "1h",
                "cpln.webhook.secret", "whsec_" + WEBHOOK_SECRET,
                "cpln.progress.endpoints", "http://127.0.0.1:9/" + SECRET + " http://u:" + SECRET + "@127.0.0.1:9/x",
                "cpln.statistics.endpoints", "kafka:events?brokers=127.0.0.1:9&securityProtocol=SASL_PLAINTEXT&"
                        + "saslMechanism=PLAIN"
                        + "&saslJaasConfig=RAW(org.apache.kafka.common.security.plain.PlainLoginModule%20required"
                        + "%20username=u"
                        + "%20password=" + SECRET + ";)",
                "cpln.events.max-retries", "0", "cpln.events.timeout", "1s"));
        settings.putAll(Map.of("cpln.org", "acme", "cpln.token", SECRET, "cpln.events.flush-timeout", "0"));
        try (RunningRoutes running = routes.start(settings)) {
            assertThat(running.list(ListingRequest.ofGvc("prod")).containers()).hasSize(3);

            Set<String> routeIds = new TreeSet<>();
            Set<String> stepIds = new TreeSet<>();
            read(routeIds, stepIds);
            assertThat(routeIds).hasSizeGreaterThan(15).contains("cpln-list-containers", "cpln-api-get");
            assertThat(stepIds).hasSizeGreaterThan(15).contains("cpln-open-listing", "cpln-map-containers");
            assertThat(names(beans, "jmx-test", "routes")).containsAll(routeIds)
                    .allMatch(name -> name.startsWith("cpln-"));
            assertThat(names(beans, "jmx-test", "processors")).containsAll(stepIds);

            ManagedRouteMBean list = running.context().getCamelContextExtension()
                    .getContextPlugin(ManagedCamelContext.class)
                    .getManagedRoute("cpln-list-containers");
            assertThat(list.getExchangesCompleted()).isPositive();
            assertThat(list.getDescription()).startsWith("Checks a listing request");

            List<String> seen = new ArrayList<>();
            for (ObjectName name : beans.queryNames(null, null)) {
                seen.add(name.toString());
                if (name.getDomain().equals("org.apache.camel")) {
                    for (MBeanAttributeInfo attribute : beans.getMBeanInfo(name).getAttributes()) {
                        seen.add(name + " " + attribute.getName() + "=" + value(beans, name, attribute));
                    }
                }
            }
            assertThat(seen).hasSizeGreaterThan(1000).anyMatch(text -> text.contains("saslJaasConfig=xxxxxx"));
            assertThat(seen.stream().filter(text -> text.contains(SECRET) || text.contains(WEBHOOK_SECRET))).isEmpty();
        }
    }

    private static Object value(MBeanServer beans, ObjectName name, MBeanAttributeInfo attribute) {
        try {
            Object value = beans.getAttribute(name, attribute.getName());
            return value instanceof Object[] values ? List.of(values) : value;
        } catch (Exception e) {
            return e;
        }
    }
}
