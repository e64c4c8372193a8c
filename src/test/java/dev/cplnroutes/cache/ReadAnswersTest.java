package dev.cplnroutes.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.cplnroutes.api.ApiScope;
import dev.cplnroutes.call.ApiRead;
import dev.cplnroutes.mapping.ApiAnswer;
import dev.cplnroutes.mapping.GvcNames;
import dev.cplnroutes.testing.SettableClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is known of answers that may be refreshed. */
class ReadAnswersTest {

    private static final String TARGET = "/org/acme/gvc/prod/workload/api/deployment";
    private static final ApiScope SCOPE = new ApiScope("prod", "api");
    private static final ApiRead READ = new ApiRead(URI.create("http://x" + TARGET), SCOPE,
            ApiAnswer.Kind.DEPLOYMENT_LIST, true, null);

    private final SettableClock clock = new SettableClock();
    private final CacheSettings settings = new CacheSettings();
    private final Cache<String, StoredAnswer> cache = Caffeine.newBuilder().build();
    private final ReadAnswers answers = new ReadAnswers(cache, settings, clock);
    private final Instant asked = clock.instant();

    @BeforeEach
    void refresh() {
        settings.setMaximumAge("1h");
        settings.setRefreshAfter("0.8");
    }

    private static StoredAnswer answer(Instant askedAt) {
        return new StoredAnswer(new GvcNames(List.of("prod"), null), 1, askedAt, askedAt, Duration.ofSeconds(100),
                SCOPE);
    }

    @Test
    void anAnswerIsDueFromAPartOfItsTimeOnUntilItsEnd() {
        StoredAnswer answer = answer(asked);
        clock.advance(Duration.ofSeconds(79));
        assertThat(answers.isDue(answer)).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(answers.isDue(answer)).isTrue();
        clock.advance(Duration.ofSeconds(19));
        assertThat(answers.isDue(answer)).isTrue();
        clock.advance(Duration.ofSeconds(1));
        assertThat(answers.isDue(answer)).as("at its end").isFalse();
    }

    @Test
    void isTriedOnceUntilAnotherAnswerWasStoredAndRead() {
        answers.read(TARGET, READ, asked);
        ReadAnswers.Known first = answers.of(TARGET);
        assertThat(first.mayRefresh(answer(asked))).isTrue();
        assertThat(answers.tries(TARGET, first)).isTrue();
        assertThat(answers.tries(TARGET, first)).as("somebody was faster").isFalse();
        answers.read(TARGET, READ, asked);
        assertThat(answers.of(TARGET).mayRefresh(answer(asked))).as("read once more").isFalse();
        Instant later = asked.plusSeconds(90);
        assertThat(answers.of(TARGET).mayRefresh(answer(later))).as("stored and not read").isFalse();
        answers.read(TARGET, READ, later);
        assertThat(answers.of(TARGET).mayRefresh(answer(later))).isTrue();
        assertThat(answers.of(TARGET).mayRefresh(answer(asked))).as("another answer than was read").isFalse();
    }

    @Test
    void onlyWhatIsStillTheSameIsForgotten() {
        answers.read(TARGET, READ, asked);
        ReadAnswers.Known first = answers.of(TARGET);
        answers.read(TARGET, READ, asked.plusSeconds(1));
        answers.forget(TARGET, first);
        assertThat(answers.targets()).containsExactly(TARGET);
        answers.forget(TARGET, answers.of(TARGET));
        assertThat(answers.targets()).isEmpty();
        assertThat(answers.of(TARGET)).isNull();
    }

    @Test
    void nothingIsKeptWhereNothingIsRefreshed() {
        settings.setRefreshAfter("");
        answers.read(TARGET, READ, asked);
        assertThat(answers.targets()).isEmpty();
    }

    @Test
    void looksAtWhatIsStoredAndCounts() {
        assertThat(answers.stored(TARGET)).isNull();
        StoredAnswer answer = answer(asked);
        cache.put(TARGET, answer);
        assertThat(answers.stored(TARGET)).isSameAs(answer);
        answers.refreshed(3);
        answers.refreshed(2);
        answers.failed();
        assertThat(answers.counts()).isEqualTo(new RefreshCounts(5, 1));
    }
}
