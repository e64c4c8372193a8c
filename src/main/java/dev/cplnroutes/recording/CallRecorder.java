package dev.cplnroutes.recording;

import java.time.Duration;
import java.util.Locale;

import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.metrics.MeterBinding;

/**
 * Where the process's calls and listings are told to, for whoever measures them: to nobody until {@link MeterBinding} finds a
 * meter registry.
 */
public final class CallRecorder {

    /** Measures; apart, so that nothing here needs a library of meters. */
    public interface Recorder {

        /** A request to the API is over. */
        void apiCall(String outcome, boolean isRetry, Duration took);

        /** A listing is over. */
        void listing(String outcome, Duration took);
    }

    private static final Recorder NOBODY = new Recorder() {
        @Override
        public void apiCall(String outcome, boolean isRetry, Duration took) {
            // Nobody measures.
        }

        @Override
        public void listing(String outcome, Duration took) {
            // Nobody measures.
        }
    };

    private volatile Recorder recorder = NOBODY;

    /** Makes meters that nobody reads. */
    public CallRecorder() {
    }

    public void recordWith(Recorder newRecorder) {
        recorder = newRecorder;
    }

    /**
     * A request to the API is over.
     *
     * @param failure null where it succeeded
     * @param isRetry whether it was sent before
     * @param took    from sending to the answer's end
     */
    public void apiCall(ApiException failure, boolean isRetry, Duration took) {
        recorder.apiCall(failure == null ? "ok" : outcome(failure), isRetry, took);
    }

    private static String outcome(ApiException failure) {
        return failure.kind() == ApiException.Kind.STATUS ? String.valueOf(failure.status())
                : failure.kind().name().toLowerCase(Locale.ROOT);
    }

    /** A listing is over. */
    public void listing(String outcome, Duration took) {
        recorder.listing(outcome, took);
    }
}
