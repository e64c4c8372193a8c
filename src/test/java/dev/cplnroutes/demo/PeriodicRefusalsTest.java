package dev.cplnroutes.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class PeriodicRefusalsTest {

    @Test
    void everyThirdIsRefused() {
        PeriodicRefusals refusals = new PeriodicRefusals(3);

        assertThat(IntStream.range(0, 9).mapToObj(index -> refusals.next("/" + index).isPresent()))
                .containsExactly(false, false, true, false, false, true, false, false, true);
    }

    @Test
    void sentAgainSucceedsOnceAndIsNotCounted() {
        PeriodicRefusals refusals = new PeriodicRefusals(2);
        List<Boolean> refused = new ArrayList<>();

        for (String uri : List.of("/a", "/b", "/b", "/c", "/b", "/b")) {
            refused.add(refusals.next(uri).isPresent());
        }

        assertThat(refused).containsExactly(false, true, false, false, true, false);
    }

    @Test
    void everySecondRefusalCarriesRetryAfter() {
        PeriodicRefusals refusals = new PeriodicRefusals(1);

        List<EncodedResponse> responses = IntStream.range(0, 4)
                .mapToObj(index -> refusals.next("/" + index).orElseThrow()).toList();

        assertThat(responses).extracting(EncodedResponse::status).containsOnly(429);
        assertThat(responses).extracting(response -> response.headers().get("Retry-After"))
                .containsExactly(null, "1", null, "1");
        assertThat(responses.get(0).body().toString()).contains("TOO_MANY_REQUESTS");
    }

    @Test
    void zeroRefusesNone() {
        PeriodicRefusals refusals = new PeriodicRefusals(0);

        assertThat(IntStream.range(0, 100).mapToObj(index -> refusals.next("/" + index))).noneMatch(r -> r.isPresent());
    }
}
