package dev.cplnroutes.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.StandaloneProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The log of the packaged jar as JSON. */
@Timeout(120)
class JsonLogIT {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
    @RegisterExtension
    private static final RoutesExtension api = RoutesExtension.on(DemoOrganization.uniform("acme", "prod", 3));
    private static final DemoServer server = api.server();

    private static StandaloneProcess.Launch once() {
        return StandaloneProcess.with("--once").variable("CPLN_ENDPOINT", server.endpoint().toString())
                .variable("CPLN_ORG", "acme").variable("CPLN_TOKEN", "s3cret-token").variable("CPLN_GVC", "prod");
    }

    @Test
    void eachLineIsAnObjectAndNamesItsListing() throws Exception {
        try (StandaloneProcess process = once().variable("CPLN_LOG_FORMAT", "json")
                .variable("CPLN_API_KEY", "a \"quoted\"\nvalue").start()) {
            assertThat(process.exitCode()).isZero();
            String id = JSON.readTree(String.join("\n", process.output())).at("/statistics/listingId").textValue();
            assertThat(id).isNotBlank();
            List<JsonNode> lines = new ArrayList<>();
            for (String line : process.errors()) {
                lines.add(JSON.readTree(line));
            }
            assertThat(lines).hasSizeGreaterThan(3).allSatisfy(line -> {
                assertThat(Instant.parse(line.get("@timestamp").textValue())).isBefore(Instant.now().plusSeconds(60))
                        .isAfter(Instant.now().minusSeconds(600));
                assertThat(line.get("log.level").textValue()).isIn("INFO", "WARN");
                assertThat(line.get("message").textValue()).isNotBlank().doesNotContain("s3cret-token");
                assertThat(line.get("log.logger").textValue()).isNotBlank();
                assertThat(line.get("process.thread.name").textValue()).isNotBlank();
                assertThat(line.get("ecs.version").textValue()).isNotBlank();
            });
            assertThat(lines).filteredOn(line -> line.has("cplnListingId")).isNotEmpty().allSatisfy(line ->
                    assertThat(line.get("cplnListingId").textValue()).isEqualTo(id));
        }
    }

    @Test
    void anotherFormatIsNamed() throws Exception {
        try (StandaloneProcess process = once().variable("CPLN_LOG_FORMAT", "xml").start()) {
            assertThat(process.exitCode()).isEqualTo(2);
            assertThat(process.errors()).singleElement().asString()
                    .startsWith("Setting cpln.log.format has the value 'xml'").contains("text or json");
        }
    }
}
