package dev.cplnroutes.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.cplnroutes.ProgressEvent;
import dev.cplnroutes.testing.SettableClock;
import org.junit.jupiter.api.Test;

class ListingProgressTest {

    private final SettableClock clock = new SettableClock();
    private final List<ProgressEvent> events = new ArrayList<>();

    private ListingProgress progress(Duration interval) {
        return new ListingProgress("id", "prod", interval, clock, events::add);
    }

    private List<String> texts() {
        return events.stream().map(event -> event.stage() + " " + event.current() + "/" + event.total()
                + (event.workloadName() == null ? "" : " " + event.workloadName())).toList();
    }

    @Test
    void withoutAnIntervalEveryStepIsSent() {
        ListingProgress progress = progress(Duration.ZERO);
        progress.begin();
        progress.found();
        progress.found();
        progress.tell();
        progress.done("a");
        progress.found();
        progress.tell();
        progress.done("b");
        progress.done("c");
        progress.end(false);
        assertThat(texts()).containsExactly("listing-workloads 0/0", "listing-workloads 0/2",
                "processing-workloads 1/2 a", "listing-workloads 1/3", "processing-workloads 2/3 b",
                "processing-workloads 3/3 c", "completed 3/3");
    }

    @Test
    void eventHasTheListingAndTheTime() {
        ListingProgress progress = progress(Duration.ZERO);
        Instant start = clock.instant();
        progress.begin();
        clock.advance(Duration.ofSeconds(3));
        progress.found();
        progress.done("a");
        assertThat(events).containsExactly(new ProgressEvent("id", "listing-workloads", 0, 0, "prod", null, start),
                new ProgressEvent("id", "processing-workloads", 1, 1, "prod", "a", start.plusSeconds(3)));
    }

    @Test
    void betweenFirstAndLastAtMostOneIsSentPerInterval() {
        ListingProgress progress = progress(Duration.ofSeconds(1));
        progress.begin();
        for (int i = 0; i < 5; i++) {
            progress.found();
        }
        progress.tell();
        clock.advance(Duration.ofMillis(999));
        progress.done("a");
        clock.advance(Duration.ofMillis(1));
        progress.done("b");
        progress.tell();
        progress.done("c");
        clock.advance(Duration.ofMillis(1500));
        progress.tell();
        clock.advance(Duration.ofMillis(500));
        progress.done("d");
        clock.advance(Duration.ofMillis(500));
        progress.done("e");
        progress.end(false);
        assertThat(texts()).containsExactly("listing-workloads 0/0", "processing-workloads 2/5 b",
                "listing-workloads 3/5", "processing-workloads 5/5 e", "completed 5/5");
    }

    @Test
    void listingThatStopsEarlyIsCompleteWithWhatItHasDone() {
        ListingProgress progress = progress(Duration.ofHours(1));
        progress.begin();
        progress.found();
        progress.found();
        progress.done("a");
        progress.end(false);
        assertThat(texts()).containsExactly("listing-workloads 0/0", "completed 1/1");
    }

    @Test
    void failedListingSaysHowFarItCame() {
        ListingProgress progress = progress(Duration.ofHours(1));
        progress.begin();
        progress.found();
        progress.found();
        progress.done("a");
        progress.end(true);
        assertThat(texts()).containsExactly("listing-workloads 0/0", "failed 1/2");
    }

    @Test
    void nothingIsSentAfterTheLastEvent() {
        ListingProgress progress = progress(Duration.ZERO);
        progress.begin();
        progress.end(true);
        clock.advance(Duration.ofHours(1));
        progress.found();
        progress.tell();
        progress.done("a");
        progress.end(false);
        assertThat(texts()).containsExactly("listing-workloads 0/0", "failed 0/0");
    }
}
