package dev.cplnroutes.trigger.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.testing.EventClient;
import dev.cplnroutes.testing.EventClient.Event;
import dev.cplnroutes.testing.RoutesExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What HTTP clients get that ask for changes.
 */
@Timeout(60)
class HttpChangesTest {

    private static final DemoOrganization ORGANIZATION = DemoOrganization.uniform("acme", "prod", 12);
    @RegisterExtension
    private static final RoutesExtension routes = RoutesExtension.on(ORGANIZATION).withHttp()
            .with("cpln.watch.interval", "100ms").with("cpln.watch.sweep", "200ms")
            .with("cpln.watch.max-calls-per-second", "1000");

    @Test
    void firstComesASnapshotThenReady() {
        try (EventClient client = EventClient.open(routes.routes().http(), "/cpln/gvc/prod/changes")) {
            assertThat(client.status()).isEqualTo(200);
            List<Event> events = client.until("ready");
            assertThat(events).extracting(Event::name).containsExactly("snapshot", "ready");
            assertThat(events.get(0).data().get("containers")).hasSize(12);
        }
    }
}
