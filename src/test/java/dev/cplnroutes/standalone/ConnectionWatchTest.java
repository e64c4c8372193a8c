package dev.cplnroutes.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

/** When a client is overdue, in a time that the test makes up. */
class ConnectionWatchTest {

    private static final Duration REQUEST = Duration.ofSeconds(30);
    private static final Duration IDLE = Duration.ofMinutes(5);

    /** Any reading of a clock of nanoseconds, one near the end of its range. */
    private long now = Long.MAX_VALUE - Duration.ofMinutes(1).toNanos();

    private final ConnectionWatch watch = new ConnectionWatch(REQUEST, IDLE, now);

    private static final class Request implements ConnectionWatch.Progress {

        private boolean isRead;
        private boolean isAnswered;

        @Override
        public boolean isRead() {
            return isRead;
        }

        @Override
        public boolean isAnswered() {
            return isAnswered;
        }
    }

    private boolean isOverdueAfter(Duration time) {
        now += time.toNanos();
        return watch.isOverdue(now);
    }

    private Request arrive() {
        Request request = new Request();
        watch.arrived(request, now);
        return request;
    }

    @Test
    void newConnectionHasTheTimeOfARequest() {
        assertThat(isOverdueAfter(REQUEST)).isFalse();
        assertThat(isOverdueAfter(Duration.ofNanos(1))).isTrue();
    }

    @Test
    void bodyHasTheSameTimeAgain() {
        assertThat(isOverdueAfter(REQUEST)).isFalse();
        arrive();
        assertThat(isOverdueAfter(REQUEST)).isFalse();
        assertThat(isOverdueAfter(Duration.ofNanos(1))).isTrue();
    }

    @Test
    void answerMayTakeAsLongAsItNeeds() {
        arrive().isRead = true;
        for (int i = 0; i < 100; i++) {
            assertThat(isOverdueAfter(IDLE.multipliedBy(2))).isFalse();
        }
    }

    @Test
    void afterItsAnswerAConnectionHasTheIdleTimeFromTheLastLook() {
        Request request = arrive();
        request.isRead = true;
        assertThat(isOverdueAfter(Duration.ofHours(1))).isFalse();
        request.isAnswered = true;
        assertThat(isOverdueAfter(IDLE)).as("first look after the answer").isFalse();
        assertThat(isOverdueAfter(Duration.ZERO)).isFalse();
        assertThat(isOverdueAfter(Duration.ofNanos(1))).isTrue();
    }

    @Test
    void anAnswerBeforeTheBodyHasArrivedDoesNotMakeTheConnectionIdle() {
        arrive().isAnswered = true;
        assertThat(isOverdueAfter(REQUEST)).isFalse();
        assertThat(isOverdueAfter(Duration.ofNanos(1))).isTrue();
    }

    @Test
    void nextRequestHasItsTimeAgain() {
        Request first = arrive();
        first.isRead = true;
        first.isAnswered = true;
        assertThat(isOverdueAfter(Duration.ofSeconds(1))).isFalse();
        now += IDLE.minusSeconds(2).toNanos();
        Request second = arrive();
        assertThat(isOverdueAfter(REQUEST)).isFalse();
        second.isRead = true;
        assertThat(isOverdueAfter(IDLE)).isFalse();
        second.isRead = false;
        assertThat(isOverdueAfter(REQUEST)).isFalse();
        assertThat(isOverdueAfter(Duration.ofNanos(1))).as("the time of a request, not the idle time").isTrue();
    }

    /** The next request arrives while the watch looks at the one before: it must not be forgotten with it. */
    @Test
    void requestThatArrivesDuringALookIsNotLost() {
        Request second = new Request();
        second.isRead = true;
        watch.arrived(new ConnectionWatch.Progress() {

            @Override
            public boolean isRead() {
                return true;
            }

            @Override
            public boolean isAnswered() {
                watch.arrived(second, now);
                return true;
            }
        }, now);

        assertThat(isOverdueAfter(Duration.ofSeconds(1))).isFalse();
        assertThat(isOverdueAfter(IDLE.multipliedBy(2))).as("the second request is being answered").isFalse();
        assertThat(isOverdueAfter(IDLE.multipliedBy(2))).isFalse();
    }
}
