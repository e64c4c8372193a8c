package dev.cplnroutes.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeliveryRetryTest {

    private static final DeliveryException PASSING = DeliveryException.passing("answered 503");

    private final EventEndpoint endpoint = EventSamples.endpoint(1, "log:x");

    private static EventDelivery attempted(EventEndpoint endpoint, int attempts) {
        EventDelivery delivery = EventSamples.delivery(endpoint, 1);
        for (int i = 0; i < attempts; i++) {
            delivery.attempt();
        }
        return delivery;
    }

    @ParameterizedTest
    @CsvSource({"1,0,100", "2,0,200", "3,0,400", "4,0,800", "1,1,150", "2,0.5,250", "3,1,600", "16,0,3276800",
        "17,0,3600000", "90,0,3600000"})
    void waitsDoublePlusUpToHalfAndEndAtAnHour(int attempts, double jitter, long millis) {
        assertThat(new DeliveryRetry(100, Duration.ofMillis(100), () -> jitter)
                .next(attempted(endpoint, attempts), PASSING))
                .contains(Duration.ofMillis(millis));
        assertThat(endpoint.isDown()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"8,8000", "0,1000", "1,1000", "60,60000", "61,60000", "86400,60000"})
    void receiverIsGivenTheTimeThatItAsksForUpToAMinute(int asked, long millis) {
        assertThat(new DeliveryRetry(3, Duration.ofSeconds(1), () -> 0).next(attempted(endpoint, 1),
                DeliveryException.passing("answered 429", Duration.ofSeconds(asked))))
                .contains(Duration.ofMillis(millis));
    }

    @Test
    void noWaitIsAllowed() {
        assertThat(new DeliveryRetry(3, Duration.ZERO, () -> 1).next(attempted(endpoint, 3), PASSING))
                .contains(Duration.ZERO);
    }

    @Test
    void endpointIsDownOnceAttemptsAreUsedUp() {
        DeliveryRetry retry = new DeliveryRetry(2, Duration.ofSeconds(1), () -> 0);
        assertThat(retry.next(attempted(endpoint, 2), PASSING)).isPresent();
        assertThat(retry.next(attempted(endpoint, 3), PASSING)).isEmpty();
        assertThat(endpoint.isDown()).isTrue();
        // Those behind it get one attempt each, until one arrives.
        assertThat(retry.next(attempted(endpoint, 1), PASSING)).isEmpty();
        endpoint.delivered();
        assertThat(retry.next(attempted(endpoint, 1), PASSING)).isPresent();
    }

    @Test
    void refusalIsFinalAndSaysNothingAboutTheEndpoint() {
        DeliveryRetry retry = new DeliveryRetry(0, Duration.ofSeconds(1), () -> 0);
        assertThat(retry.next(attempted(endpoint, 1), DeliveryException.refused("answered 400"))).isEmpty();
        assertThat(endpoint.isDown()).isFalse();
    }

    @Test
    void withoutRetriesTheFirstAttemptIsTheLast() {
        assertThat(new DeliveryRetry(0, Duration.ofSeconds(1), () -> 0).next(attempted(endpoint, 1), PASSING))
                .isEmpty();
        assertThat(endpoint.isDown()).isTrue();
    }
}
