package dev.cplnroutes.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.cplnroutes.Container;
import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.ProgressEvent;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.api.ApiSettings;
import dev.cplnroutes.api.ApiUris;
import dev.cplnroutes.mapping.ApiAnswer;
import dev.cplnroutes.mapping.WorkloadItem;
import dev.cplnroutes.mapping.WorkloadList;
import dev.cplnroutes.outcome.FoundContainers;
import dev.cplnroutes.outcome.ListingOutcome;
import dev.cplnroutes.outcome.WorkloadFollower;
import dev.cplnroutes.recording.ListingProgress;
import dev.cplnroutes.request.Cursor;
import dev.cplnroutes.request.ResolvedRequest;
import dev.cplnroutes.request.SelectionMatches;
import dev.cplnroutes.testing.RandomSeed;
import dev.cplnroutes.testing.SampleContainers;
import dev.cplnroutes.testing.SettableClock;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The reading of the workload list, page after page, with no more around it than the feed, the finds and the progress.
 */
class WorkloadPagesTest {

    private static final String LIST = "/org/acme/gvc/prod/workload";
    private static final ApiException GONE = ApiException.status(410, "gone", null);
    private static final Instant CACHED = Instant.parse("2026-03-04T09:00:00Z");
    private static final Instant NEWER = CACHED.plusNanos(1);

    private static ApiUris uris() {
        ApiSettings settings = new ApiSettings();
        settings.setEndpoint("http://api.test");
        settings.setOrg("acme");
        return new ApiUris(settings);
    }

    private static ResolvedRequest options(String gvc) {
        return CursorSearchTest.options(gvc, null, null);
    }

    private static Cursor cursor(String workload, String page) {
        return CursorSearchTest.cursor("prod", workload, page);
    }

    private static String workloads(String... names) {
        return IntStream.range(0, names.length).mapToObj(i -> "{\"name\":\"" + names[i] + "\"}")
                .collect(Collectors.joining(","));
    }

    /** A page of the list; next null on the last. */
    private static WorkloadList page(String items, String next) {
        String link = next == null ? "" : "{\"rel\":\"next\",\"href\":\"" + next + "\"}";
        return (WorkloadList) ApiAnswer.Kind.WORKLOAD_LIST.read(
                ListItemTest.json("{\"items\":[" + items + "],\"links\":[" + link + "]}"));
    }

    /** The parts of one listing that read its list. */
    private static final class Reading {

        final ListingOutcome results = new ListingOutcome();
        final SettableClock clock = new SettableClock();
        final List<ProgressEvent> told = new ArrayList<>();
        final WorkFeed feed;
        final WorkloadPages pages;

        Reading(ResolvedRequest options, Cursor cursor) {
            feed = new WorkFeed(WorkloadPages.firstRead(options, uris(), cursor), 5, false);
            pages = new WorkloadPages(options, uris(), cursor, clock, results, feed,
                    new ListingProgress("id", options.gvc(), Duration.ZERO, clock, told::add),
                    new SelectionMatches(options.selection()), WorkloadFollower.NONE);
        }

        Reading(Cursor cursor) {
            this(options("prod"), cursor);
        }

        Work.WorkloadPage nextPage() {
            return (Work.WorkloadPage) feed.next();
        }

        void read(WorkloadList list, Instant cachedAt) throws ApiException {
            pages.read(nextPage(), list, cachedAt, null);
        }

        void read(WorkloadList list) throws ApiException {
            read(list, null);
        }

        /** Takes all workloads at hand, without reading the next page. */
        List<Work.WorkloadDeployments> atHand(int count) {
            List<Work.WorkloadDeployments> taken = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                taken.add((Work.WorkloadDeployments) feed.next());
            }
            return taken;
        }

        /** Takes all that is left, each with one container. */
        List<String> drain() {
            List<String> names = new ArrayList<>();
            while (feed.hasNext()) {
                Work.WorkloadDeployments workload = (Work.WorkloadDeployments) feed.next();
                names.add(workload.name());
                answer(workload);
            }
            return names;
        }

        void answer(Work.WorkloadDeployments workload) {
            results.read(workload.index(), workload.page(), FoundContainers.count(
                    List.of(SampleContainers.of(workload.name(), "main", HealthStatus.HEALTHY))));
        }

        List<String> answered() {
            return results.cut(Integer.MAX_VALUE, false).containers().stream().map(Container::workloadName).toList();
        }

