package dev.cplnroutes.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;

import dev.cplnroutes.ContainerChange.Type;
import org.junit.jupiter.api.Test;

/** What meters learn of watches. */
class WatchRecorderTest {

    private final WatchRecorder recorder = new WatchRecorder();
    /** The ages of the pictures, as what measures them knows. */
    private final Map<String, DoubleSupplier> ages = new TreeMap<>();
    private int beginnings;

    private void connect() {
        recorder.connect(new WatchRecorder.Pictures() {
            @Override
            public void begins(String gvc, DoubleSupplier age) {
                beginnings++;
                ages.put(gvc, age);
            }

            @Override
            public void ends(String gvc) {
                ages.remove(gvc);
            }
        });
    }

    @Test
    void whatMeasuresPicturesLearnsOfThoseThatThereAreAlready() {
        recorder.begins("prod", () -> 7);
        recorder.begins("test", () -> 8);
        recorder.ends("test");
        connect();
        assertThat(ages).containsOnlyKeys("prod");
        recorder.begins("*", () -> 9);
        assertThat(ages.get("prod").getAsDouble()).isEqualTo(7);
        assertThat(ages.get("*").getAsDouble()).isEqualTo(9);
        assertThat(recorder.watches()).isEqualTo(2);
        recorder.ends("prod");
        assertThat(ages).containsOnlyKeys("*");
    }

    @Test
    void aPictureBeginsOnceAndOneThatIsUnknownDoesNotEnd() {
        connect();
        recorder.begins("prod", () -> 1);
        recorder.begins("prod", () -> 1);
        recorder.ends("test");
        assertThat(beginnings).isOne();
        assertThat(recorder.watches()).isOne();
    }

    @Test
    void countsEachTypeOfChangeByItself() {
        recorder.change(Type.ADDED);
        recorder.change(Type.ADDED);
        recorder.change(Type.UNCONFIRMED);
        assertThat(recorder.changes(Type.ADDED)).isEqualTo(2);
        assertThat(recorder.changes(Type.UNCONFIRMED)).isOne();
        assertThat(recorder.changes(Type.DELETED)).isZero();
    }

    @Test
    void countsSubscribersThatBeginAgainOrAreCutOff() {
        assertThat(recorder.subscribers()).isZero();
        recorder.countsSubscribers(() -> 3);
        recorder.reset();
        recorder.reset();
        recorder.cutOff();
        assertThat(recorder.subscribers()).isEqualTo(3);
        assertThat(recorder.resets()).isEqualTo(2);
        assertThat(recorder.cutOffs()).isOne();
    }
}
