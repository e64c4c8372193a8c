package dev.cplnroutes.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.testing.HttpCalls;
import dev.cplnroutes.testing.KeyStores;
import dev.cplnroutes.testing.MarkdownPage;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.RunningRoutes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The recipes of docs/safety.md that make and use keys, as they stand there. */
@Timeout(120)
class SafetyRecipesTest {

    @RegisterExtension
    private static final RoutesExtension api =
            RoutesExtension.on(DemoOrganization.uniform("acme", "prod", 1)).withHttp();
    private static final MarkdownPage PAGE = MarkdownPage.read(Path.of("docs", "safety.md"));

    @TempDir
    private Path directory;

    /** Runs the lines of a recipe up to the one with curl, and then another one. */
    private String run(String recipe, String last) throws IOException, InterruptedException {
        String lines = recipe.substring(0, recipe.contains("curl ") ? recipe.indexOf("curl ") : recipe.length());
        ProcessBuilder builder = new ProcessBuilder("sh", "-e", "-c", "umask 022\n" + lines + last)
                .directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().put("PATH", Path.of(System.getProperty("java.home"), "bin") + ":"
                + System.getenv("PATH"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private String permissions(String file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(file)));
    }

    private Map<String, String> settings(String recipe) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(PAGE.blockWith(recipe)));
        Map<String, String> settings = new HashMap<>();
        properties.forEach((name, value) -> settings.put((String) name,
                ((String) value).replaceFirst("^(file:)?(?=\\w+\\.p12$)", "$1" + directory + "/")));
        settings.put("camel.server.authenticationPath", "/*");
        return settings;
    }

    /** Of a request to a server that is not the process's: its refusals have no body. */
    private static int status(RunningRoutes routes, String authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(routes.http() + "/cpln/cache"));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    @Test
    void tokenOfTheRecipeIsTakenAndOthersAreNot() throws Exception {
        run(PAGE.blockWith("keytool -genseckey"), "");
        assertThat(permissions("tokens.p12")).isEqualTo("rw-------");
        String token = run(PAGE.blockWith("class Sign"), "echo $token").trim();

        try (RunningRoutes routes = api.start(settings("jwtKeystorePath"))) {
            HttpCalls http = new HttpCalls(routes.http());
            assertThat(http.get("/cpln/cache", "Authorization", "Bearer " + token).status()).isEqualTo(200);
            assertThat(status(routes, null)).isEqualTo(401);
            String unsigned = KeyStores.unsignedToken("{\"sub\":\"tim\"}");
            assertThat(status(routes, "Bearer " + unsigned)).isEqualTo(401);
            String late = run(PAGE.blockWith("class Sign").replace("+ 3600", "- 3600"), "echo $token").trim();
            assertThat(status(routes, "Bearer " + late)).isEqualTo(401);
            // What the page warns of.
            String other = run(PAGE.blockWith("class Sign").replace("{\"sub\":\"tim\"",
                    "{\"iss\":\"other\",\"aud\":\"other\""), "echo $token").trim();
            assertThat(other).isNotEqualTo(token);
            assertThat(http.get("/cpln/cache", "Authorization", "Bearer " + other).status()).isEqualTo(200);
        }
    }

    @Test
    void keyOfTheServerIsReadableForItsOwnerAlone() throws Exception {
        run(PAGE.blockWith("keytool -genkeypair"), "");

        assertThat(permissions("server.p12")).isEqualTo("rw-------");
        assertThat(Files.readString(directory.resolve("server.crt"))).contains("BEGIN CERTIFICATE");
    }

    /** A key store that is made anywhere on the page holds a key, unless it only holds certificates of others. */
    @Test
    void everyKeyIsMadeWithoutRightsForOthers() {
        assertThat(PAGE.blocks()).filteredOn(block -> block.text().contains("keytool -gen")
                        || block.text().contains("> users.properties"))
                .hasSizeGreaterThan(2).allSatisfy(block -> assertThat(block.text()).contains("(umask 077; "));
    }
}
