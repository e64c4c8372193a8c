package dev.cplnroutes.recording;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ListingCountersTest {

    private final ListingCounters counters = new ListingCounters();

    @Test
    void retriesAreCallsToo() {
        assertThat(counters.apiCalls()).isZero();
        counters.callSent(false);
        counters.callSent(true);
        counters.callSent(true);
        assertThat(counters.apiCalls()).isEqualTo(3);
        assertThat(counters.retries()).isEqualTo(2);
        assertThat(counters.cacheHits()).isZero();
        assertThat(counters.cacheMisses()).isZero();
    }

    @Test
    void lookupIsAHitOrAMiss() {
        counters.cacheAsked(true);
        counters.cacheAsked(false);
        counters.cacheAsked(false);
        assertThat(counters.cacheHits()).isEqualTo(1);
        assertThat(counters.cacheMisses()).isEqualTo(2);
        assertThat(counters.apiCalls()).isZero();
        assertThat(counters.retries()).isZero();
    }
}
