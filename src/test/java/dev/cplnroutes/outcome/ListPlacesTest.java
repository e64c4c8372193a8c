package dev.cplnroutes.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

/**
 * Places of workloads in a list, before, while and after it is read a second time.
 */
class ListPlacesTest {

    private static final URI FIRST = URI.create("http://x/first");
    private static final URI OTHER = URI.create("http://x/other");

    private final ListPlaces places = new ListPlaces();

    @Test
    void placeIsTheIndexUntilTheListIsReadAgain() {
        assertThat(places.of(0)).isZero();
        assertThat(places.of(7)).isEqualTo(7);
        assertThat(places.page(7, FIRST)).isEqualTo(FIRST);
        assertThat(places.isAwaited(7)).isFalse();
        assertThat(places.isUnlisted(7)).isFalse();
        assertThat(places.unlisted()).isEmpty();
    }

    @Test
    void awaitedOnesComeAfterAllOthersInTheirOrder() {
        places.await(List.of(0, 1, 2));
        assertThat(places.isAwaited(1)).isTrue();
        assertThat(places.of(0)).isGreaterThan(1_000_000_000).isLessThan(places.of(1));
        assertThat(places.of(1)).isLessThan(places.of(2));
        assertThat(places.of(3)).as("one that was not met before").isEqualTo(3);
        assertThat(places.page(0, FIRST)).isEqualTo(FIRST);
    }

    @Test
    void oneSeenAgainHasItsNewPlaceAndPage() {
        places.await(List.of(0, 1, 2));
        places.seenAgain(2, 4, OTHER);
        assertThat(places.isAwaited(2)).isFalse();
        assertThat(places.of(2)).isEqualTo(4);
        assertThat(places.page(2, FIRST)).isEqualTo(OTHER);
        assertThat(places.isAwaited(1)).isTrue();
    }

    @Test
    void atTheEndOfTheListAwaitedOnesAreGone() {
        places.await(List.of(0, 1, 2));
        places.seenAgain(1, 3, OTHER);
        assertThat(places.dropAwaited()).containsExactlyInAnyOrder(0, 2);
        assertThat(places.isUnlisted(0)).isTrue();
        assertThat(places.isUnlisted(1)).isFalse();
        assertThat(places.isAwaited(0)).isFalse();
        assertThat(places.unlisted()).isEqualTo(Set.of(0, 2));
        assertThat(places.dropAwaited()).as("once").isEmpty();
        assertThat(places.keepAwaited()).as("none is left to keep").isEmpty();
    }

    @Test
    void whereTheListIsNotReadToItsEndAwaitedOnesStayBehindAllOthers() {
        places.await(List.of(0, 1, 2));
        places.seenAgain(1, 3, OTHER);
        assertThat(places.keepAwaited()).containsExactlyInAnyOrder(0, 2);
        assertThat(places.isAwaited(0)).isFalse();
        assertThat(places.isUnlisted(0)).isFalse();
        assertThat(places.of(0)).isGreaterThan(places.of(1)).isLessThan(places.of(2));
        assertThat(places.of(0)).isGreaterThan(1_000_000_000);
        assertThat(places.page(0, FIRST)).isEqualTo(FIRST);
        assertThat(places.keepAwaited()).as("once").isEmpty();
        assertThat(places.dropAwaited()).as("none is left to drop").isEmpty();
    }
}
