package dev.cplnroutes;

import java.util.ArrayList;
import java.util.List;

/**
 * Stops listings early: the caller has gone, or the process ends. A trigger may put one on the exchange as the property
 * {@link #PROPERTY} and call {@link #stop()} from any thread. It stops all listings that it was given to.
 */
public final class Stopping {

    /** Exchange property under which a listing finds it. */
    public static final String PROPERTY = "cplnStopping";

    private final List<Runnable> listeners = new ArrayList<>();
    private boolean stopped;

    /** Makes one that was not called yet. */
    public Stopping() {
    }

    /** Ends the listings: no further API calls, waits end at once. Harmless when called again. */
    public void stop() {
        List<Runnable> toCall;
        synchronized (this) {
            if (stopped) {
                return;
            }
            stopped = true;
            toCall = List.copyOf(listeners);
            listeners.clear();
        }
        toCall.forEach(Runnable::run);
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
    public void onStop(Runnable listener) {
        synchronized (this) {
            if (!stopped) {
                listeners.add(listener);
                return;
            }
        }
        listener.run();
    }

    /** The listener need not be called any more. */
    public synchronized void forget(Runnable listener) {
        listeners.remove(listener);
    }
}
