package dev.cplnroutes.standalone;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.testing.EventClient;
import dev.cplnroutes.testing.KeyStores;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.StandaloneProcess;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged jar on an address that other machines reach: who is let in, by which paths, and what is said on the
 * wire.
 */
@Timeout(180)
class ProtectionIT {

    private static final String ADDED_LATER = """
            - route:
                id: added-later
                from:
                  uri: platform-http:/later
                  steps:
                    - setBody: {constant: {expression: "later"}}
            """;

    @TempDir
    private static Path directory;
    @RegisterExtension
    private static final RoutesExtension api = RoutesExtension
            .on(DemoOrganization.uniform("acme", "prod", 3));
    private static final DemoServer server = api.server();

    private static StandaloneProcess.Launch onServer() {
        return StandaloneProcess.with().variable("CPLN_ENDPOINT", server.endpoint().toString())
                .variable("CPLN_ORG", "acme")
                .variable("CPLN_TOKEN", "x").property("camel.server.port", "0");
    }

    /** The address of the trigger, reached by loopback. */
    private static String address(StandaloneProcess process) {
        return process.awaitError("Listening on ").replaceAll(".*Listening on ", "").replace("0.0.0.0", "127.0.0.1");
    }

    private static HttpResponse<String> get(String uri, String authorization) throws IOException, InterruptedException {
        return get(HttpClient.newHttpClient(), uri, authorization);
    }

    private static HttpResponse<String> get(HttpClient client, String uri, String authorization)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static Path users() throws IOException {
        return Files.writeString(directory.resolve("users.properties"), "user.tim=sausages\n");
    }

