package dev.cplnroutes.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;

import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.testing.StandaloneProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two packaged processes whose timers share a lock. */
@Timeout(180)
class SharedTimerIT {

    @TempDir
    private Path directory;

    @Test
    void timersOfTwoProcessesShareALockThatTheSettingsDescribe() throws Exception {
        try (DemoServer one = DemoServer.start(DemoOrganization.uniform("acme", "prod", 1), DemoSettings.defaults());
                DemoServer other = DemoServer.start(DemoOrganization.uniform("acme", "prod", 1),
                        DemoSettings.defaults())) {
            try (StandaloneProcess first = locked(one).start()) {
                await().atMost(StandaloneProcess.DEADLINE).until(() -> one.requests().size() > 2);
                try (StandaloneProcess second = locked(other).start()) {
                    second.awaitError("to attempt initial cluster leadership acquisition");
                    int before = one.requests().size();
                    await().atMost(StandaloneProcess.DEADLINE).until(() -> one.requests().size() > before + 40);
                    assertThat(other.requests()).isEmpty();

                    first.kill();
                    await().atMost(StandaloneProcess.DEADLINE).until(() -> other.requests().size() > 2);
                }
            }
        }
    }

    private StandaloneProcess.Launch locked(DemoServer server) {
        return StandaloneProcess.with().on(server).variable("CPLN_TOKEN", "secret-token")
                .property("camel.server.enabled", "false").property("camel.management.enabled", "false")
                .file("cpln.timer.enabled=true", "cpln.timer.period=50ms", "cpln.listing.cache=false",
                "cpln.timer.component=master:cpln-timer:timer",
                "camel.beans.cluster=#class:org.apache.camel.component.file.cluster.FileLockClusterService",
                "camel.beans.cluster.root=" + directory,
                "camel.beans.cluster.acquireLockInterval=300",
                "camel.beans.cluster.acquireLockIntervalUnit=MILLISECONDS");
    }
}
