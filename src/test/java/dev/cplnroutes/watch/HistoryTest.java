package dev.cplnroutes.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.Map;
import java.util.stream.LongStream;

import dev.cplnroutes.request.WorkloadTraits;
import dev.cplnroutes.watch.WorkloadState.Unconfirmed;
import org.junit.jupiter.api.Test;

/** The last changes of a picture. */
class HistoryTest {

    private static final WorkloadTraits TRAITS = new WorkloadTraits("prod", "a", null, Map.of());
    private final History history = new History(5);

    private static PictureChange change(long sequence) {
        return PictureChange.of(sequence, Instant.EPOCH, TRAITS, TRAITS, (Unconfirmed) null, Instant.EPOCH);
    }

    private void add(long from, long to) {
        LongStream.rangeClosed(from, to).forEach(sequence -> history.add(change(sequence)));
    }

    @Test
    void anEmptyOneReachesItsBeginningAlone() {
        assertThat(history.last()).isZero();
        assertThat(history.reaches(0)).isTrue();
        assertThat(history.reaches(1)).isFalse();
        assertThat(history.behind(0, 10)).isEmpty();
    }

    @Test
    void hasTheChangesBehindANumberInTheirOrder() {
        add(1, 5);
        assertThat(history.reaches(0)).isTrue();
        assertThat(history.behind(0, 10)).extracting(PictureChange::sequence).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(history.behind(2, 2)).extracting(PictureChange::sequence).containsExactly(3L, 4L);
        assertThat(history.behind(5, 10)).isEmpty();
        assertThat(history.get(4).sequence()).isEqualTo(4);
    }

    @Test
    void theOldestChangesFallOutOfIt() {
        add(1, 12);
        assertThat(history.reaches(6)).isFalse();
        assertThat(history.reaches(7)).isTrue();
        assertThat(history.behind(7, 10)).extracting(PictureChange::sequence).containsExactly(8L, 9L, 10L, 11L, 12L);
        assertThat(history.reaches(13)).as("what has not happened").isFalse();
    }

    @Test
    void aNumberMissesNoChange() {
        add(1, 2);
        assertThatIllegalArgumentException().isThrownBy(() -> history.add(change(4)));
        assertThatIllegalArgumentException().isThrownBy(() -> history.add(change(2)));
        assertThat(history.last()).isEqualTo(2);
    }
}
