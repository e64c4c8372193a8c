package dev.cplnroutes.trigger.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.watch.WatchEvent;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** The text of a stream of Server-Sent Events. */
class EventStreamTest {

    private static final Instant TIME = Instant.parse("2026-03-04T10:11:12Z");

    private static int retry(String text) {
        Matcher retry = Pattern.compile("retry: (\\d+)\n").matcher(text);
        assertThat(retry.lookingAt()).as(text).isTrue();
        return Integer.parseInt(retry.group(1));
    }

    @RepeatedTest(20)
    void clientsComeBackAtTimesThatDiffer() {
        assertThat(retry(EventStream.begin())).isBetween(1_000, 5_000);
        assertThat(EventStream.begin()).matches("retry: \\d+\n\n");
        String last = EventStream.event(new WatchEvent.Ended("The process ends"));
        assertThat(retry(last)).isBetween(2_000, 15_000);
        assertThat(last).endsWith("\nevent: ended\ndata: {\"reason\":\"The process ends\"}\n\n");
    }

    @Test
    void anEventHasItsIdIfAClientMayGoOnFromIt() {
        assertThat(EventStream.event(new WatchEvent.Ready("p-1-v-12", true, List.of(), null, TIME, 1.5)))
                .startsWith("event: ready\nid: p-1-v-12\ndata: {\"id\":\"p-1-v-12\",\"complete\":true,")
                .endsWith("\"oldest\":\"2026-03-04T10:11:12Z\",\"ageSeconds\":1.5}\n\n");
        assertThat(EventStream.event(new WatchEvent.Reset("too old")))
                .isEqualTo("event: reset\ndata: {\"reason\":\"too old\"}\n\n");
    }

    @Test
    void dataIsOneLineWhateverItHas() {
        String problem = EventStream.problem(new WorkloadError(null, null, 503, "The API\nis\r\ndown."));
        assertThat(problem).isEqualTo("event: problem\n"
                + "data: {\"status\":503,\"message\":\"The API\\nis\\r\\ndown.\"}\n\n");
        assertThat(EventStream.recovered()).isEqualTo("event: recovered\ndata: {}\n\n");
    }

    @Test
    void aSignOfLifeHasTheIdToGoOnFrom() {
        assertThat(EventStream.heartbeat(null)).isEqualTo(": alive\n\n");
        assertThat(EventStream.heartbeat("p-1-v-12")).isEqualTo(": alive\nid: p-1-v-12\n\n");
    }
}
