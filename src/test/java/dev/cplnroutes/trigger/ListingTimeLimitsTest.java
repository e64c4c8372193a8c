package dev.cplnroutes.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.Problem;
import dev.cplnroutes.Stopping;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a listing is stopped because it takes too long, in a time that the test makes up. */
class ListingTimeLimitsTest {

    private static final String SETTING = "cpln.test.listing-timeout";
    private static final Exception STOPPED = ListingFailedException.stopped("Stopped", "The listing was stopped.");

    private final SettableScheduler scheduler = new SettableScheduler();
    private final ListingTimeLimits limits = new ListingTimeLimits(SETTING, " 30m ", Duration.ofHours(24), scheduler);

    @AfterEach
    void close() {
        limits.close();
    }

    @Test
    void listingIsStoppedWhenItsTimeIsOverAndNotBefore() {
        Stopping stopping = new Stopping();
        limits.start(stopping);

        scheduler.advance(Duration.ofMinutes(30).minusMillis(1));
        assertThat(stopping.isStopped()).isFalse();
        scheduler.advance(Duration.ofMillis(1));
        assertThat(stopping.isStopped()).isTrue();
    }

    @Test
    void eachListingHasATimeOfItsOwn() {
        Stopping first = new Stopping();
        Stopping second = new Stopping();
        limits.start(first);
        scheduler.advance(Duration.ofMinutes(20));
        limits.start(second);

        scheduler.advance(Duration.ofMinutes(10));
        assertThat(first.isStopped()).isTrue();
        assertThat(second.isStopped()).isFalse();
        scheduler.advance(Duration.ofMinutes(20));
        assertThat(second.isStopped()).isTrue();
    }

    @Test
    void listingThatHasEndedIsNotStopped() {
        Stopping stopping = new Stopping();
        ListingTimeLimits.Limit limit = limits.start(stopping);
        limit.end();

        scheduler.advance(Duration.ofHours(1));
        assertThat(stopping.isStopped()).isFalse();
        assertThat(limit.hasCaused(STOPPED)).isFalse();
    }

    @Test
    void limitIsTheCauseOnlyOfAFailureThatCameFromStopping() {
        ListingTimeLimits.Limit limit = limits.start(new Stopping());
        assertThat(limit.hasCaused(STOPPED)).as("before the time is over").isFalse();

        scheduler.advance(Duration.ofMinutes(30));
        assertThat(limit.hasCaused(STOPPED)).isTrue();
        assertThat(limit.hasCaused(new ListingFailedException(502, "Bad gateway", "The API answered 500."))).isFalse();
        assertThat(limit.hasCaused(new IllegalStateException("stopped"))).isFalse();
        assertThat(limit.hasCaused(null)).isFalse();
    }

    @Test
    void problemNamesTheTimeAndItsSetting() {
        Problem problem = limits.start(new Stopping()).problem();

        assertThat(problem.status()).isEqualTo(504);
        assertThat(problem.title()).isEqualTo("Listing took too long");
        assertThat(problem.detail()).contains("after 30m,", SETTING).doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1ms", "90s", "24h", " 5m "})
    void timeFromAMillisecondToTheMostIsTaken(String text) {
        new ListingTimeLimits(SETTING, text, Duration.ofHours(24)).close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0ms", "-1s", "86400001", "25h", "soon", ""})
    void anotherTimeIsRefusedTogetherWithItsSetting(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ListingTimeLimits(SETTING, text, Duration.ofHours(24)))
                .withMessageStartingWith("Setting " + SETTING + " has the value '" + text + "'; allowed is a time");
    }

    @Test
    void realTimeStopsAListing() {
        try (ListingTimeLimits real = new ListingTimeLimits(SETTING, "1ms", Duration.ofHours(24))) {
            AtomicReference<Thread> stoppedBy = new AtomicReference<>();
            Stopping stopping = new Stopping();
            stopping.onStop(() -> stoppedBy.set(Thread.currentThread()));
            ListingTimeLimits.Limit limit = real.start(stopping);

            await().atMost(Duration.ofSeconds(30)).until(() -> stoppedBy.get() != null);
            assertThat(limit.hasCaused(STOPPED)).isTrue();
            assertThat(stoppedBy.get().getName()).isEqualTo(SETTING);
            assertThat(stoppedBy.get().isDaemon()).as("does not keep the process alive").isTrue();
        }
    }

    @Test
    void closingCancelsWhatIsLeft() {
        limits.start(new Stopping());
        limits.close();

        assertThat(scheduler.isShutdown()).isTrue();
        assertThat(scheduler.getQueue()).isEmpty();
    }

    @Test
    void listingThatHasEndedLeavesNothingBehind() {
        ScheduledThreadPoolExecutor real = (ScheduledThreadPoolExecutor) ListingTimeLimits.scheduler(SETTING);
        try (ListingTimeLimits hours = new ListingTimeLimits(SETTING, "24h", Duration.ofHours(24), real)) {
            hours.start(new Stopping()).end();

            assertThat(real.getQueue()).isEmpty();
        }
    }

    /** A scheduler whose time goes on when it is told to. Tasks run on the thread of the test. */
    private static final class SettableScheduler extends ScheduledThreadPoolExecutor {

        private record Task(Runnable task, long due, ScheduledFuture<?> future) {
        }

        private final List<Task> tasks = new ArrayList<>();
        private long now;

        SettableScheduler() {
            super(1, daemons());
            setRemoveOnCancelPolicy(true);
        }

        private static ThreadFactory daemons() {
            return task -> {
                Thread thread = new Thread(task);
                thread.setDaemon(true);
                return thread;
            };
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            ScheduledFuture<?> future = super.schedule(() -> { }, 1000, TimeUnit.DAYS);
            tasks.add(new Task(task, now + unit.toMillis(delay), future));
            return future;
        }

        @Override
        public <T> ScheduledFuture<T> schedule(Callable<T> task, long delay, TimeUnit unit) {
            throw new UnsupportedOperationException();
        }

        void advance(Duration duration) {
            now += duration.toMillis();
            List<Task> due = tasks.stream().filter(task -> task.due() <= now).toList();
            tasks.removeAll(due);
            due.stream().filter(task -> !task.future().isCancelled()).forEach(task -> task.task().run());
        }
    }
}