    /** On each path, a route included that is mounted while the process runs. */
    private static void assertEveryPathIsProtected(StandaloneProcess.Launch launch, String right, List<String> wrong)
            throws IOException, InterruptedException {
        Path routes = Files.createTempDirectory(directory, "routes");
        launch.variable("CAMEL_SERVER_HOST", "0.0.0.0").property("camel.main.routesReloadEnabled", "true")
                .property("camel.main.routesReloadDirectory", routes.toString())
                .property("camel.main.routesReloadRemoveAllRoutes", "false");
        try (StandaloneProcess process = launch.start()) {
            String cpln = address(process);
            String root = cpln.substring(0, cpln.indexOf("/cpln"));
            List<String> ports = process.errors().stream()
                    .filter(line -> line.contains("HttpServer started on 0.0.0.0:"))
                    .map(line -> line.replaceAll(".*0.0.0.0:", "")).toList();
            String management = ports.size() == 1 ? root : "http://127.0.0.1:" + ports.get(1);
            // At once as a whole: Camel would read it once more for each part that is written.
            Files.move(Files.writeString(directory.resolve("later.camel.yaml"), ADDED_LATER),
                    routes.resolve("later.camel.yaml"));
            await().atMost(StandaloneProcess.DEADLINE).until(() -> get(root + "/later", right).statusCode() == 200);

            List<String> found = List.of(cpln + "/gvc/prod/containers", cpln + "/cache", root + "//cpln/cache",
                    root + "/%63pln/cache", management + "/observe/health",
                    management + "/observe/health/live", management + "/observe/metrics", root + "/later");
            for (String uri : found) {
                assertThat(get(uri, right).statusCode()).as(uri).isEqualTo(200);
            }
            assertThat(get(root + "/x/../cpln/cache", right).statusCode()).as("a proxy may have let it pass as /x")
                    .isEqualTo(400);
            List<String> missing = List.of(cpln, root + "/", root + "/unknown", management + "/observe",
                    root + "/later/x",
                    root + "/cpln/cache;x", root + "/cplnx");
            for (String uri : missing) {
                assertThat(get(uri, right).statusCode()).as(uri).isEqualTo(404);
            }
            List<String> all = new ArrayList<>(found);
            all.addAll(missing);
            for (String path : List.of("/cpln/changes", "/cpln/gvc/prod/changes",
                    "/cpln/gvc/prod/workload/workload-00000/changes")) {
                try (EventClient client = EventClient.open(root, path, "Authorization: " + right)) {
                    assertThat(client.until("ready").get(0).data().at("/containers/0/gvcName").asText())
                            .as(path).isEqualTo("prod");
                }
                all.add(root + path);
            }
            for (String credential : Stream.concat(wrong.stream(), Stream.of(right)).toList()) {
                HttpResponse<String> lines = HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(
                        cpln + "/containers")).header("Accept", "application/x-ndjson")
                        .header("Authorization", credential).build(), HttpResponse.BodyHandlers.ofString());
                assertThat(lines.statusCode()).as("a stream of lines").isEqualTo(credential.equals(right) ? 200 : 401);
            }
            List<String> malformed = List.of("", "Basic", "Basic x", "Bearer", "Bearer x.y.z");
            List<String> credentials = new ArrayList<>(wrong);
            credentials.addAll(malformed);
            credentials.add(null);
            for (String uri : all) {
                for (String credential : credentials) {
                    HttpResponse<String> answer = get(uri, credential);
                    if (credential != null && malformed.contains(credential) && answer.statusCode() == 400) {
                        // Vert.x tells those apart that are no credentials at all.
                        assertThat(answer.body()).contains("\"status\":400");
                    } else {
                        assertThat(answer.statusCode()).as("%s with %s", uri, credential).isEqualTo(401);
                        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
                        assertThat(answer.body()).isEqualTo("{\"status\":401,\"title\":\"Unauthorized\","
                                + "\"detail\":\"Credentials are missing, or not accepted.\"}");
                    }
                }
            }
            assertThat(askForMethods(cpln + "/containers", right).statusCode()).isEqualTo(204);
            // What browsers ask before a request from another origin; Vert.x asks those for no token.
            for (String[] headers : new String[][] {{"Origin", "http://other"},
                {"Access-Control-Request-Headers", "authorization", "Access-Control-Request-Method", "GET"}}) {
                for (String uri : all) {
                    assertThat(askForMethods(uri, null, headers).statusCode()).as(uri).isEqualTo(401);
                }
            }
            assertThat(process.errors()).noneMatch(line -> line.contains("ERROR") || line.contains("sausages")
                    || line.contains(KeyStores.PASSWORD));
        }
    }

    private static HttpResponse<String> askForMethods(String uri, String authorization, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri))
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody());
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String freePort() throws IOException {
        try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
            return String.valueOf(socket.getLocalPort());
        }
    }

    @Nested
    class Authentication {

        @Test
        void basicAuthenticationCoversEveryPath() throws Exception {
            assertEveryPathIsProtected(onServer().variable("CAMEL_SERVER_AUTHENTICATION_ENABLED", "true")
                            .variable("CAMEL_SERVER_BASICPROPERTIESFILE", users().toString()), basic("tim", "sausages"),
                    List.of(basic("tim", "x"), basic("tim", ""), basic("tom", "sausages"), "Bearer sausages"));
        }

        @Test
        void tokensCoverEveryPath() throws Exception {
            Path keys = KeyStores.forTokens(directory.resolve("keys.p12"), "HS256");
            Path others = KeyStores.forTokens(directory.resolve("others.p12"), "HS256");
            String claims = "{\"sub\":\"tim\",\"exp\":" + System.currentTimeMillis() / 500 + "}";
            assertEveryPathIsProtected(onServer().property("camel.server.authenticationEnabled", "true")
                            .property("camel.server.jwtKeystoreType", "pkcs12")
                            .property("camel.server.jwtKeystorePath", keys.toString())
                            .variable("CAMEL_SERVER_JWTKEYSTOREPASSWORD", KeyStores.PASSWORD),
                    "Bearer " + KeyStores.token(keys, claims),
                    List.of("Bearer " + KeyStores.token(others, claims),
                            "Bearer " + KeyStores.token(keys, "{\"exp\":1}"),
                            "Bearer " + KeyStores.unsignedToken(claims), basic("tim", "sausages")));
        }

        @Test
        void aPortOfItsOwnForManagementIsProtectedByItsOwnSettings() throws Exception {
            String users = users().toString();
            assertEveryPathIsProtected(onServer().property("camel.server.authenticationEnabled", "true")
                            .property("camel.server.basicPropertiesFile", users)
                            .property("camel.management.port", freePort())
                            .property("camel.management.host", "0.0.0.0")
                            .property("camel.management.authenticationEnabled", "true")
                            .property("camel.management.basicPropertiesFile", users),
                    basic("tim", "sausages"), List.of(basic("tim", "x")));
        }

        @Test
        void healthOnLoopbackNeedsNobodysPassword() throws Exception {
            String port = freePort();
            try (StandaloneProcess process = onServer().variable("CAMEL_SERVER_HOST", "0.0.0.0")
                    .property("camel.server.authenticationEnabled", "true")
                    .property("camel.server.basicPropertiesFile", users().toString())
                    .property("camel.management.port", port)
                    .start()) {
                String cpln = address(process);

                assertThat(get("http://127.0.0.1:" + port + "/observe/health/ready", null).statusCode()).isEqualTo(200);
                assertThat(get("http://127.0.0.1:" + port + "/cpln/cache", null).statusCode()).isEqualTo(404);
                assertThat(get(cpln + "/cache", null).statusCode()).isEqualTo(401);
                assertThat(process.errors()).anyMatch(line -> line.contains("HttpServer started on 127.0.0.1:" + port));
            }
        }
    }

    @Nested
    class Secrets {

        /** The server's certificate is no business of the API's client, which trusts what the JVM trusts. */
        @Test
        void listsOverTlsAndTheApiIsCalledAsBefore() throws Exception {
            Path own = KeyStores.forTls(directory.resolve("own.p12"));
            Path api = KeyStores.forTls(directory.resolve("api.p12"));
            WireMockServer https = new WireMockServer(options().dynamicPort().dynamicHttpsPort().keystoreType("PKCS12")
                    .keystorePath(api.toString()).keystorePassword(KeyStores.PASSWORD)
                    .keyManagerPassword(KeyStores.PASSWORD));
            https.start();
            https.stubFor(any(anyUrl()).willReturn(aResponse().proxiedFrom(server.endpoint().toString())));
            StandaloneProcess.Launch launch = onServer()
                    .variable("CPLN_ENDPOINT", "https://127.0.0.1:" + https.httpsPort())
                    .property("camel.ssl.enabled", "true").property("camel.ssl.keyStore", "file:" + own)
                    .variable("CAMEL_SSL_KEYSTOREPASSWORD", KeyStores.PASSWORD)
                    .property("camel.ssl.trustStore", "file:" + own)
                    .property("camel.ssl.trustStorePassword", KeyStores.PASSWORD)
                    .property("camel.server.useGlobalSslContextParameters", "true")
                    .property("cpln.listing.retry", "false");
            HttpClient client = HttpClient.newBuilder().sslContext(KeyStores.trusting(own)).build();
            try {
                try (StandaloneProcess process = launch.property("javax.net.ssl.trustStore", api.toString())
                        .property("javax.net.ssl.trustStorePassword", KeyStores.PASSWORD).start()) {
                    String cpln = address(process);
                    assertThat(cpln).startsWith("https://127.0.0.1:");
                    HttpResponse<String> answer = get(client, cpln + "/gvc/prod/containers", null);
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                    assertThat(new ObjectMapper().readTree(answer.body()).get("containers")).hasSize(3);
                    assertThat(get(client, cpln.replace("/cpln", "/observe/health"), null).body()).contains("\"UP\"");
                    assertThat(process.errors()).noneMatch(line -> line.contains(KeyStores.PASSWORD));
                }
                // What camel.ssl trusts is not trusted for the API.
                try (StandaloneProcess process = launch.property("camel.ssl.trustStore", "file:" + api)
                        .property("javax.net.ssl.trustStore", own.toString()).start()) {
                    HttpResponse<String> answer = get(client, address(process) + "/gvc/prod/containers", null);
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(502);
                }
            } finally {
                https.stop();
            }
        }

        /** At level DEBUG Camel logs the settings that it finds; passwords are not among them. */
        @Test
        void noPasswordIsLoggedAtAnyLevel() throws Exception {
            Path own = KeyStores.forTls(directory.resolve("logged.p12"));
            Path keys = KeyStores.forTokens(directory.resolve("logged-keys.p12"), "HS256");
            Path log = Files.writeString(directory.resolve("log4j2.properties"), """
                    appender.console.type=Console
                    appender.console.name=console
                    appender.console.target=SYSTEM_ERR
                    appender.console.layout.type=PatternLayout
                    appender.console.layout.pattern=%p %c %m%n
                    rootLogger.level=TRACE
                    rootLogger.appenderRef.console.ref=console
                    """);
            try (StandaloneProcess process = onServer().property("log4j2.configurationFile", log.toString())
                    .property("camel.ssl.enabled", "true").property("camel.ssl.keyStore", "file:" + own)
                    .property("camel.ssl.trustStore", "file:" + own)
                    .property("camel.ssl.trustStorePassword", KeyStores.PASSWORD)
                    .variable("CAMEL_SSL_KEYSTOREPASSWORD", KeyStores.PASSWORD)
                    .property("camel.server.useGlobalSslContextParameters", "true")
                    .property("camel.server.authenticationEnabled", "true")
                    .property("camel.server.jwtKeystoreType", "pkcs12")
                    .property("camel.server.jwtKeystorePath", keys.toString())
                    .property("camel.server.jwtKeystorePassword", KeyStores.PASSWORD).start()) {
                HttpClient client = HttpClient.newBuilder().sslContext(KeyStores.trusting(own)).build();
                assertThat(get(client, address(process) + "/cache", "Bearer " + KeyStores.token(keys, "{}"))
                        .statusCode())
                        .isEqualTo(200);
                assertThat(process.errors().stream().filter(line -> line.contains(KeyStores.PASSWORD))).isEmpty();
                assertThat(process.errors().stream()
                        .filter(line -> line.startsWith("DEBUG ") && line.contains("camel.ssl.keyStore")))
                        .isNotEmpty();
            }
        }
    }
}
