package dev.cplnroutes.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.cplnroutes.Container;
import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.testing.Background;
import dev.cplnroutes.testing.RandomSeed;
import dev.cplnroutes.testing.SampleContainers;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a reader gets of containers that lanes hand over. */
@Timeout(60)
class HandOverTest {

    private final AtomicInteger closings = new AtomicInteger();
    private final AtomicInteger wakings = new AtomicInteger();
    private final HandOver stream = new HandOver(closings::incrementAndGet);

    private void begin(int lanes, int most, String... fields) {
        stream.begin(lanes, most, List.of(fields), wakings::incrementAndGet);
    }

    /** The containers of a workload: {@code 7/0}, {@code 7/1} and so on. */
    private static List<Container> containers(int index, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> SampleContainers.of("w" + index, index + "/" + i, HealthStatus.HEALTHY)).toList();
    }

    private static List<String> names(List<Container> containers) {
        return containers.stream().map(Container::name).toList();
    }

    private List<String> read(int count) {
        List<Container> read = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            read.add(stream.next());
        }
        return names(read);
    }

    @Nested
    class Order {

        @Test
        void containersComeAsTheyAreFound() {
            begin(2, Integer.MAX_VALUE);
            stream.taken(0);
            stream.taken(1);
            assertThat(stream.isReady()).isFalse();
            assertThat(names(stream.put(1, containers(1, 2)))).containsExactly("1/0", "1/1");
            assertThat(stream.isReady()).isTrue();
            assertThat(names(stream.put(0, containers(0, 1)))).containsExactly("0/0");
            stream.ended(null);
            assertThat(read(3)).containsExactly("1/0", "1/1", "0/0");
            assertThat(stream.hasNext()).isFalse();
            assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(stream::next);
        }

        @Test
        void inListOrderThoseFoundEarlyWaitForTheWorkloadsBefore() {
            stream.inListOrder(true);
            begin(3, Integer.MAX_VALUE);
            for (int index : List.of(4, 5, 6)) {
                stream.taken(index);
            }
            assertThat(stream.put(5, containers(5, 1))).isEmpty();
            assertThat(stream.put(6, List.of())).as("it could not be read").isEmpty();
            assertThat(stream.isReady()).isFalse();
            assertThat(stream.handedOver()).isZero();
            assertThat(names(stream.put(4, containers(4, 2)))).containsExactly("4/0", "4/1", "5/0");
            assertThat(stream.handedOver()).isEqualTo(3);
            assertThat(read(3)).containsExactly("4/0", "4/1", "5/0");
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void eachContainerComesOnceHoweverLanesAndReaderOverlap(boolean inListOrder) {
            Random random = new Random(RandomSeed.next("hand-over"));
            int[] counts = random.ints(2_000, 0, 4).toArray();
            stream.inListOrder(inListOrder);
            begin(4, Integer.MAX_VALUE);
            AtomicInteger next = new AtomicInteger();
            Object feed = new Object();
            List<CompletableFuture<Void>> lanes = IntStream.range(0, 4).mapToObj(lane -> Background.run(() -> {
                while (true) {
                    int index;
                    synchronized (feed) {
                        index = next.getAndIncrement();
                        if (index >= counts.length) {
                            return;
                        }
                        stream.taken(index);
                    }
                    stream.put(index, containers(index, counts[index]));
                }
            })).toList();
            CompletableFuture<Void> end = Background.run(() -> {
                lanes.forEach(CompletableFuture::join);
                stream.ended(null);
            });

            List<Container> read = new ArrayList<>();
            stream.forEachRemaining(read::add);

            Background.result(end);
            List<String> expected = IntStream.range(0, counts.length).boxed()
                    .flatMap(index -> names(containers(index, counts[index])).stream()).toList();
            if (inListOrder) {
                assertThat(names(read)).containsExactlyElementsOf(expected);
            } else {
                assertThat(names(read)).containsExactlyInAnyOrderElementsOf(expected);
            }
            assertThat(stream.handedOver()).isEqualTo(expected.size());
            assertThat(stream.isCut()).isFalse();
        }
    }

    @Nested
    class Bounds {

        @Test
        void theAnswerHasSoManyAndSaysWhetherThereWereMore() {
            begin(1, 3);
            stream.put(0, containers(0, 3));
            assertThat(stream.isCut()).as("as many as there may be").isFalse();
            assertThat(stream.put(1, List.of())).isEmpty();
            assertThat(stream.isCut()).isFalse();
            assertThat(stream.put(2, containers(2, 1))).isEmpty();
            stream.put(3, List.of());
            assertThat(stream.isCut()).isTrue();
            assertThat(stream.handedOver()).isEqualTo(3);
            stream.ended(null);
            assertThatIllegalStateException().as("there is more to read").isThrownBy(stream::rest);
            assertThat(read(3)).containsExactly("0/0", "0/1", "0/2");
            assertThat(stream.hasNext()).isFalse();
        }

        @Test
        void lanesPauseWhileItIsFullAndAreWokenOnceWhenItIsHalfEmpty() {
            begin(1, Integer.MAX_VALUE);
            stream.put(0, containers(0, HandOver.LEAST_ROOM - 1));
            assertThat(stream.hasRoom()).isTrue();
            stream.put(1, containers(1, 3));
            assertThat(stream.hasRoom()).as("what was begun still fits in").isFalse();
            read(HandOver.LEAST_ROOM / 2 + 1);
            assertThat(wakings).hasValue(0);
            read(1);
            assertThat(stream.hasRoom()).isTrue();
            assertThat(wakings).hasValue(1);
            read(HandOver.LEAST_ROOM / 2);
            assertThat(wakings).hasValue(1);
        }

        @Test
        void manyLanesHaveMoreRoom() {
            begin(100, Integer.MAX_VALUE);
            stream.put(0, containers(0, 799));
            assertThat(stream.hasRoom()).isTrue();
            stream.put(1, containers(1, 1));
            assertThat(stream.hasRoom()).isFalse();
        }

        @Test
        void whatWaitsForWorkloadsBeforeItCountsToo() {
            stream.inListOrder(true);
            begin(1, Integer.MAX_VALUE);
            stream.taken(0);
            stream.taken(1);
            stream.put(1, containers(1, HandOver.LEAST_ROOM));
            assertThat(stream.hasRoom()).isFalse();
            stream.put(0, List.of());
            assertThat(stream.hasRoom()).isFalse();
            read(HandOver.LEAST_ROOM);
            assertThat(stream.hasRoom()).isTrue();
        }
    }

    @Nested
    class Ending {

        @Test
        void aReaderWaitsForTheFirstContainerAndForTheEnd() {
            begin(1, Integer.MAX_VALUE);
            CompletableFuture<Void> first = Background.run(stream::awaitFirst);
            stream.put(0, containers(0, 1));
            Background.result(first);
            assertThat(read(1)).containsExactly("0/0");
            CompletableFuture<Boolean> more = Background.call(stream::hasNext);
            assertThatIllegalStateException().isThrownBy(stream::rest);
            ListingResult rest = new ListingResult(List.of(), true, List.of(), false, null, null);
            stream.rest(rest);
            stream.ended(null);
            assertThat(Background.result(more)).isFalse();
            assertThat(stream.rest()).isSameAs(rest);
        }

        @Test
        void aListingThatLeavesNoAnswerIsIncomplete() {
            stream.ended(null);
            assertThat(stream.rest().complete()).isFalse();
        }

        @Test
        void aFailureBeforeTheFirstContainerIsThatOfTheCall() {
            ListingFailedException failure = new ListingFailedException(502, "Bad gateway", "The API is down.");
            stream.ended(failure);
            assertThatThrownBy(stream::awaitFirst).isSameAs(failure);
            assertThat(stream.failure()).isSameAs(failure);
        }

        @Test
        void aFailureMidwayComesBehindWhatWasFound() {
            ListingFailedException failure = new ListingFailedException(502, "Bad gateway", "The API is down.");
            begin(1, Integer.MAX_VALUE);
            stream.put(0, containers(0, 1));
            stream.ended(failure);
            stream.awaitFirst();
            assertThat(read(1)).containsExactly("0/0");
            assertThatThrownBy(stream::hasNext).isSameAs(failure);
        }

        @Test
        void closingEndsTheListingOnceAndTheReader() {
            begin(1, Integer.MAX_VALUE);
            stream.put(0, containers(0, 2));
            read(1);
            stream.close();
            stream.close();
            assertThat(closings).hasValue(1);
            assertThat(names(stream.put(1, containers(1, 1)))).as("lanes end by themselves").hasSize(1);
            assertThat(stream.isReady()).isFalse();
            assertThatThrownBy(stream::hasNext).isInstanceOf(ListingFailedException.class)
                    .satisfies(stopped -> assertThat(((ListingFailedException) stopped).wasStopped()).isTrue());
        }

        @Test
        void closingAtTheEndLeavesTheEndAsItIs() {
            begin(1, Integer.MAX_VALUE);
            stream.put(0, containers(0, 1));
            stream.ended(null);
            read(1);
            stream.close();
            assertThat(stream.hasNext()).isFalse();
        }

        @Test
        void closingBeforeEverythingWasReadIsNoEnd() {
            begin(1, Integer.MAX_VALUE);
            stream.put(0, containers(0, 1));
            stream.ended(null);
            stream.close();
            assertThatThrownBy(stream::hasNext).isInstanceOf(ListingFailedException.class);
        }

        @Test
        void aReaderThatIsInterruptedClosesIt() {
            begin(1, Integer.MAX_VALUE);
            Thread.currentThread().interrupt();
            assertThatThrownBy(stream::hasNext).isInstanceOf(ListingFailedException.class)
                    .hasMessageContaining("interrupted");
            assertThat(Thread.interrupted()).as("the flag is back").isTrue();
            assertThat(closings).hasValue(1);
        }
    }

    @Test
    void theReaderGetsTheFieldsItAsksForAndTheName() {
        begin(1, Integer.MAX_VALUE, "workloadName");
        stream.put(0, containers(0, 1));
        Container read = stream.next();
        assertThat(stream.fields()).containsExactly("workloadName");
        assertThat(read.values(Container.fieldNames()).keySet()).containsExactlyInAnyOrder("name", "workloadName");
    }
}
