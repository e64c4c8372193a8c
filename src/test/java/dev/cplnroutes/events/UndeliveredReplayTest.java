package dev.cplnroutes.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.cplnroutes.events.UndeliveredReplay.Run;
import dev.cplnroutes.testing.CapturedLog;
import dev.cplnroutes.testing.RandomSeed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UndeliveredReplayTest {

    @TempDir
    private Path folder;

    private final EventEndpoint one = EventSamples.endpoint(1, "log:one");
    private final EventEndpoint two = EventSamples.endpoint(2, "log:two");
    private final List<EventDelivery> sent = new ArrayList<>();

    private Run run(Function<EventDelivery, DeliveryException> attempt) {
        return new Run(kind -> kind == EventKind.PROGRESS ? List.of(one, two) : List.of(), delivery -> {
            sent.add(delivery);
            return attempt.apply(delivery);
        });
    }

    private static String document(EventEndpoint endpoint, int number) {
        return UndeliveredDocument.write(EventSamples.delivery(endpoint, number), "answered 503", EventSamples.TIME);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void receiverThatIsAwayGetsOneAttemptAndOthersGetTheirs() throws Exception {
        Run run = run(delivery -> delivery.endpoint() == one ? DeliveryException.passing("answered 503") : null);
        assertThat(run.send(document(one, 1))).isFalse();
        assertThat(run.send(document(two, 2))).isTrue();
        assertThat(run.send(document(one, 3))).isFalse();
        assertThat(run.send(document(two, 4))).isTrue();
        assertThat(sent).extracting(delivery -> delivery.endpoint().name())
                .containsExactly("progress-1", "progress-2", "progress-2");
        assertThat(run.result()).isEqualTo(new Redelivery(2, 2));
    }

    @Test
    void refusedEventSaysNothingAboutTheNext() throws Exception {
        Run run = run(delivery -> sent.size() == 1 ? DeliveryException.refused("answered 400") : null);
        assertThat(run.send(document(one, 1))).isFalse();
        assertThat(run.send(document(one, 2))).isTrue();
        assertThat(run.result()).isEqualTo(new Redelivery(1, 1));
    }

    @Test
    void eventWithoutAnEndpointStays() throws Exception {
        Run run = run(delivery -> null);
        assertThat(run.send(document(EventSamples.endpoint(1, "log:gone"), 1))).isFalse();
        assertThat(sent).isEmpty();
        assertThat(run.result()).isEqualTo(new Redelivery(0, 1));
    }

    @Test
    void anotherTextIsNotCounted() {
        Run run = run(delivery -> null);
        assertThatThrownBy(() -> run.send("{}")).isInstanceOf(DeliveryException.class);
        assertThat(run.result()).isEqualTo(new Redelivery(0, 0));
    }

    @Test
    void filesGoOutInTheOrderOfTheirNamesAndThoseThatArrivedAreDeleted() throws Exception {
        Random random = new Random(RandomSeed.next("files of undelivered events"));
        List<Integer> numbers = new ArrayList<>(IntStream.range(0, 40).boxed().toList());
        Collections.shuffle(numbers, random);
        for (int number : numbers) {
            EventDelivery delivery = EventSamples.delivery(number % 4 == 3 ? two : one, number);
            Files.writeString(folder.resolve(EventForm.fileName(delivery.event(), number)),
                    UndeliveredDocument.write(delivery, "answered 503", EventSamples.TIME) + "\n");
        }
        Run run = run(delivery -> delivery.endpoint() == two ? DeliveryException.refused("answered 400") : null);
        run.sendFolder(folder);
        assertThat(run.result()).isEqualTo(new Redelivery(30, 10));
        assertThat(sent).hasSize(40).extracting(delivery -> current(delivery)).isSorted();
        assertThat(files()).hasSize(10);
    }

    private static int current(EventDelivery delivery) {
        return delivery.event().toCloudEvent().path("data").path("current").asInt();
    }

    @Test
    void otherFilesAreLeftAlone() throws Exception {
        Files.writeString(folder.resolve("0-not-ours.json"), "{\"event\":{}}");
        Files.writeString(folder.resolve("1-no-json"), "{s3cret");
        Files.writeString(folder.resolve(".writing-x"), document(one, 1));
        Files.createDirectory(folder.resolve("folder"));
        Files.writeString(folder.resolve("2.json"), document(one, 2));
        Run run = run(delivery -> null);
        try (CapturedLog log = CapturedLog.start()) {
            run.sendFolder(folder);
            assertThat(log.lines()).containsExactly("dev.cplnroutes.events Undelivered event 0-not-ours.json cannot be "
                    + "read and is not sent again: it is not the document of an undelivered event",
                    "dev.cplnroutes.events Undelivered event 1-no-json cannot be read "
                    + "and is not sent again: it is not the document of an undelivered event");
        }
        assertThat(run.result()).isEqualTo(new Redelivery(1, 2));
        assertThat(files()).containsExactly(".writing-x", "0-not-ours.json", "1-no-json", "folder");
    }

    @Test
    void fileThatAnotherProcessHasSentIsNotCounted() throws Exception {
        Files.writeString(folder.resolve("1.json"), document(one, 1));
        Files.writeString(folder.resolve("2.json"), document(one, 2));
        Files.writeString(folder.resolve("3.json"), document(one, 3));
        Run run = run(delivery -> {
            try {
                Files.deleteIfExists(folder.resolve("2.json"));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            return null;
        });
        run.sendFolder(folder);
        assertThat(run.result()).isEqualTo(new Redelivery(2, 0));
        assertThat(files()).isEmpty();
    }

    @Test
    void folderMayBeAbsent() throws Exception {
        Run run = run(delivery -> null);
        run.sendFolder(folder.resolve("absent"));
        assertThat(run.result()).isEqualTo(new Redelivery(0, 0));
    }
}
