package dev.cplnroutes;

import static dev.cplnroutes.testing.HostExtension.base;
import static dev.cplnroutes.testing.HostExtension.comparable;
import static dev.cplnroutes.testing.HostExtension.get;
import static dev.cplnroutes.testing.HostExtension.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.testing.HostExtension;
import dev.cplnroutes.testing.MarkdownPage;
import dev.cplnroutes.testing.StandaloneProcess;
import dev.cplnroutes.testing.TestBroker;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar in a Spring Boot application. */
@Timeout(300)
class SpringBootHostIT {

    @RegisterExtension
    private static final HostExtension host = HostExtension.builtBy("spring-boot", "process-classes");

    private final HostCases cases = new HostCases(host);

    @Test
    void hostGetsTheListingAndKeepsWhatItHas() throws Exception {
        cases.getsTheListingAndKeepsWhatItHas();
    }

    @Test
    void hostAddsTriggersByOneSetting() throws Exception {
        cases.addsTriggersByOneSetting(406);
    }

    @Test
    void hostAnswersRequestsFromKafka() throws Exception {
        try (TestBroker broker = TestBroker.start()) {
            TestBroker.Topics topics = broker.topics(1);
            StandaloneProcess.Launch launch = host.launch().property("cpln.triggers", "kafka");
            topics.settings().forEach(launch::property);
            topics.request("one", "{\"gvc\":\"prod\"}");
            try (StandaloneProcess process = launch.start()) {
                ConsumerRecord<byte[], byte[]> answer = await().atMost(StandaloneProcess.DEADLINE)
                        .until(topics::answers, answers -> answers.size() == 1).get(0);
                assertThat(TestBroker.key(answer)).isEqualTo("one");
                assertThat(comparable(TestBroker.text(answer.value()))).isEqualTo(host.expected());
                assertThat(told(process, "route")).contains("cpln-kafka", "host-list").doesNotContain("cpln-http");
            }
        }
    }

    /** The class of {@code docs/recipes.md} as it stands, beside the host's own. */
    @Test
    void recipeAnswersWhatIsWrong(@TempDir Path folder) throws Exception {
        Path source = Files.createDirectories(folder.resolve("host")).resolve("WhatIsWrong.java");
        Files.writeString(source, MarkdownPage.read(MarkdownPage.FOLDER.resolve("recipes.md")).example("spring"));
        String classPath;
        try (Stream<Path> libraries = Files.list(Path.of("target", "hosts", "spring-boot", "target", "lib"))) {
            classPath = libraries.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        }
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, "-proc:none", "-d", folder.toString(),
                "-cp", classPath, source.toString())).isZero();
        try (DemoServer server = DemoServer.start(DemoOrganization.realistic("acme", Instant.now()),
                DemoSettings.defaults());
                StandaloneProcess process = host.launch().classes(folder)
                        .property("cpln.endpoint", server.endpoint().toString()).start()) {
            HttpResponse<String> wrong = get(base(process) + "/wrong/prod");
            assertThat(wrong.statusCode()).isEqualTo(503);
            JsonNode answer = new ObjectMapper().readTree(wrong.body());
            assertThat(answer.get("complete").asBoolean()).isTrue();
            assertThat(answer.get("wrong").findValuesAsText("health")).hasSizeGreaterThan(3)
                    .contains("unhealthy", "unknown").isSubsetOf("unhealthy", "unknown");
            assertThat(answer.toString()).contains("\"workload\":\"checkout\",\"location\":\"aws-us-west-2\"",
                    "\"message\":\"Waiting for readiness\"");
            assertThat(get(base(process) + "/wrong/no-such").statusCode()).isEqualTo(500);
        }
    }
}
