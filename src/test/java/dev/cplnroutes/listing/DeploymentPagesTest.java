package dev.cplnroutes.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import dev.cplnroutes.Container;
import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.api.ApiScope;
import dev.cplnroutes.api.ApiSettings;
import dev.cplnroutes.api.ApiUris;
import dev.cplnroutes.call.ApiRead;
import dev.cplnroutes.mapping.ApiAnswer;
import dev.cplnroutes.mapping.ContainerMapper;
import dev.cplnroutes.mapping.DeploymentList;
import dev.cplnroutes.testing.RandomSeed;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The deployment list of one workload, page by page, with answers that come from nowhere.
 */
class DeploymentPagesTest {

    private static final String LIST = "/org/acme/gvc/prod/workload/api/deployment";
    private static final URI FIRST = URI.create("http://api.test" + LIST);
    private static final Instant CACHED = Instant.parse("2026-03-04T09:00:00Z");
    private static final Instant NEWER = CACHED.plusNanos(1);
    private static final ApiException GONE = ApiException.status(410, "gone", null);

    private final DeploymentPages pages = pages();

    private static DeploymentPages pages() {
        ApiSettings settings = new ApiSettings();
        settings.setEndpoint("http://api.test");
        settings.setOrg("acme");
        return new DeploymentPages(new ApiUris(settings), new Work.WorkloadDeployments(0,
                URI.create("http://api.test/page"), "prod", "api", null, FIRST));
    }

    /** A page with one item for each number; next null on the last. */
    private static DeploymentList page(String next, int... numbers) {
        List<String> items = new ArrayList<>();
        for (int number : numbers) {
            // Containers of no location stay in the order of the answer.
            items.add("{\"status\":{\"versions\":[{\"containers\":{\"c\":{\"restarts\":{\"count\":" + number
                    + "}}}}]}}");
        }
        return DeploymentList.read(ListItemTest.json("{\"items\":[" + String.join(",", items) + "],\"links\":["
                + (next == null ? "" : "{\"rel\":\"next\",\"href\":\"" + next + "\"}") + "]}"));
    }

    private static List<Integer> numbers(DeploymentPages pages) {
        return new ContainerMapper().map("prod", ListItemTest.item("{}"), pages.list(), List.of(), false).stream()
                .map(Container::restartCount).toList();
    }

    private static ApiRead read(String address, Instant notOlderThan) {
        return new ApiRead(URI.create("http://api.test" + address), new ApiScope("prod", "api"),
                ApiAnswer.Kind.DEPLOYMENT_LIST, true,
                notOlderThan);
    }

    @Nested
    class Reading {

        @Test
        void listOfOnePageIsThatPage() throws Exception {
            assertThat(pages.isOpen()).isTrue();
            assertThat(pages.isAtFirstPage()).isTrue();
            assertThat(pages.getRead()).isEqualTo(read(LIST, null));
            DeploymentList only = page(null, 1, 2);
            pages.read(only, null, null);
            assertThat(pages.isOpen()).isFalse();
            assertThat(pages.isAtFirstPage()).isFalse();
            assertThat(pages.list()).isSameAs(only);
        }

        @Test
        void listIsWholeOnceItsLastPageIsRead() throws Exception {
            pages.read(page(LIST + "?after=2", 1, 2), null, null);
            assertThat(pages.isOpen()).isTrue();
            assertThat(pages.getRead()).isEqualTo(read(LIST + "?after=2", null));
            pages.read(page("?after=3", 3), CACHED, null);
            assertThat(pages.getRead()).isEqualTo(read(LIST + "?after=3", null));
            DeploymentList last = page(null, 4);
            pages.read(last, null, null);
            assertThat(pages.isOpen()).isFalse();
            assertThat(numbers(pages)).containsExactly(1, 2, 3, 4);
            assertThat(new ContainerMapper().map("prod", ListItemTest.item("{}"), last, List.of(), false))
                    .as("the page may be in use elsewhere").hasSize(1);
        }

        @Test
        void emptyPagesBeforeTheLastChangeNothing() throws Exception {
            pages.read(page("?after=0"), null, null);
            pages.read(page(null, 1), null, null);
            assertThat(numbers(pages)).containsExactly(1);
        }

        /** Pages of any size, joined, hold each item once and in order. */
        @Test
        void anyPagesAreJoined() throws Exception {
            long seed = RandomSeed.next("deployment pages");
            Random random = new Random(seed);
            for (int round = 0; round < 100; round++) {
                DeploymentPages joined = pages();
                List<Integer> expected = new ArrayList<>();
                int count = 1 + random.nextInt(6);
                for (int number = 0; number < count; number++) {
                    int[] items = random.ints(random.nextInt(4)).toArray();
                    for (int item : items) {
                        expected.add(item);
                    }
                    assertThat(joined.isOpen()).isTrue();
                    joined.read(page(number == count - 1 ? null : "?after=" + number, items), null, null);
                }
                assertThat(joined.isOpen()).isFalse();
                assertThat(numbers(joined)).as("seed %d", seed).isEqualTo(expected);
            }
        }
    }

