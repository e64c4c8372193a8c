package dev.cplnroutes.watch;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

import com.sun.management.OperatingSystemMXBean;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.testing.RunningRoutes;

/**
 * What subscribers cost: the CPU time of a process that watches a changing GVC with one subscriber and with many, each
 * of which takes its events as text. The server is in the same process, and costs the same both times.
 */
final class WatchBenchmark {

    private static final int WORKLOADS = 100;
    private static final int CHANGES = 200;
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private WatchBenchmark() {
    }

    /** Runs it; takes half a minute. */
    public static void main(String[] arguments) throws InterruptedException {
        ChangingOrganization organization = new ChangingOrganization(new Random(1), "prod", WORKLOADS);
        try (DemoServer server = DemoServer.start(organization.current(), DemoSettings.defaults());
                RunningRoutes routes = RunningRoutes.on(server, Map.of("cpln.watch.interval", "500ms",
                        "cpln.watch.sweep", "1s", "cpln.watch.max-calls-per-second", "5000"))) {
            Watches watches = routes.context().getRegistry().findSingleByType(Watches.class);
            for (int round = 0; round < 3; round++) {
                for (int subscribers : List.of(1, 200)) {
                    System.out.println(measure(watches, server, organization, subscribers));
                }
            }
        }
        System.exit(0);
    }

    private static String measure(Watches watches, DemoServer server, ChangingOrganization organization, int number)
            throws InterruptedException {
        List<Subscription> subscriptions = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            subscriptions.add(watches.subscribe(Map.of("gvc", "prod"), null));
        }
        while (subscriptions.stream().anyMatch(subscription -> subscription.position() == null)) {
            subscriptions.forEach(subscription -> subscription.poll(1000));
            Thread.sleep(10);
        }
        List<DemoOrganization> states = Stream.generate(organization::change).limit(CHANGES).toList();
        long characters = 0;
        long events = 0;
        server.resetCounters();
        long cpu = SYSTEM.getProcessCpuTime();
        for (int i = 0; i < CHANGES; i++) {
            server.replace(states.get(i));
            Thread.sleep(20);
            for (Subscription subscription : subscriptions) {
                for (WatchEvent event : subscription.poll(1000)) {
                    characters += event.json().length() + event.id().length();
                    events++;
                }
            }
        }
        double seconds = (SYSTEM.getProcessCpuTime() - cpu) / 1e9;
        subscriptions.forEach(Subscription::close);
        return String.format(Locale.ROOT, "%3d subscribers: %.2f s of CPU, %d calls, %d events, %d characters", number,
                seconds, server.requests().size(), events, characters);
    }
}
