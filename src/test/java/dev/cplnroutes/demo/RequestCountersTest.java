package dev.cplnroutes.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestCountersTest {

    private final RequestCounters counters = new RequestCounters();

    @Test
    void attemptsAreCountedByLine() {
        assertThat(counters.arrived("GET /a")).isEqualTo(1);
        assertThat(counters.arrived("GET /b")).isEqualTo(1);
        assertThat(counters.arrived("GET /a")).isEqualTo(2);
        assertThat(counters.lines()).containsExactly("GET /a", "GET /b", "GET /a");
        assertThat(counters.requestCount()).isEqualTo(3);
    }

    @Test
    void peakIsTheMostInFlightAtOnce() {
        counters.arrived("1");
        counters.arrived("2");
        counters.ended();
        counters.arrived("3");

        assertThat(counters.inFlight()).isEqualTo(2);
        assertThat(counters.peakInFlight()).isEqualTo(2);
        counters.ended();
        counters.ended();
        assertThat(counters.inFlight()).isZero();
        counters.arrived("4");
        assertThat(counters.peakInFlight()).isEqualTo(2);
    }

    @Test
    void resetKeepsWhatIsInFlight() {
        counters.arrived("GET /a");
        counters.arrived("GET /a");
        counters.refused();
        counters.ended();
        assertThat(counters.refusedCount()).isEqualTo(1);

        counters.reset();

        assertThat(counters.lines()).isEmpty();
        assertThat(counters.requestCount()).isZero();
        assertThat(counters.refusedCount()).isZero();
        assertThat(counters.inFlight()).isEqualTo(1);
        assertThat(counters.peakInFlight()).isEqualTo(1);
        assertThat(counters.arrived("GET /a")).isEqualTo(1);
    }

    @Test
    void oldestLinesAndAttemptsAreForgotten() {
        counters.arrived("first");
        counters.arrived("second");
        for (int index = 0; index < RequestCounters.REMEMBERED - 2; index++) {
            counters.arrived("line " + index);
        }
        // The first line becomes the most recent one, so the second is forgotten next.
        assertThat(counters.arrived("first")).isEqualTo(2);
        counters.arrived("another");

        assertThat(counters.lines()).hasSize(RequestCounters.REMEMBERED).startsWith("line 0").endsWith("another");
        assertThat(counters.requestCount()).isEqualTo(RequestCounters.REMEMBERED + 2L);
        assertThat(counters.arrived("second")).isEqualTo(1);
        assertThat(counters.arrived("first")).isEqualTo(3);
    }
}
