package dev.cplnroutes.listing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;

import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.Stopping;
import org.junit.jupiter.api.Test;

/**
 * The reasons for which a listing ends early, and what of them its answer tells.
 */
class EarlyEndTest {

    private final Stopping stopping = new Stopping();
    private boolean isCallerGone;
    private final AtomicInteger asked = new AtomicInteger();
    private final EarlyEnd end = new EarlyEnd(stopping, () -> {
        asked.incrementAndGet();
        return isCallerGone;
    });

    @Test
    void listingGoesOnWithoutAReason() {
        assertThat(end.isOver()).isFalse();
        assertThat(end.wasLeft()).isFalse();
        assertThat(end.isCutShort()).isFalse();
        end.settle();
        assertThat(end.failure()).isNull();
    }

    @Test
    void firstFailureCounts() {
        ListingFailedException first = EarlyEnd.interrupted();
        end.fail(first);
        end.fail(EarlyEnd.stopped());
        assertThat(end.isOver()).isTrue();
        stopping.stop();
        end.settle();
        assertThat(end.failure()).isSameAs(first);
    }

    @Test
    void listingThatWasStoppedHasFailedOnceAllWorkHasEnded() {
        stopping.stop();
        assertThat(end.isOver()).isTrue();
        assertThat(end.failure()).isNull();
        end.settle();
        assertThat(end.failure()).isInstanceOfSatisfying(ListingFailedException.class, failure -> {
            assertThat(failure.title()).isEqualTo("Listing stopped");
            assertThat(failure.wasStopped()).isTrue();
        });
    }

    @Test
    void callerThatHasGoneDoesNotComeBack() {
        isCallerGone = true;
        assertThat(end.wasLeft()).as("not seen yet").isFalse();
        assertThat(end.isOver()).isTrue();
        assertThat(end.wasLeft()).isTrue();
        isCallerGone = false;
        assertThat(end.isOver()).isTrue();
        assertThat(asked).as("asked until it was seen").hasValue(1);
        assertThat(end.failure()).isNull();
    }

    @Test
    void workLeftUndoneIsNoFailure() {
        end.cutShort();
        assertThat(end.isCutShort()).isTrue();
        assertThat(end.isOver()).isFalse();
        end.settle();
        assertThat(end.failure()).isNull();
    }

    @Test
    void reasonsAreToldInWords() {
        assertThat(EarlyEnd.stopped()).hasMessage("The listing was stopped before it was done.");
        assertThat(EarlyEnd.interrupted()).hasMessage("The listing was interrupted before it was done.");
        assertThat(EarlyEnd.interrupted().title()).isEqualTo("Listing interrupted");
        assertThat(EarlyEnd.interrupted().wasStopped()).isTrue();
        ListingFailedException brokeOff = EarlyEnd.brokeOff(new IllegalStateException("secret"));
        assertThat(brokeOff).hasMessage("The listing broke off: unexpected failure.");
        assertThat(brokeOff.title()).isEqualTo("Listing failed");
        assertThat(brokeOff.status()).isEqualTo(500);
        assertThat(brokeOff.wasStopped()).isFalse();
    }
}
