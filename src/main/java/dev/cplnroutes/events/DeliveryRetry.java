package dev.cplnroutes.events;

import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;

/**
 * The decision whether an event is sent again, and after which wait: exponential back-off with jitter, and not before
 * the time that the receiver named.
 */
final class DeliveryRetry {

    private static final Duration LONGEST_DELAY = Duration.ofHours(1);
    private static final Duration LONGEST_ASKED = Duration.ofSeconds(60);

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
        Duration own = Duration.ofMillis((long) Math.min(delay.toMillis() * factor, LONGEST_DELAY.toMillis()));
        return Optional.of(Stream.of(own, asked(failure)).max(Comparator.naturalOrder()).orElse(own));
    }

    /** A receiver that asks for more waits for this much: its queue must not stand still for hours. */
    private static Duration asked(DeliveryException failure) {
        Duration asked = failure.retryAfter();
        return asked == null ? Duration.ZERO : asked.compareTo(LONGEST_ASKED) < 0 ? asked : LONGEST_ASKED;
    }
}
