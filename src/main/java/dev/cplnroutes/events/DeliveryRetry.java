package dev.cplnroutes.events;

import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * The decision whether an event is sent again, and after which wait: exponential back-off with jitter.
 */
final class DeliveryRetry {

    private static final Duration LONGEST_DELAY = Duration.ofHours(1);

    private final int maxRetries;
    private final Duration delay;
    private final DoubleSupplier jitter;

    /**
     * Makes the rule.
     *
     * @param maxRetries attempts after the first, from 0
     * @param delay      wait before the second attempt; it doubles each time, up to an hour
     * @param jitter     returns a value from 0 to 1: half of it, as a part of the wait, is added
     */
    DeliveryRetry(int maxRetries, Duration delay, DoubleSupplier jitter) {
        this.maxRetries = maxRetries;
        this.delay = delay;
        this.jitter = jitter;
    }

    /**
     * Decides after a failed attempt. An endpoint whose event used up its attempts is down from then on: the events
     * behind it get one attempt each until one arrives.
     *
     * @param delivery has counted the attempt
     * @param failure  of the attempt
     * @return the wait before the next attempt; empty if the event is given up
     */
    Optional<Duration> next(EventDelivery delivery, DeliveryException failure) {
        if (failure.isFinal() || delivery.endpoint().isDown()) {
            return Optional.empty();
        }
        if (delivery.attempts() > maxRetries) {
            delivery.endpoint().givenUp();
            return Optional.empty();
        }
        double factor = (1 + jitter.getAsDouble() / 2) * Math.pow(2, delivery.attempts() - 1);
        return Optional.of(Duration.ofMillis((long) Math.min(delay.toMillis() * factor, LONGEST_DELAY.toMillis())));
    }
}
