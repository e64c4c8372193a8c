package dev.cplnroutes.recording;

import java.time.Duration;

/**
 * The place where the process reports each finished API call and each finished listing. It passes them on to the meters
 * that were connected, and drops them where there are none.
 */
public final class CallRecorder {

    /** Outcome of a call that succeeded. */
    public static final String OK = "ok";

    private static final Meters NONE = new Meters() {
        @Override
        public void apiCall(String outcome, boolean isRetry, Duration took) {
            // Nothing measures.
        }

        @Override
        public void listing(String outcome, Duration took) {
            // Nothing measures.
        }
    };

    private volatile Meters meters = NONE;

    /** Makes a recorder without meters. */
    public CallRecorder() {
    }

    /** What measures calls and listings: an interface, so that this package needs no library of meters. */
    public interface Meters {

        /** An API call has ended; parameters as in {@link CallRecorder#apiCall}. */
        void apiCall(String outcome, boolean isRetry, Duration took);

        /** A listing has ended; parameters as in {@link CallRecorder#listing}. */
        void listing(String outcome, Duration took);
    }

    /**
     * Connects the meters: they get what is recorded from now on.
     *
     * @param newMeters take the place of the meters before
     */
    public void connect(Meters newMeters) {
        meters = newMeters;
    }

    /**
     * Records the end of one request to the API.
     *
     * @param outcome {@link #OK}, a status, or the kind of the failure: one of few words, since it becomes a label
     * @param isRetry whether the same call was sent before
     * @param took    from sending to the end of the answer
     */
    public void apiCall(String outcome, boolean isRetry, Duration took) {
        meters.apiCall(outcome, isRetry, took);
    }

    /**
     * Records the end of a listing.
     *
     * @param outcome {@code complete}, {@code partial} or {@code failed}
     * @param took    from its start to its end
     */
    public void listing(String outcome, Duration took) {
        meters.listing(outcome, took);
    }
}
