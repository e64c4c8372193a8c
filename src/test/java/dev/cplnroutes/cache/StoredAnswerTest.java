package dev.cplnroutes.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import dev.cplnroutes.api.ApiScope;
import dev.cplnroutes.mapping.GvcNames;
import org.junit.jupiter.api.Test;

/**
 * How long an answer is kept.
 */
class StoredAnswerTest {

    private static final Instant ASKED = Instant.parse("2026-03-04T10:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    private final StoredAnswer answer =
            new StoredAnswer(new GvcNames(List.of("prod"), null), 1, ASKED, ASKED, Duration.ofSeconds(60),
                    new ApiScope("prod", "api"));

    @Test
    void timeCountsFromTheRequest() {
        assertThat(answer.timeLeft(ASKED, HOUR)).isEqualTo(Duration.ofSeconds(60));
        assertThat(answer.timeLeft(ASKED.plusSeconds(59), HOUR)).isEqualTo(Duration.ofSeconds(1));
        assertThat(answer.timeLeft(ASKED.plusSeconds(60), HOUR)).isZero();
        assertThat(answer.timeLeft(ASKED.plusSeconds(61), HOUR)).isZero();
    }

    @Test
    void maximumBoundsTheTime() {
        assertThat(answer.timeLeft(ASKED.plusSeconds(5), Duration.ofSeconds(20))).isEqualTo(Duration.ofSeconds(15));
        assertThat(answer.timeLeft(ASKED, Duration.ZERO)).isZero();
    }

    @Test
    void longerTtlAloneChangesTheAnswer() {
        assertThat(answer.keptFor(Duration.ofSeconds(60))).isSameAs(answer);
        assertThat(answer.keptFor(Duration.ofSeconds(10))).isSameAs(answer);
        StoredAnswer longer = answer.keptFor(Duration.ofSeconds(61));
        assertThat(longer).isEqualTo(
                new StoredAnswer(answer.answer(), 1, ASKED, ASKED, Duration.ofSeconds(61),
                        new ApiScope("prod", "api")));
    }
}
