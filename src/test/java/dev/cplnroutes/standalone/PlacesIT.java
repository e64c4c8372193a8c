package dev.cplnroutes.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.testing.RawApi;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.StandaloneProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar as a process, wherever it and the API are. */
@Timeout(180)
class PlacesIT {

    @RegisterExtension
    private static final RoutesExtension api = RoutesExtension.onTwelveWorkloads();
    private static final DemoServer server = api.server();

    @Test
    void hostOfTheEndpointMayHaveAnUnderscore(@TempDir Path directory) throws Exception {
        Path hosts = Files.writeString(directory.resolve("hosts"), "127.0.0.1 cpln_stub\n");
        String endpoint = "http://cpln_stub:" + server.endpoint().getPort();
        List<String> names = new CopyOnWriteArrayList<>();
        server.intercept(request -> {
            names.add(request.headers().get("host"));
            return null;
        });
        try (StandaloneProcess process = api.launch("--once").variable("CPLN_ENDPOINT", endpoint)
                .property("jdk.net.hosts.file", hosts.toString()).start()) {
            assertThat(process.exitCode()).isZero();
            assertThat(process.outputJson().get("containers")).hasSize(12);
        }
        assertThat(names).hasSizeGreaterThan(12).containsOnly(endpoint.substring("http://".length()));

        try (StandaloneProcess process = api.launch("--once").variable("CPLN_ENDPOINT",
                "http://not_there.invalid/a_b")
                .variable("CPLN_LISTING_RETRY", "false").start()) {
            assertThat(process.exitCode()).isEqualTo(1);
            assertThat(process.errors()).anyMatch(line -> line.startsWith("The listing failed: The API at "
                    + "http://not_there.invalid/a_b cannot be reached: there is no host with the name"))
                    .noneMatch(line -> line.contains("cpln-endpoint"));
        }
    }

    @Test
    void folderOfTheJarMayHaveAnExclamationMark(@TempDir Path directory) throws Exception {
        Path folder = Files.createDirectory(directory.resolve("a!b"));
        Path jar = StandaloneProcess.Launch.jar();
        Files.createSymbolicLink(folder.resolve("lib"), jar.resolveSibling("lib"));
        Path copy = Files.copy(jar, folder.resolve(jar.getFileName()));
        try (StandaloneProcess process = api.launch("--once").jar(copy).start()) {
            assertThat(process.exitCode()).as(String.join("\n", process.errors())).isZero();
            assertThat(process.outputJson().get("containers")).hasSize(12);
        }
    }

    @Test
    void proxyOfTheEnvironmentIsAskedForTheHostOfTheApi() throws Exception {
        try (RawApi proxy = RawApi.start((request, out) -> RawApi.write(out, "403 Forbidden", ""));
                StandaloneProcess process = api.launch("--once").variable("CPLN_ENDPOINT", "https://api.invalid")
                .variable("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port())
                .variable("CPLN_LISTING_RETRY", "false").start()) {
            assertThat(process.exitCode()).isEqualTo(1);
            assertThat(process.errors()).anyMatch(line -> line.startsWith("The listing failed: ")
                    && line.contains("The proxy (HTTPS_PROXY or https.proxyHost) answered 403"));
            assertThat(proxy.requests()).isNotEmpty().allSatisfy(request -> {
                assertThat(request.line()).isEqualTo("CONNECT api.invalid:443 HTTP/1.1");
                assertThat(request.header("Authorization")).isNull();
            });
        }
        try (RawApi proxy = RawApi.start((request, out) -> RawApi.json(out, "{\"items\":[]}"));
                StandaloneProcess process = api.launch("--once").variable("CPLN_ENDPOINT", "http://api.invalid:81")
                .variable("http_proxy", "http://127.0.0.1:" + proxy.port()).start()) {
            assertThat(process.exitCode()).isZero();
            assertThat(proxy.requests()).extracting(RawApi.Request::line)
                    .containsExactly("GET http://api.invalid:81/org/acme/workload HTTP/1.1");
        }
        assertThat(server.requests()).isEmpty();
    }
}
