package dev.cplnroutes.await;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import dev.cplnroutes.AwaitResult;
import dev.cplnroutes.AwaitResult.WithoutContainers;
import dev.cplnroutes.Container;
import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.testing.SampleContainers;
import org.junit.jupiter.api.Test;

/** What a person reads of a wait that was stopped. */
class NotReachedTest {

    private static AwaitResult result(List<Container> remaining, List<WithoutContainers> without,
            List<WorkloadError> errors, Map<String, List<String>> unmatched) {
        return new AwaitResult(false, 1, remaining, without, errors.isEmpty(), errors, unmatched, null);
    }

    private static Container container(String workload, String name) {
        return SampleContainers.of(workload, name, HealthStatus.UNHEALTHY);
    }

    @Test
    void workloadsAreNamedOnceWithTheirReason() {
        AwaitResult result = result(List.of(container("checkout", "main"), container("checkout", "proxy")),
                List.of(new WithoutContainers("search", "prod", List.of("aws"), "aws: quota\nexceeded")),
                List.of(new WorkloadError("checkout", "prod", 500, "broken"),
                        new WorkloadError("cart", "prod", 500, "broken")), null);

        assertThat(NotReached.of(result, true, true)).isEqualTo("prod/checkout (2 containers), "
                + "prod/search (no container: aws: quota?exceeded), prod/cart (not read: broken)");
        assertThat(NotReached.of(result, false, true)).as("what is known while the first round runs")
                .endsWith("exceeded), the rest (not read yet)");
    }

    @Test
    void namesThatNothingHasAndTheListItselfAreReasons() {
        assertThat(NotReached.of(result(List.of(), List.of(), List.of(new WorkloadError(null, "prod", 502, "broken")),
                Map.of("image", List.of("a", "b"))), true, false))
                .isEqualTo("the list of workloads (not read: broken), image=a,b (nothing matches)");
    }

    @Test
    void whatIsAsAskedIsSaidToo() {
        AwaitResult nothing = result(List.of(), List.of(), List.of(), null);

        assertThat(NotReached.of(nothing, true, true)).isEqualTo("nothing, but it has to stay so for a while");
        assertThat(NotReached.of(nothing, true, false)).isEqualTo("no workload is selected");
        assertThat(NotReached.of(nothing, false, false)).isEqualTo("the rest (not read yet)");
    }

    @Test
    void threeAreNamedAndTheOthersCounted() {
        List<Container> many = IntStream.range(0, 50).mapToObj(i -> container("w" + i, "main")).toList();

        assertThat(NotReached.of(result(many, List.of(), List.of(), null), true, true)).isEqualTo(
                "prod/w0 (1 container), prod/w1 (1 container), prod/w2 (1 container) and 47 more");
    }
}
