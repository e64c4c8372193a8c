package dev.cplnroutes.trigger;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.Problem;
import dev.cplnroutes.Stopping;
import dev.cplnroutes.outcome.FailureLog;
import dev.cplnroutes.support.SettingValue;

/**
 * Time limits for the listings of one trigger. A listing that exceeds its limit is stopped.
 */
public final class ListingTimeLimits implements AutoCloseable {

    private static final Duration SHORTEST = Duration.ofMillis(1);

    private final ScheduledExecutorService scheduler;
    private final String setting;
    private final String text;
    private final Duration longest;

    /**
     * Creates the limits of a trigger.
     *
     * @param setting name of the setting that holds the limit
     * @param text    value of the setting, in Camel's notation: 1 millisecond or more
     * @param most    highest limit that the setting may have
     * @throws IllegalArgumentException if the value is not a time or out of range
     */
    public ListingTimeLimits(String setting, String text, Duration most) {
        this(setting, text, most, scheduler(setting));
    }

    ListingTimeLimits(String setting, String text, Duration most, ScheduledExecutorService scheduler) {
        this.setting = setting;
        this.text = text.trim();
        this.scheduler = scheduler;
        this.longest = SettingValue.duration(setting, text, SHORTEST, most);
    }

    static ScheduledExecutorService scheduler(String name) {
        ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        // A listing that ended long before its limit would otherwise stay in memory until then.
        scheduler.setRemoveOnCancelPolicy(true);
        return scheduler;
    }

    /**
     * Starts the time of a listing.
     *
     * @param stopping stops the listing when the limit is exceeded
     * @return the limit of this listing; the caller ends it together with the listing
     */
    public Limit start(Stopping stopping) {
        return new Limit(stopping);
    }

    /** Cancels all limits. Listings under way are not stopped. */
    @Override
    public void close() {
        scheduler.shutdownNow();
    }

    /** The time limit of one listing. */
    public final class Limit {

        private final Future<?> end;
        private volatile boolean isExceeded;

        private Limit(Stopping stopping) {
            end = scheduler.schedule(() -> {
                isExceeded = true;
                stopping.stop();
            }, longest.toMillis(), TimeUnit.MILLISECONDS);
        }

        /**
         * Whether the limit is the cause of a failure.
         *
         * @param failure failure of the listing; may be null
         * @return true if the limit was exceeded and the listing failed because it was stopped
         */
        public boolean hasCaused(Exception failure) {
            return isExceeded && failure instanceof ListingFailedException failed && failed.wasStopped();
        }

        /**
         * The problem that the caller gets if the limit has caused the failure. The log gets it too, since a
         * listing that was stopped leaves no line there.
         *
         * @return a problem with status 504 that names the setting
         */
        public Problem problem() {
            String detail = "The listing was stopped after " + text + ", the limit of " + setting
                    + "; ask for less, or raise the limit.";
            FailureLog.tookTooLong(detail);
            return new Problem(504, "Listing took too long", detail);
        }

        /** Cancels the limit: the listing has ended, with or without a result. */
        public void end() {
            end.cancel(false);
        }
    }
}
