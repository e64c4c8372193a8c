package dev.cplnroutes.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EventDeliveryTest {

    private final EventDelivery delivery = EventSamples.delivery(EventSamples.endpoint(2, "log:x"), 7);

    @Test
    void isTakenOnceAndReleasedOnce() {
        assertThat(delivery.release()).isFalse();
        assertThat(delivery.take()).isTrue();
        assertThat(delivery.take()).isFalse();
        assertThat(delivery.release()).isTrue();
        assertThat(delivery.release()).isFalse();
    }

    @Test
    void countsAttemptsAndKeepsTheLastFailure() {
        assertThat(delivery.lastFailure()).isNull();
        delivery.attempt();
        delivery.failed("answered 503");
        delivery.attempt();
        delivery.failed("answered 502");
        assertThat(delivery.attempts()).isEqualTo(2);
        assertThat(delivery.lastFailure()).isEqualTo("answered 502");
        assertThat(delivery.number()).isEqualTo(7);
        assertThat(delivery).hasToString("Event " + delivery.event().id() + " to progress-2");
    }
}
