package dev.cplnroutes.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

class CallRecorderTest {

    private static final class Lines implements CallRecorder.Meters {

        private final List<String> lines = new ArrayList<>();

        @Override
        public void apiCall(String outcome, boolean isRetry, Duration took) {
            lines.add("call " + outcome + " " + isRetry + " " + took);
        }

        @Override
        public void listing(String outcome, Duration took) {
            lines.add("listing " + outcome + " " + took);
        }
    }

    private static void record(CallRecorder recorder, int seconds) {
        recorder.apiCall("ok", true, Duration.ofSeconds(seconds));
        recorder.listing("partial", Duration.ofSeconds(seconds));
    }

    @Test
    void lastMetersThatWereConnectedGetWhatIsRecordedFromThenOn() {
        CallRecorder recorder = new CallRecorder();
        record(recorder, 1);
        Lines first = new Lines();
        recorder.connect(first);
        record(recorder, 2);
        Lines second = new Lines();
        recorder.connect(second);
        record(recorder, 3);
        assertThat(first.lines).containsExactly("call ok true PT2S", "listing partial PT2S");
        assertThat(second.lines).containsExactly("call ok true PT3S", "listing partial PT3S");
    }
}
