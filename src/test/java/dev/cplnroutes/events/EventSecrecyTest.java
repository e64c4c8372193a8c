package dev.cplnroutes.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.SecretSettings;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.testing.CapturedLog;
import dev.cplnroutes.testing.RunningRoutes;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Secrets in endpoint URIs stay where they belong, whatever goes wrong.
 */
@Timeout(120)
class EventSecrecyTest {

    private static final String SECRET = "s3cret-4711";

    @TempDir
    private Path folder;

    @Test
    void secretsAreInNoLogNorAnythingThatCanBeSeen() throws Exception {
        List<String> seen = new ArrayList<>();
        try (CapturedLog log = CapturedLog.start();
                DemoServer server = DemoServer.start(DemoOrganization.uniform("acme", "prod", 3),
                        DemoSettings.defaults());
                Receiver receiver = Receiver.start()) {
            receiver.answer(request -> request.uri().contains("refuse") ? 400 :
                    request.uri().contains("fail") ? 500 : 302);
            String kafka = "kafka:events?brokers=127.0.0.1:9&securityProtocol=SASL_PLAINTEXT&saslMechanism=PLAIN"
                    + "&saslJaasConfig="
                    + "RAW(org.apache.kafka.common.security.plain.PlainLoginModule%20required%20username=u%20password="
                    + SECRET + ";)";
            Map<String, String> secrets = Map.of(
                    "cpln.progress.endpoints",
                    receiver.url("/refuse/" + SECRET) + " " + receiver.url("/fail?token=" + SECRET),
                    "cpln.statistics.endpoints",
                    receiver.url("/move/" + SECRET) + " http://u:" + SECRET + "@127.0.0.1:9/x " + kafka,
                    "cpln.webhook.secret", "whsec_czNjcmV0LTQ3MTE=");
            Main main = new Main();
            main.bind(SecretSettings.BEAN_NAME, new SecretSettings(secrets));
            Map<String, String> settings = new HashMap<>(RunningRoutes.WITH_HTTP);
            settings.putAll(Map.of("cpln.endpoint", server.endpoint().toString(), "cpln.org", "acme", "cpln.token", "t",
                    "cpln.events.max-retries", "1", "cpln.events.retry-delay", "1ms", "cpln.events.timeout", "1s",
                    "cpln.undelivered.endpoint", "file:" + folder, "camel.management.enabled", "true",
                    "camel.management.port", "0", "camel.management.healthCheckEnabled", "true"));
            // The first and the last event of the progress, however long the listing takes.
            settings.put("cpln.progress.interval", "1h");
            settings.put("camel.health.enabled", "true");
            settings.put("camel.health.producersEnabled", "true");
            try (RunningRoutes routes = RunningRoutes.start(settings, main)) {
                routes.list(ListingRequest.ofGvc("prod"));
                await().atMost(Receiver.DEADLINE).until(() -> {
                    try (Stream<Path> files = Files.list(folder)) {
                        return files.filter(file -> file.toString().endsWith(".json")).count() == 2 * 2 + 3;
                    }
                });
                seen.add(get(routes.http() + "/cpln/events"));
                seen.add(get(routes.http() + "/cpln/events/redeliver"));
                seen.add(get(routes.http() + "/observe/health"));
                routes.context().getEndpoints().forEach(endpoint -> seen.add(endpoint.toString()));
                ManagementFactory.getPlatformMBeanServer().queryNames(null, null)
                        .forEach(name -> seen.add(name.toString()));
                routes.context().getRoutes().forEach(route -> seen.add(route.getId() + " " + route.getEndpoint()));
                seen.add(routes.send("direct:cpln-redeliver", null, Redelivery.class).toString());
                try (Stream<Path> files = Files.list(folder)) {
                    for (Path file : files.filter(Files::isRegularFile).toList()) {
                        seen.add(Files.readString(file));
                    }
                }
            }
            assertThat(receiver.requests()).as("the receivers got them")
                    .anyMatch(request -> request.uri().contains(SECRET));
            seen.addAll(log.lines());
        }
        assertThat(seen).anyMatch(text -> text.contains("\"lastFailure\":\"answered 400\""))
                .anyMatch(line -> line.startsWith("dev.cplnroutes.events An event could not be delivered"))
                .anyMatch(line -> line.startsWith("org.apache.kafka"));
        assertThat(seen.stream().filter(text -> text.contains(SECRET) || text.contains("czNjcmV0LTQ3MTE"))).isEmpty();
    }

    private static String get(String uri) throws Exception {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(uri)).build(),
                HttpResponse.BodyHandlers.ofString()).body();
    }
}
