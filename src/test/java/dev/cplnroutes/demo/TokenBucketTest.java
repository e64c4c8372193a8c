package dev.cplnroutes.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

class TokenBucketTest {

    @Test
    void bucketGivesItsBurstAndFillsUpAgain() {
        TokenBucket bucket = new TokenBucket();
        DemoRateLimit limit = new DemoRateLimit(10, 3);
        long second = 1_000_000_000L;

        assertThat(List.of(bucket.takes(limit, 5), bucket.takes(limit, 5), bucket.takes(limit, 5),
                bucket.takes(limit, 5))).containsExactly(true, true, true, false);
        assertThat(bucket.takes(limit, second / 10 + 5)).isTrue();
        assertThat(bucket.takes(limit, second / 10 + 5)).isFalse();
        // A new limit changes how fast it fills.
        assertThat(bucket.takes(new DemoRateLimit(100, 3), second / 10 + second / 100 + 5)).isTrue();
        assertThat(bucket.takes(null, second)).isTrue();
    }

    @Test
    void bucketNeverHoldsMoreThanItsBurst() {
        TokenBucket bucket = new TokenBucket();
        DemoRateLimit limit = new DemoRateLimit(10, 2);

        assertThat(bucket.takes(limit, 0)).isTrue();
        // In an hour 36,000 tokens would come.
        long later = 3_600_000_000_000L;
        assertThat(List.of(bucket.takes(limit, later), bucket.takes(limit, later), bucket.takes(limit, later)))
                .containsExactly(true, true, false);
    }

    @Test
    void bucketIsFullWhenALimitReturns() {
        TokenBucket bucket = new TokenBucket();
        DemoRateLimit limit = new DemoRateLimit(1, 1);
        assertThat(List.of(bucket.takes(limit, 0), bucket.takes(limit, 0))).containsExactly(true, false);

        assertThat(bucket.takes(null, 0)).isTrue();

        assertThat(List.of(bucket.takes(limit, 0), bucket.takes(limit, 0))).containsExactly(true, false);
    }
}
