package dev.cplnroutes.trigger;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.Problem;
import dev.cplnroutes.Stopping;
import dev.cplnroutes.support.SettingValue;

/**
 * Stops listings of a trigger that take longer than its setting allows.
 */
public final class ListingTimeLimits implements AutoCloseable {

    private static final Duration SHORTEST = Duration.ofMillis(1);

    private final ScheduledThreadPoolExecutor clock;
    private final String setting;
    private final String text;
    private final Duration longest;

    /**
     * Makes limits of one trigger.
     *
     * @param setting name of the setting that says how long a listing may take
     * @param text    its value in Camel's notation, 1 millisecond or more
     * @param most    longest time allowed
     * @throws IllegalArgumentException where the value is something else or out of range
     */
    public ListingTimeLimits(String setting, String text, Duration most) {
        this.setting = setting;
        this.text = text.trim();
        this.longest = SettingValue.duration(setting, text, SHORTEST, most);
        this.clock = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, setting);
            thread.setDaemon(true);
            return thread;
        });
        clock.setRemoveOnCancelPolicy(true);
    }

    /**
     * Starts the time of a listing.
     *
     * @param stopping stops the listing when its time is over
     * @return the limit, to be ended with the listing
     */
    public Limit start(Stopping stopping) {
        return new Limit(stopping);
    }

    /** Stops nothing any more. */
    @Override
    public void close() {
        clock.shutdownNow();
    }

    /** The limit of one listing. */
    public final class Limit {

        private final Future<?> end;
        private volatile boolean isOver;

        private Limit(Stopping stopping) {
            end = clock.schedule(() -> {
                isOver = true;
                stopping.stop();
            }, longest.toMillis(), TimeUnit.MILLISECONDS);
        }

        /**
         * Whether this is why the listing failed.
         *
         * @param failure of the listing
         * @return true where the listing was stopped, and its time was over
         */
        public boolean hasCaused(Exception failure) {
            return isOver && failure instanceof ListingFailedException failed && failed.wasStopped();
        }

        /**
         * What the caller is told then.
         *
         * @return a problem with status 504 that names the setting
         */
        public Problem problem() {
            return new Problem(504, "Listing took too long", "The listing was not done after " + text + " (" + setting + ").");
        }

        /** The listing is over, whichever way. */
        public void end() {
            end.cancel(false);
        }
    }
}
