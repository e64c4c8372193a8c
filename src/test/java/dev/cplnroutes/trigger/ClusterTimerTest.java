package dev.cplnroutes.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.testing.RunningRoutes;
import org.apache.camel.component.file.cluster.FileLockClusterService;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The timer in two instances that share a cluster lock: one lists, and the other when the first is gone.
 */
@Timeout(120)
class ClusterTimerTest {

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    /** An instance and the API that it alone asks. */
    private record Instance(DemoServer server, RunningRoutes routes) implements AutoCloseable {

        static Instance start(Path lock) {
            DemoServer server = DemoServer.start(DemoOrganization.uniform("acme", "prod", 1), DemoSettings.defaults());
            Map<String, String> settings = new HashMap<>(
                    Map.of("cpln.timer.period", "50ms", "cpln.listing.cache", "false",
                    "cpln.gvc", "prod",
                    "cpln.triggers", "timer"));
            Main main = new Main();
            if (lock != null) {
                settings.put("cpln.timer.component", "master:cpln-timer:timer");
                FileLockClusterService cluster = new FileLockClusterService();
                cluster.setRoot(lock.toString());
                cluster.setAcquireLockInterval(200, TimeUnit.MILLISECONDS);
                main.bind("cluster", cluster);
            }
            settings.putAll(Map.of("cpln.endpoint", server.endpoint().toString(), "cpln.org", "acme",
                    "cpln.token", "secret-token"));
            return new Instance(server, RunningRoutes.start(settings, main));
        }

        int listings() {
            return (int) server.requests().stream().filter("GET /org/acme/gvc/prod/workload"::equals).count();
        }

        void awaitListings(int more) {
            int before = listings();
            await().atMost(DEADLINE).until(() -> listings() >= before + more);
        }

        @Override
        public void close() {
            routes.close();
            server.close();
        }
    }

    @Test
    void lockLetsOneInstanceListAndTheOtherAfterIt() {
        try (Instance first = Instance.start(directory)) {
            first.awaitListings(3);
            try (Instance second = Instance.start(directory)) {
                // Time enough for several tries to take the lock.
                first.awaitListings(40);
                assertThat(second.server().requests()).isEmpty();

                first.routes().close();
                int after = first.listings();
                second.awaitListings(3);
                assertThat(first.listings()).isEqualTo(after);
            }
        }
    }

    @Test
    void withoutALockEveryInstanceLists() {
        try (Instance first = Instance.start(null); Instance second = Instance.start(null)) {
            first.awaitListings(2);
            second.awaitListings(2);
            assertThat(List.of(first, second)).allMatch(instance -> instance.listings() > 1);
        }
    }
}
