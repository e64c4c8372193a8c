package dev.cplnroutes;

import java.util.HashSet;
import java.util.Set;

/**
 * Stops a listing early: the caller has gone, or the process ends. Whoever makes the trigger may put one on the exchange
 * as property {@link #PROPERTY}, and call {@link #stop()} from any thread.
 */
public final class Stopping {

    /** Exchange property under which a listing finds it. */
    public static final String PROPERTY = "cplnStopping";

    private final Set<Thread> waiting = new HashSet<>();
    private Runnable listener;
    private boolean stopped;

    /** Makes one that was not called yet. */
    public Stopping() {
    }

    /** Ends the listing: no further API calls, waits end at once. Harmless when called again. */
    public void stop() {
        Runnable toCall;
        synchronized (this) {
            if (stopped) {
                return;
            }
            stopped = true;
            toCall = listener;
            waiting.forEach(Thread::interrupt);
            waiting.clear();
        }
        if (toCall != null) {
            toCall.run();
        }
    }

    /**
     * Whether it was called.
     *
     * @return true from the first {@link #stop()} on
     */
    public synchronized boolean isStopped() {
        return stopped;
    }

    /** Calls the listener when stopped, at once where that has happened. */
    void onStop(Runnable runnable) {
        synchronized (this) {
            listener = runnable;
            if (!stopped) {
                return;
            }
        }
        runnable.run();
    }

    /** The thread is about to wait and may be interrupted until {@link #uninterruptible}. */
    synchronized void interruptible(Thread thread) {
        if (stopped) {
            thread.interrupt();
        } else {
            waiting.add(thread);
        }
    }

    /** The thread is at work again; an interrupt that came too late is taken back. */
    synchronized void uninterruptible(Thread thread) {
        if (!waiting.remove(thread) && stopped && thread == Thread.currentThread()) {
            // Ours, or the thread pool's own; either way the listing is over, and the thread may serve others after.
            Thread.interrupted();
        }
    }
}
