package dev.cplnroutes.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import dev.cplnroutes.testing.SettableClock;
import org.junit.jupiter.api.Test;

/** The caller of the calls that refresh a list. */
class RefreshCallerTest {

    private boolean isWanted = true;
    private final RefreshCaller caller = new RefreshCaller(null, () -> isWanted, new SettableClock());
    private final List<String> stored = new ArrayList<>();

    private void reads(String page) {
        caller.answerRead(isStored -> stored.add(page + (isStored ? "" : " thrown away")));
    }

    @Test
    void thePagesOfAListAreStoredTogetherTheLastOneFirst() {
        reads("one");
        reads("two");
        reads("three");
        assertThat(stored).isEmpty();
        caller.settle(true);
        assertThat(stored).containsExactly("three", "two", "one");
        caller.settle(true);
        assertThat(stored).as("each once").hasSize(3);
    }

    @Test
    void orNoneOfThemIs() {
        reads("one");
        reads("two");
        caller.settle(false);
        assertThat(stored).containsExactly("two thrown away", "one thrown away");
    }

    @Test
    void letsAllOthersPassAndGoesOnWhileItIsWanted() {
        assertThat(caller.isBackground()).isTrue();
        assertThat(caller.isWanted()).isTrue();
        isWanted = false;
        assertThat(caller.isWanted()).isFalse();
    }
}