    @Nested
    class WithoutAnEnd {

        @Test
        void linkBackToAPageIsNotFollowed() throws Exception {
            pages.read(page("?after=1", 1), null, null);
            for (String back : List.of(LIST, "?after=1")) {
                assertThatExceptionOfType(ApiException.class).isThrownBy(() -> pages.read(page(back, 2), null, null))
                        .withMessage("the deployment list's next link leads back to a page that was read already");
            }
        }

        @Test
        void listEndsAfterAThousandPages() throws Exception {
            for (int number = 0; number < 999; number++) {
                pages.read(page("?after=" + number), null, null);
            }
            assertThatExceptionOfType(ApiException.class).isThrownBy(() -> pages.read(page("?after=1000"), null, null))
                    .withMessage("the deployment list does not end after 1000 pages");
        }

        @Test
        void listMayHaveThatManyPages() throws Exception {
            for (int number = 0; number < 999; number++) {
                pages.read(page("?after=" + number), null, null);
            }
            pages.read(page(null, 7), null, null);
            assertThat(numbers(pages)).containsExactly(7);
        }

        @Test
        void linkToAnotherOriginIsNotFollowed() {
            assertThatExceptionOfType(ApiException.class)
                    .isThrownBy(() -> pages.read(page("http://other.test" + LIST), null, null))
                    .withMessage("the list's next link leads to another origin and was not followed");
        }
    }

    @Nested
    class ExpiredLink {

        @ParameterizedTest
        @ValueSource(ints = {400, 404, 409, 410, 412, 422})
        void listBeginsAgainOnceWithNewerAnswers(int status) throws Exception {
            ApiException gone = ApiException.status(status, "gone", null);
            pages.read(page("?after=1", 1), CACHED.minusSeconds(5), null);
            pages.read(page("?after=2", 2), CACHED, null);
            pages.read(page("?after=3", 3), CACHED.minusSeconds(9), null);
            pages.failed(gone);
            assertThat(pages.isOpen()).isTrue();
            assertThat(pages.isAtFirstPage()).isTrue();
            assertThat(pages.getRead()).isEqualTo(read(LIST, NEWER));
            pages.read(page("?after=1", 7), CACHED.plusSeconds(1), null);
            assertThat(pages.getRead()).isEqualTo(read(LIST + "?after=1", NEWER));
            assertThatExceptionOfType(ApiException.class).isThrownBy(() -> pages.failed(gone)).isSameAs(gone);
            pages.read(page(null, 8), null, null);
            assertThat(numbers(pages)).containsExactly(7, 8);
        }

        @Test
        void pageIsNotOlderThanTheOneBefore() throws Exception {
            pages.read(page("?after=1", 1), CACHED, CACHED.plusSeconds(2));
            assertThat(pages.getRead()).isEqualTo(read(LIST + "?after=1", CACHED.plusSeconds(2)));
            pages.read(page("?after=2", 2), null, CACHED.plusSeconds(9));
            assertThat(pages.getRead()).isEqualTo(read(LIST + "?after=2", CACHED.plusSeconds(9)));
            pages.failed(GONE);
            assertThat(pages.getRead()).isEqualTo(read(LIST, NEWER));
        }

        @ParameterizedTest
        @ValueSource(ints = {401, 403, 429, 500, 503})
        void otherStatusesSayNothingAboutTheLink(int status) throws Exception {
            pages.read(page("?after=1", 1), CACHED, null);
            ApiException failure = ApiException.status(status, "no", null);
            assertThatExceptionOfType(ApiException.class).isThrownBy(() -> pages.failed(failure)).isSameAs(failure);
        }

        @Test
        void failureWithoutAnAnswerSaysNothingAboutTheLink() throws Exception {
            pages.read(page("?after=1", 1), CACHED, null);
            ApiException failure = ApiException.nonsense("no JSON");
            assertThatExceptionOfType(ApiException.class).isThrownBy(() -> pages.failed(failure)).isSameAs(failure);
        }

        @Test
        void firstPageHasNoLink() {
            assertThatExceptionOfType(ApiException.class).isThrownBy(() -> pages.failed(GONE)).isSameAs(GONE);
        }

        @Test
        void linkOnAPageThatWasJustReadIsNotTooOld() throws Exception {
            pages.read(page("?after=1", 1), null, null);
            assertThatExceptionOfType(ApiException.class).isThrownBy(() -> pages.failed(GONE)).isSameAs(GONE);
        }

        @Test
        void newListMayFailAtItsFirstPage() throws Exception {
            pages.read(page("?after=1", 1), CACHED, null);
            pages.failed(GONE);
            assertThatExceptionOfType(ApiException.class).isThrownBy(() -> pages.failed(GONE)).isSameAs(GONE);
        }
    }
}
