package dev.cplnroutes.cache;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import dev.cplnroutes.call.Caller;
import dev.cplnroutes.recording.ListingCounters;
import dev.cplnroutes.recording.ListingStopwatch;
import dev.cplnroutes.request.ResolvedRequest;

/**
 * The caller of the calls that refresh one list: nobody waits for it. Used by one thread.
 */
final class RefreshCaller implements Caller {

    private final ResolvedRequest options;
    private final BooleanSupplier isWanted;
    private final ListingCounters counters = new ListingCounters();
    private final ListingStopwatch stopwatch;
    /** What was read and is not stored yet, the last page first. */
    private final Deque<Consumer<Boolean>> read = new ArrayDeque<>();

    RefreshCaller(ResolvedRequest options, BooleanSupplier isWanted, Clock clock) {
        this.options = options;
        this.isWanted = isWanted;
        this.stopwatch = new ListingStopwatch(clock);
    }

    @Override
    public boolean isBackground() {
        return true;
    }

    @Override
    public void answerRead(Consumer<Boolean> storing) {
        read.push(storing);
    }

    /**
     * Ends what was read. The last page is stored first: a page is never there before the newer one behind it.
     *
     * @param isStored whether the pages take the place of the old ones
     */
    void settle(boolean isStored) {
        while (!read.isEmpty()) {
            read.pop().accept(isStored);
        }
    }

    @Override
    public ResolvedRequest options() {
        return options;
    }

    @Override
    public boolean isWanted() {
        return isWanted.getAsBoolean();
    }

    @Override
    public void waits(ListingStopwatch.Phase phase) {
        // Nobody asks for how long.
    }

    @Override
    public void goesOn() {
        // The end of the process interrupts the thread.
    }

    @Override
    public ListingCounters counters() {
        return counters;
    }

    @Override
    public ListingStopwatch stopwatch() {
        return stopwatch;
    }
}
