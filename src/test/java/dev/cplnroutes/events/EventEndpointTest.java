package dev.cplnroutes.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cplnroutes.testing.CapturedLog;
import org.junit.jupiter.api.Test;

class EventEndpointTest {

    private final EventEndpoint endpoint = EventSamples.endpoint(2, "https://hooks.example.com");

    @Test
    void countsWhatBecomesOfEvents() {
        for (int i = 0; i < 7; i++) {
            endpoint.attemptFailed("answered 50" + i);
        }
        for (int i = 0; i < 6; i++) {
            endpoint.undelivered("answered 503", "file:x");
        }
        for (int i = 0; i < 5; i++) {
            endpoint.delivered();
        }
        for (int i = 0; i < 4; i++) {
            endpoint.dropped("answered 503", "there is no cpln.undelivered.endpoint");
        }
        for (int i = 0; i < 3; i++) {
            endpoint.lost("Camel has stopped");
        }
        endpoint.redelivered();
        assertThat(endpoint.statistics()).isEqualTo(new EventStatistics.OfEndpoint("progress-2",
                "https://hooks.example.com", 3, 0, 5, 7, 6, 4 + 3, 1, "answered 506"));
        assertThat(endpoint.kind()).isEqualTo(EventKind.PROGRESS);
        assertThat(endpoint.receiver()).isSameAs(EventSamples.TAKES_ALL);
    }

    @Test
    void isDownFromAnEventThatWasGivenUpToOneThatArrives() {
        assertThat(endpoint.isDown()).isFalse();
        endpoint.givenUp();
        endpoint.undelivered("answered 503", "file:x");
        assertThat(endpoint.isDown()).isTrue();
        endpoint.delivered();
        assertThat(endpoint.isDown()).isFalse();
        endpoint.givenUp();
        endpoint.redelivered();
        assertThat(endpoint.isDown()).isFalse();
    }

    @Test
    void logsFailuresOnceAMinuteAndTheReturn() {
        try (CapturedLog log = CapturedLog.start()) {
            endpoint.undelivered("answered 503", "file:x");
            endpoint.dropped("answered 503", "there is no cpln.undelivered.endpoint");
            endpoint.delivered();
            endpoint.delivered();
            assertThat(log.lines()).containsExactly(
                    "dev.cplnroutes.events An event could not be delivered to https://hooks.example.com (progress-2): "
                            + "answered 503; it is kept in file:x. So far 1 kept, 0 lost; logged once a minute",
                    "dev.cplnroutes.events Events are delivered to https://hooks.example.com (progress-2) again; "
                            + "2 were not before");
        }
        EventEndpoint other = EventSamples.endpoint(1, "log:x");
        try (CapturedLog log = CapturedLog.start()) {
            other.lost("Camel has stopped");
            assertThat(log.lines()).containsExactly("dev.cplnroutes.events An event could not be delivered to log:x "
                    + "(progress-1): Camel has stopped; it is lost, since it could not be queued. So far 0 kept, 1 "
                    + "lost; logged once a minute");
        }
    }
}
