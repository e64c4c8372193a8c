package dev.cplnroutes.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.StandaloneProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The packaged jar as a process that lists once: how it went. */
@Timeout(180)
class OnceIT {

    @RegisterExtension
    private static final RoutesExtension api = RoutesExtension.onTwelveWorkloads();
    private static final DemoServer server = api.server();

    @Test
    void onceTellsByItsExitCodeHowItWent() throws Exception {
        try (StandaloneProcess complete = api.launch("--once", "--output", "table").variable("CPLN_GVC", "prod")
                .start()) {
            assertThat(complete.exitCode()).isZero();
            assertThat(complete.output()).hasSize(13);
            assertThat(complete.output().get(12)).matches("prod +workload-00011 +aws-us-west-2 +main +healthy .*");
        }
        server.intercept(request -> request.path().contains("00003/") ? DemoResponse.error(500, "boom") : null);
        try (StandaloneProcess partial = api.launch("--once").variable("CPLN_LISTING_RETRY", "false").start()) {
            assertThat(partial.exitCode()).isEqualTo(3);
            assertThat(partial.outputJson().at("/errors/0/workloadName").asText()).isEqualTo("workload-00003");
            assertThat(partial.outputJson().get("containers")).hasSize(11);
        }
        server.intercept(request -> DemoResponse.error(500, "boom " + RoutesExtension.TOKEN));
        try (StandaloneProcess failed = api.launch("--once").variable("CPLN_LISTING_RETRY", "false").start()) {
            assertThat(failed.exitCode()).isEqualTo(1);
            assertThat(failed.outputText()).isEmpty();
            assertThat(failed.errors()).contains("The listing failed: The API answered 500: boom ***.")
                    .noneMatch(line -> line.contains(RoutesExtension.TOKEN) || line.startsWith("\tat "));
        }
    }

    @Test
    void quietLeavesTheResultAloneAndFailOnTellsWhatWasFound() throws Exception {
        try (StandaloneProcess well = api.launch("--once", "--quiet", "--gvc=prod", "--fail-on=unhealthy,unknown",
                "--output=table").start()) {
            assertThat(well.exitCode()).isZero();
            assertThat(well.output()).hasSize(13);
            assertThat(well.errors()).isEmpty();
        }
        try (StandaloneProcess refused = api.launch("--once", "--quiet", "--order=list").start()) {
            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(refused.errors()).containsExactly("Option 'order' has the value 'list'; allowed is none, "
                    + "because only a stream has an order to choose.");
        }
        server.intercept(request -> request.path().contains("00003/") ? DemoResponse.json(
                "{\"items\":[{\"name\":\"here\",\"status\":{\"versions\":[{\"containers\":{\"main\":{\"name\":"
                        + "\"main\",\"ready\":false,\"message\":\"Crash\u009b2J\"}}}]}}]}") : null);
        try (StandaloneProcess sick = api.launch("--once", "--quiet", "--fail-on", "unhealthy", "--output=ndjson",
                "--filter-unhealthy=true").start()) {
            assertThat(sick.exitCode()).isEqualTo(5);
            assertThat(sick.output()).hasSize(12);
            assertThat(sick.errors()).isEmpty();
        }
        try (StandaloneProcess sick = api.launch("--once", "--quiet", "--output=table", "--order=list").start()) {
            assertThat(sick.exitCode()).isZero();
            assertThat(sick.output()).hasSize(13);
            assertThat(sick.output().get(4)).startsWith("prod  workload-00003").endsWith("Crash?2J");
        }
        server.intercept(request -> DemoResponse.error(500, "broken\u009b2J"));
        try (StandaloneProcess failed = api.launch("--once", "--quiet", "--fail-on=unhealthy", "--retry=false")
                .start()) {
            assertThat(failed.exitCode()).isEqualTo(1);
            assertThat(failed.outputText()).isEmpty();
            assertThat(failed.errors()).hasSize(2)
                    .allSatisfy(line -> assertThat(line).contains("broken?2J").doesNotContain("\u009b"))
                    .anyMatch(line -> line.contains(" WARN "))
                    .anyMatch(line -> line.startsWith("The listing failed: "));
        }
    }

    @Test
    void linesAreContainersAndThenTheRestOfTheAnswer() throws Exception {
        try (StandaloneProcess lines = api.launch("--once", "--output", "ndjson", "--order=list", "--fields=image")
                .start()) {
            assertThat(lines.exitCode()).isZero();
            assertThat(lines.output()).hasSize(13);
            assertThat(lines.output().get(0)).matches("\\{\"image\":\"[^\"]+\",\"name\":\"main\"}");
            assertThat(lines.output().get(12)).startsWith("{\"complete\":true,\"errors\":[],\"truncated\":false,")
                    .contains("\"containersReturned\":12");
        }
    }
}
