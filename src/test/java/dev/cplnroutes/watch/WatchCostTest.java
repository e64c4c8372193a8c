package dev.cplnroutes.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.testing.RoutesExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What a watch of a thousand quiet workloads costs, by the server's own log.
 */
@Timeout(120)
class WatchCostTest {

    private static final int WORKLOADS = 1000;
    private static final int PAGES = 10;
    private static final double INTERVAL = 0.5;
    private static final double SWEEP = 2;
    @RegisterExtension
    private static final RoutesExtension routes = RoutesExtension
            .on(DemoOrganization.uniform("acme", "prod", WORKLOADS), DemoSettings.defaults().withPageSize(100))
            .with("cpln.watch.interval", "500ms").with("cpln.watch.sweep", "2s")
            .with("cpln.watch.max-calls-per-second", "2000").with("cpln.api.max-connections", "8");
    private static final DemoServer server = routes.server();

    private static Watches watches() {
        return routes.context().getRegistry().findSingleByType(Watches.class);
    }

    @Test
    void quietWorkloadsCostTheirListAndOneCallASweepWhateverTheNumberOfSubscribers() {
        List<Reader> readers = new ArrayList<>();
        long subscribed = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            readers.add(new Reader(watches().subscribe(Map.of("gvc", "prod"), null)));
        }
        readers.forEach(reader -> reader.until("ready", () -> reader.ready != null));
        assertThat(server.peakInFlight()).as("a quarter of the connections").isLessThanOrEqualTo(2);
        Reader first = readers.get(0);
        first.until("each was read again", () -> calls().values().stream().filter(times -> times > 1).count()
                == WORKLOADS);
        Map<String, Integer> calls = calls();
        int sum = calls.values().stream().mapToInt(Integer::intValue).sum();
        int lists = server.requests().size() - sum;
        double seconds = (System.nanoTime() - subscribed) / 1e9;
        // Once at the start, and then once in each sweep, whatever was late; the times of all are evenly spread.
        assertThat(calls.values()).allMatch(times -> times <= 2 + seconds / SWEEP);
        assertThat(sum).isLessThanOrEqualTo((int) (WORKLOADS * (1.1 + seconds / SWEEP)));
        assertThat(lists).isLessThanOrEqualTo((int) (PAGES * (seconds / INTERVAL + 2)));
        System.out.printf("watch: %d quiet workloads, 20 subscribers: in %.1f s %d calls for workloads, %d for lists%n",
                WORKLOADS, seconds, sum, lists);
        assertThat(first.changes()).isEmpty();
        readers.forEach(Reader::close);
    }

    private static Map<String, Integer> calls() {
        Map<String, Integer> calls = new HashMap<>();
        server.requests().stream().filter(request -> request.endsWith("/deployment"))
                .forEach(request -> calls.merge(request, 1, Integer::sum));
        return calls;
    }
}
