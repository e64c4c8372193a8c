package dev.cplnroutes.testing;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

import dev.cplnroutes.call.Caller;
import dev.cplnroutes.recording.ListingCounters;
import dev.cplnroutes.recording.ListingStopwatch;
import dev.cplnroutes.request.ResolvedRequest;

/**
 * The caller of one API call without a listing: it records what the call tells it, and can be cancelled.
 */
public final class TestCaller implements Caller {

    /** A valid trace, the same for all. */
    public static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final ResolvedRequest options;
    private final ListingCounters counters = new ListingCounters();
    private final ListingStopwatch stopwatch;
    private final List<ListingStopwatch.Phase> phases = new CopyOnWriteArrayList<>();
    private final List<Duration> backOffs = new CopyOnWriteArrayList<>();
    private final Semaphore places = new Semaphore(1);
    private boolean isWanted = true;
    private boolean isBackground;
    private ListingStopwatch.Phase phase;
    private Thread waiting;
    private boolean wasInterrupted;

    /** Makes a caller with these options. */
    public TestCaller(SampleOptions options, Clock clock) {
        this.options = options.resolved();
        this.stopwatch = new ListingStopwatch(clock);
    }

    /** Makes a caller with usual options. */
    public TestCaller() {
        this(new SampleOptions(), Clock.systemUTC());
    }

    /** Nobody waits for the answer. */
    public TestCaller inBackground() {
        isBackground = true;
        return this;
    }

    @Override
    public boolean isBackground() {
        return isBackground;
    }

    /** The answer is not wanted any more: a thread that waits is interrupted. */
    public synchronized void cancel() {
        isWanted = false;
        if (waiting != null) {
            wasInterrupted = true;
            waiting.interrupt();
        }
    }

    /** The answer is not wanted any more, and nobody is told. */
    public synchronized void loseInterest() {
        isWanted = false;
    }

    /** The phase in which a thread waits at present; null where none does. */
    public synchronized ListingStopwatch.Phase phase() {
        return phase;
    }

    /** All phases in which a thread has waited, in order. */
    public List<ListingStopwatch.Phase> phases() {
        return phases;
    }

    /** The waits of all back-offs for which a substitute lane may work. */
    public List<Duration> backOffs() {
        return backOffs;
    }

    /** Whether no call of this caller is in flight: it allows one. */
    public boolean hasPlace() {
        return places.availablePermits() == 1;
    }

    @Override
    public ResolvedRequest options() {
        return options;
    }

    @Override
    public String traceParent() {
        return TRACE;
    }

    @Override
    public synchronized boolean isWanted() {
        return isWanted;
    }

    @Override
    public void takePlace() throws InterruptedException {
        places.acquire();
    }

    @Override
    public void leavePlace() {
        places.release();
    }

    @Override
    public synchronized void waits(ListingStopwatch.Phase why) {
        stopwatch.begin(why);
        phases.add(why);
        phase = why;
        waiting = Thread.currentThread();
    }

    @Override
    public synchronized void goesOn() {
        if (phase != null) {
            stopwatch.end(phase);
        }
        phase = null;
        waiting = null;
        if (wasInterrupted) {
            wasInterrupted = false;
            Thread.interrupted();
        }
    }

    @Override
    public void backsOff(Duration delay) {
        backOffs.add(delay);
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