        List<WorkloadError> errors() {
            return results.cut(Integer.MAX_VALUE, false).errors();
        }
    }

    @Nested
    class FirstRead {

        @Test
        void isTheFirstPageTheCursorsPageOrTheNamedWorkload() {
            assertThat(WorkloadPages.firstRead(options("prod"), uris(), null))
                    .isEqualTo(new Work.WorkloadPage(URI.create("http://api.test" + LIST), true));
            assertThat(WorkloadPages.firstRead(options("*"), uris(), null))
                    .isEqualTo(new Work.WorkloadPage(URI.create("http://api.test/org/acme/workload"), true));
            assertThat(WorkloadPages.firstRead(options("prod"), uris(), cursor("a", LIST + "?page=2")))
                    .isEqualTo(new Work.WorkloadPage(URI.create("http://api.test" + LIST + "?page=2"), true));
            Work named = new Work.NamedWorkload(URI.create("http://api.test" + LIST + "/api"), "prod", "api");
            ResolvedRequest ofWorkload = CursorSearchTest.options("prod", "api", "text");
            assertThat(WorkloadPages.firstRead(ofWorkload, uris(), null)).isEqualTo(named);
            assertThat(WorkloadPages.firstRead(ofWorkload, uris(), cursor("api", LIST + "/api"))).isEqualTo(named);
        }

        @Test
        void cursorOfAnotherListIsRefused() {
            ResolvedRequest ofList = CursorSearchTest.options("prod", null, "text");
            ResolvedRequest ofWorkload = CursorSearchTest.options("prod", "api", "text");
            for (String page : List.of("/org/acme/gvc/test/workload", "/org/other/gvc/prod/workload",
                    "http://evil.test" + LIST, "//evil.test" + LIST, "", LIST + "/api", LIST + "#x")) {
                assertRefused(ofList, page);
            }
            assertRefused(ofWorkload, LIST);
            assertRefused(ofWorkload, LIST + "/other");
        }

        private void assertRefused(ResolvedRequest options, String page) {
            assertThatThrownBy(() -> WorkloadPages.firstRead(options, uris(), cursor("api", page))).as(page)
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageStartingWith("Option 'cursor' has the value 'text'; allowed is the nextCursor");
        }
    }

    @Nested
    class PageAfterPage {

        @Test
        void workloadsGoToTheFeedInTheOrderOfTheList() throws ApiException {
            Reading reading = new Reading(null);
            reading.read(page(workloads("b", "a"), LIST + "?page=2"));
            Work.WorkloadPage second = reading.nextPage();
            assertThat(second)
                    .isEqualTo(new Work.WorkloadPage(URI.create("http://api.test" + LIST + "?page=2"), false));
            reading.pages.read(second, page(workloads("c"), null), null, null);

            URI firstPage = URI.create("http://api.test" + LIST);
            assertThat(reading.atHand(3)).containsExactly(
                    new Work.WorkloadDeployments(0, firstPage, "prod", "b", ListItemTest.item("{\"name\":\"b\"}"),
                            URI.create("http://api.test" + LIST + "/b/deployment")),
                    new Work.WorkloadDeployments(1, firstPage, "prod", "a", ListItemTest.item("{\"name\":\"a\"}"),
                            URI.create("http://api.test" + LIST + "/a/deployment")),
                    new Work.WorkloadDeployments(2, second.uri(), "prod", "c", ListItemTest.item("{\"name\":\"c\"}"),
                            URI.create("http://api.test" + LIST + "/c/deployment")));
            assertThat(reading.feed.hasNext()).isFalse();
            assertThat(reading.errors()).isEmpty();
            assertThat(reading.told).extracting(ProgressEvent::stage, ProgressEvent::total).containsExactly(
                    tuple("listing-workloads", 2),
                    tuple("listing-workloads", 3));
        }

        @Test
        void listOfTheOrganizationSaysTheGvcOfEach() throws ApiException {
            Reading reading = new Reading(options("*"), null);
            String links = "{\"name\":\"a\",\"links\":[{\"rel\":\"%s\",\"href\":\"%s\"}]},";
            reading.read(page(links.formatted("self", "/org/acme/gvc/test/workload/a")
                    + links.formatted("gvc", "//gvc/prod") + "{\"name\":\"lost\"}", null));
            assertThat(reading.atHand(2)).extracting(Work.WorkloadDeployments::gvc).containsExactly("test", "prod");
            assertThat(reading.errors()).containsExactly(new WorkloadError("lost", null, 502,
                    "items[2] of the workload list does not say which GVC it belongs to"));
        }

        @Test
        void workloadOnTwoPagesIsReadOnce() throws ApiException {
            Reading reading = new Reading(null);
            reading.read(page(workloads("a", "b"), "?page=2"));
            reading.read(page(workloads("b", "c", "c"), null));
            assertThat(reading.drain()).containsExactly("a", "b", "c");
            assertThat(reading.told.get(reading.told.size() - 1).total()).isEqualTo(3);
        }

        @Test
        void itemsThatNameNoWorkloadAreErrorsInTheirPlace() throws ApiException {
            Reading reading = new Reading(null);
            reading.read(page(workloads("a") + ",5,{\"name\":\"no/name\"},5", "?page=2"));
            reading.read(page("5," + workloads("b"), null));
            assertThat(reading.drain()).containsExactly("a", "b");
            assertThat(reading.errors()).containsExactly(
                    new WorkloadError(null, "prod", 502, "items[1] of the workload list is not a JSON object"),
                    new WorkloadError("no/name", "prod", 502, "items[2] of the workload list has no usable name"),
                    new WorkloadError(null, "prod", 502, "items[3] of the workload list is not a JSON object"),
                    new WorkloadError(null, "prod", 502, "items[0] of the workload list is not a JSON object"));
            assertThat(reading.results.failedWorkloads()).isEqualTo(4);
            ProgressEvent last = reading.told.get(reading.told.size() - 1);
            assertThat(List.of(last.current(), last.total())).as("they are done as well").containsExactly(4, 6);
            assertThat(reading.results.cut(1, true).errors()).as("behind the cut").isEmpty();
        }

        @Test
        void linkBackToAPageEndsTheListWithAnError() throws ApiException {
            Reading reading = new Reading(null);
            reading.read(page(workloads("a"), "?page=2"));
            reading.read(page(workloads("b"), LIST));
            assertThat(reading.drain()).containsExactly("a", "b");
            assertThat(reading.errors()).containsExactly(new WorkloadError(null, "prod", 502,
                    "the workload list's next link leads back to a page that was read already"));
            assertThat(reading.results.failedWorkloads()).as("a page is no workload").isZero();
        }

        @Test
        void linkToAnotherOriginEndsTheListWithAnError() throws ApiException {
            Reading reading = new Reading(options("*"), null);
            reading.read(page("", "http://evil.test/x"));
            assertThat(reading.feed.hasNext()).isFalse();
            assertThat(reading.errors()).containsExactly(new WorkloadError(null, null, 502,
                    "the list's next link leads to another origin and was not followed"));
        }

        @Test
        void furtherPageThatFailsEndsTheListWithAnError() throws ApiException {
            Reading reading = new Reading(null);
            reading.read(page(workloads("a"), "?page=2"));
            assertThat(reading.pages.failed(reading.nextPage(), GONE)).as("its link was read just now").isTrue();
            assertThat(reading.drain()).containsExactly("a");
            assertThat(reading.errors()).containsExactly(new WorkloadError(null, "prod", 410,
                    "a further page of the workload list could not be read: gone"));
        }

        @Test
        void withoutTheFirstPageThereIsNoList() {
            Reading reading = new Reading(null);
            assertThat(reading.pages.failed(reading.nextPage(), GONE)).isFalse();
            assertThat(reading.errors()).isEmpty();
        }

        @Test
        void namedWorkloadIsTheWholeList() throws ApiException {
            Reading reading = new Reading(CursorSearchTest.options("prod", "api", null), null);
            Work.NamedWorkload named = (Work.NamedWorkload) reading.feed.next();
            WorkloadItem document = ListItemTest.item("{\"name\":\"api\"}");
            reading.pages.read(named, document);
            URI deployments = URI.create("http://api.test" + LIST + "/api/deployment");
            assertThat(reading.feed.next()).isEqualTo(
                    new Work.WorkloadDeployments(0, named.uri(), "prod", "api", document, deployments));
            assertThat(reading.feed.hasNext()).isFalse();
            assertThat(reading.told).extracting(ProgressEvent::total).containsExactly(1);
        }
    }

    @Nested
    class AtACursor {

        @Test
        void listGoesOnWithTheCursorsWorkload() throws ApiException {
            Reading reading = new Reading(cursor("b", LIST + "?page=2"));
            reading.read(page(workloads("a", "b", "c"), "?page=3"));
            reading.read(page(workloads("a", "d"), null));
            assertThat(reading.drain()).as("of later pages everything").containsExactly("b", "c", "a", "d");
        }

        @Test
        void cursorsWorkloadMayBeOnALaterPage() throws ApiException {
            Reading reading = new Reading(cursor("d", LIST));
            reading.read(page(workloads("a", "b"), "?page=2"));
            reading.read(page(workloads("c", "d", "e"), null));
            assertThat(reading.drain()).containsExactly("d", "e");
        }

        @Test
        void whereItsPlaceIsGoneTheCursorIsRefused() {
            Reading reading = new Reading(cursor("b", LIST));
            assertThatThrownBy(() -> reading.read(page(workloads("c", "a"), null)))
                    .isInstanceOf(InvalidRequestException.class).hasMessageContaining("list again without cursor");
        }

        @Test
        void expiredPageOfACursorIsLookedForFromTheStartOfTheList() throws ApiException {
            Reading reading = new Reading(cursor("c", LIST + "?page=2"));
            assertThat(reading.pages.failed(reading.nextPage(), GONE)).isTrue();
            Work.WorkloadPage first = reading.nextPage();
            assertThat(first).isEqualTo(new Work.WorkloadPage(URI.create("http://api.test" + LIST), true,
                    reading.clock.instant().plusNanos(1)));
            reading.pages.read(first, page(workloads("a", "b"), "?page=2b"), null, null);
            reading.read(page(workloads("c", "d"), null));
            assertThat(reading.drain()).containsExactly("c", "d");

            Reading unlucky = new Reading(cursor("c", LIST + "?page=2"));
            assertThat(unlucky.pages.failed(unlucky.nextPage(), GONE)).isTrue();
            assertThat(unlucky.pages.failed(unlucky.nextPage(), GONE)).as("the first page").isFalse();
        }

        @Test
        void cursorsPageThatFailsForAnotherReasonFailsTheListing() {
            Reading reading = new Reading(cursor("c", LIST + "?page=2"));
            assertThat(reading.pages.failed(reading.nextPage(), ApiException.status(503, "busy", null))).isFalse();
        }
    }

    @Nested
    class ReadAgain {

        private Reading atAnExpiredLink() throws ApiException {
            Reading reading = new Reading(null);
            reading.read(page(workloads("a", "b", "c") + ",5", "?page=2"), CACHED);
            return reading;
        }

        private Work.WorkloadPage fail(Reading reading) {
            assertThat(reading.pages.failed(reading.nextPage(), GONE)).isTrue();
            return reading.nextPage();
        }

        @Test
        void listStartsAgainNewerThanItsCachedPages() throws ApiException {
            Reading reading = atAnExpiredLink();
            assertThat(fail(reading))
                    .isEqualTo(new Work.WorkloadPage(URI.create("http://api.test" + LIST), false, NEWER));
        }

        @Test
        void pagesBehindItAreNewerToo() throws ApiException {
            Reading reading = atAnExpiredLink();
            reading.pages.read(fail(reading), page(workloads("a"), "?page=2"), null, null);
            assertThat(reading.nextPage()).as("also one that was read before")
                    .isEqualTo(new Work.WorkloadPage(URI.create("http://api.test" + LIST + "?page=2"), false, NEWER));
        }

        @Test
        void movedKeptNewAndUnlistedWorkloads() throws ApiException {
            Reading reading = atAnExpiredLink();
            Work.WorkloadPage second = reading.nextPage();
            reading.atHand(1).forEach(reading::answer);
            reading.pages.failed(second, GONE);
            reading.pages.read(reading.nextPage(), page(workloads("x", "b", "b", "a"), null), null, null);
            assertThat(reading.drain()).as("each once, also what is gone by now").containsExactly("b", "c", "x");
            assertThat(reading.answered()).containsExactly("x", "b", "a");
            assertThat(reading.errors()).as("the unusable item is gone").isEmpty();
            assertThat(reading.results.unlisted()).isEqualTo(Set.of(2, 3));
            assertThat(reading.results.succeeded()).isEqualTo(5);
            assertThat(reading.told.get(reading.told.size() - 1).total()).isEqualTo(5);
        }

        @Test
        void unusableItemsSeenAgainAreTheSame() throws ApiException {
            Reading reading = atAnExpiredLink();
            reading.pages.read(fail(reading), page("5,5," + workloads("a"), null), null, null);
            assertThat(reading.results.failedWorkloads()).isEqualTo(2);
            assertThat(reading.errors()).extracting(WorkloadError::message).containsExactly(
                    "items[3] of the workload list is not a JSON object",
                    "items[1] of the workload list is not a JSON object");
        }

        @Test
        void secondExpiredLinkEndsTheList() throws ApiException {
            Reading reading = atAnExpiredLink();
            reading.pages.read(fail(reading), page(workloads("b"), "?page=2"), CACHED.plusSeconds(1), null);
            assertThat(reading.pages.failed(reading.nextPage(), GONE)).isTrue();
            reading.drain();
            reading.results.keepUnlisted();
            assertThat(reading.answered()).as("what was not seen again stays, at the end")
                    .containsExactly("b", "a", "c");
            assertThat(reading.errors()).extracting(WorkloadError::message).containsExactly(
                    "items[3] of the workload list is not a JSON object",
                    "a further page of the workload list could not be read: gone");
        }

        @Test
        void cursorIsSearchedAgain() throws ApiException {
            Reading reading = new Reading(cursor("b", LIST));
            reading.read(page(workloads("a", "b", "c"), "?page=2"), CACHED);
            reading.pages.read(fail(reading), page(workloads("a", "b", "d"), null), null, null);
            assertThat(reading.drain()).containsExactly("b", "c", "d");
            assertThat(reading.answered()).containsExactly("b", "d");
        }
    }

    /**
     * A random list is read from a random cursor; midway its link may expire and the list be another one. Whatever the
     * pages are, the answer is the list as it is at the end, from the cursor on, and no workload is read twice.
     */
    @Test
    void anyListComesToWhatItIsAtTheEnd() throws ApiException {
        long seed = RandomSeed.next("workload pages");
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            TreeSet<String> before = randomNames(random);
            TreeSet<String> after = randomNames(random);
            String from = random.nextBoolean() ? null : "w" + (10 + random.nextInt(20));
            boolean isCached = random.nextBoolean();
            List<List<String>> generation = pagesOf(random, before);
            int expiresAt = isCached && generation.size() > 1 ? 1 + random.nextInt(2 * generation.size()) : -1;
            boolean hasExpired = false;
            Reading reading = new Reading(from == null ? null : cursor(from, LIST));
            List<Work.WorkloadDeployments> inFlight = new ArrayList<>();
            Set<String> taken = new LinkedHashSet<>();
            int number = 0;
            while (reading.feed.hasNext() || !inFlight.isEmpty()) {
                boolean isToTake = inFlight.isEmpty() || reading.feed.hasNext() && random.nextBoolean();
                Work work = isToTake ? reading.feed.next() : null;
                if (work instanceof Work.WorkloadPage page) {
                    // A list whose workload of the cursor is gone is read a second time.
                    number = page.uri().getQuery() == null ? 0 : number;
                    if (number == expiresAt && !hasExpired) {
                        assertThat(reading.pages.failed(page, GONE)).isTrue();
                        hasExpired = true;
                        generation = pagesOf(random, after);
                        number = 0;
                    } else {
                        boolean isLast = number == generation.size() - 1;
                        reading.pages.read(page, page(workloads(generation.get(number).toArray(String[]::new)),
                                isLast ? null : "?page=" + (number + 1)),
                                isCached && !hasExpired ? CACHED : null, null);
                        number++;
                    }
                } else if (work instanceof Work.WorkloadDeployments workload) {
                    assertThat(taken.add(workload.name())).as("%s, seed %d", workload.name(), seed).isTrue();
                    inFlight.add(workload);
                } else {
                    reading.answer(inFlight.remove(random.nextInt(inFlight.size())));
                }
            }
            TreeSet<String> now = hasExpired ? after : before;
            assertThat(reading.answered()).as("from %s, seed %d", from, seed)
                    .containsExactlyElementsOf(from == null ? now : now.tailSet(from, true));
            assertThat(reading.errors()).isEmpty();
            assertThat(reading.results.succeeded()).as("seed %d", seed).isEqualTo(taken.size());
        }
    }

    private static TreeSet<String> randomNames(Random random) {
        return random.ints(random.nextInt(20), 10, 30).mapToObj(i -> "w" + i)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The names in pages of random length; some names are on the page after theirs as well. */
    private static List<List<String>> pagesOf(Random random, TreeSet<String> names) {
        List<List<String>> pages = new ArrayList<>();
        List<String> left = new ArrayList<>(names);
        do {
            int size = Math.min(left.size(), random.nextInt(5));
            List<String> page = new ArrayList<>(left.subList(0, size));
            if (!pages.isEmpty() && !pages.get(pages.size() - 1).isEmpty() && random.nextInt(3) == 0) {
                List<String> last = pages.get(pages.size() - 1);
                page.add(0, last.get(last.size() - 1));
            }
            pages.add(page);
            left = left.subList(size, left.size());
        } while (!left.isEmpty());
        return pages;
    }
}
