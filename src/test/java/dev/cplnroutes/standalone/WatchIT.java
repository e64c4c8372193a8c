package dev.cplnroutes.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cplnroutes.testing.StandaloneProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The packaged jar with {@code --watch}. */
@Timeout(120)
class WatchIT {

    @Test
    void demoPrintsATableThenEachChangeUntilItIsToldToEnd() throws Exception {
        // It opens no port, so that one that is wrong does not matter.
        try (StandaloneProcess process = StandaloneProcess.with("--demo", "--watch", "--gvc=prod")
                .property("camel.server.port", "1").variable("CPLN_WATCH_GVCS", "*").start()) {
            assertThat(process.awaitOutput("GVC ")).startsWith("GVC   WORKLOAD ");
            assertThat(process.awaitOutput("  added  ")).contains("  prod  pricing ");
            assertThat(process.awaitOutput("  deleted  ")).contains("  prod  pricing ");
            assertThat(process.output()).noneMatch(line -> line.startsWith("staging"));
            process.terminate();
            // As the shell reports a process that a signal has ended.
            assertThat(process.exitCode()).isEqualTo(143);
            assertThat(process.errors()).noneMatch(line -> line.contains("Listening") || line.contains("HttpServer")
                    || line.contains("ERROR") || line.contains("The watch"));
        }
    }
}
