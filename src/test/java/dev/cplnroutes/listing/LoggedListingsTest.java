package dev.cplnroutes.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.Stopping;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.testing.CapturedLog;
import dev.cplnroutes.testing.HttpCalls;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.RunningRoutes;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What an operator reads of a listing that failed or lacks something: one line, whatever asked for the listing.
 */
@Timeout(120)
class LoggedListingsTest {

    private static final String LOGGER = "dev.cplnroutes.listing ";
    private static final String REFUSED =
            LOGGER + "The listing failed: The API answered 403: no. Check the token and its permissions. "
                    + "(status 502, gvc prod)";

    @RegisterExtension
    private static final RoutesExtension routes = RoutesExtension
            .on(DemoOrganization.uniform("acme", "prod", 40), DemoSettings.defaults().withPageSize(15))
            .with("cpln.listing.cache", "false").with("cpln.listing.retry", "false").withHttp();
    private static final DemoServer server = routes.server();

    private static void answer(int status, String message) {
        server.intercept(request -> DemoResponse.error(status, message));
    }

    private static List<String> partial(Runnable listing, String failing) {
        server.intercept(request -> request.isDeploymentList() && request.path().matches(failing)
                ? DemoResponse.error(500, "boom\nat line 2") : null);
        try (CapturedLog log = CapturedLog.start()) {
            listing.run();
            return log.ownWarnings();
        }
    }

    private static Runnable http(String path, int status) {
        return () -> assertThat(routes.http().get(path).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"/cpln/gvc/prod/containers", "/cpln/gvc/prod/containers/count"})
    void failureOverHttpIsOneLineWithTheListingsId(String path) {
        answer(403, "no");
        try (CapturedLog log = CapturedLog.start()) {
            http(path, 502).run();

            assertThat(log.ownWarnings()).containsExactly(REFUSED);
            assertThat(log.events()).filteredOn(line -> line.text().equals(REFUSED)).singleElement()
                    .satisfies(line -> assertThat(line.mdc().get("cplnListingId")).hasSize(36));
        }
    }

    @Test
    void failureInTheJvmIsOneLine() {
        answer(500, "boom\nat line 2");
        try (CapturedLog log = CapturedLog.start()) {
            assertThatThrownBy(() -> routes.list(ListingRequest.ofGvc("prod")))
                    .isInstanceOf(ListingFailedException.class);

            assertThat(log.ownWarnings()).singleElement().asString()
                    .startsWith(LOGGER + "The listing failed: The API answered 500: boom").doesNotContain("\n")
                    .endsWith("(status 502, gvc prod)");
        }
    }

    @Test
    void failureOfTheTimerIsOneLineAndNotAlsoOneOfTheTimer() {
        answer(403, "no");
        try (CapturedLog log = CapturedLog.start();
                RunningRoutes timer = routes.start(Map.of("cpln.triggers", "timer", "cpln.gvc", "prod",
                        "cpln.timer.period", "1h", "camel.server.enabled", "false"))) {
            await().until(() -> log.lines().stream().anyMatch(REFUSED::equals));
            // The timer's exchange has ended when nothing is in flight any more.
            await().until(() -> timer.context().getInflightRepository().size() == 0);

            assertThat(log.ownWarnings()).containsExactly(REFUSED);
        }
    }

    @Test
    void workloadsThatAllFailAlikeAreOneLine() {
        assertThat(partial(http("/cpln/gvc/prod/containers", 502), ".*")).singleElement().asString()
                .startsWith(LOGGER + "The listing failed: Every workload failed alike: the API answered 500: boom");
    }

    @Test
    void partialListingNamesTheFirstFiveWorkloadsAndWhy() {
        List<String> expected = new ArrayList<>();
        for (int workload = 10; workload < 15; workload++) {
            expected.add("prod/workload-000" + workload + ": 500 the API answered 500: boom at line 2");
        }
        assertThat(partial(http("/cpln/gvc/prod/containers", 200), ".*-0001./.*")).containsExactly(
                LOGGER + "The listing is partial: " + String.join("; ", expected) + "; and 5 more");
        assertThat(partial(() -> routes.list(ListingRequest.ofGvc("prod")), ".*-0001[0-4]/.*")).containsExactly(
                LOGGER + "The listing is partial: " + String.join("; ", expected));
        assertThat(partial(() -> routes.list(ListingRequest.ofGvc("prod")), ".*-00010/.*")).containsExactly(
                LOGGER + "The listing is partial: " + expected.get(0));
    }

    @Test
    void pageThatCannotBeReadIsNamedByItsGvc() {
        server.intercept(request -> request.query() != null && !request.isDeploymentList()
                ? DemoResponse.error(500, "boom") : null);
        try (CapturedLog log = CapturedLog.start()) {
            assertThat(routes.list(ListingRequest.ofGvc("prod")).complete()).isFalse();

            assertThat(log.ownWarnings()).singleElement().asString()
                    .startsWith(LOGGER + "The listing is partial: prod: 500 ");
        }
    }

    @Test
    void completeListingsAndWrongRequestsLeaveNoLine() {
        server.intercept(request -> null);
        try (CapturedLog log = CapturedLog.start()) {
            http("/cpln/gvc/prod/containers", 200).run();
            http("/cpln/gvc/prod/containers?maxWorkers=0", 400).run();
            assertThatThrownBy(() -> routes.list(Map.of("gvc", "../x"))).isInstanceOf(InvalidRequestException.class);

            assertThat(log.ownWarnings()).isEmpty();
        }
    }

    @Test
    void stoppedListingLeavesNoLine() {
        CountDownLatch called = new CountDownLatch(1);
        Stopping stopping = new Stopping();
        server.intercept(request -> {
            called.countDown();
            stopping.stop();
            return null;
        });
        try (CapturedLog log = CapturedLog.start(); ProducerTemplate template =
                routes.context().createProducerTemplate()) {
            Exchange ended = template.send("direct:cpln-list-containers", exchange -> {
                exchange.setProperty(Stopping.PROPERTY, stopping);
                exchange.getMessage().setBody(ListingRequest.ofGvc("prod"));
            });

            assertThat(called.getCount()).isZero();
            assertThat(ended.getException()).isInstanceOfSatisfying(ListingFailedException.class,
                    failed -> assertThat(failed.wasStopped()).isTrue());
            assertThat(log.ownWarnings()).isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void timeLimitOfATriggerIsOneLine() {
        server.intercept(request -> null);
        server.latency(Duration.ofMillis(100));
        try (CapturedLog log = CapturedLog.start();
                RunningRoutes limited = routes.start(Map.of("cpln.http.listing-timeout", "200ms"))) {
            HttpCalls http = new HttpCalls(limited.http());
            assertThat(http.get("/cpln/gvc/prod/containers?parallel=false").status()).isEqualTo(504);

            assertThat(log.ownWarnings()).containsExactly(LOGGER + "The listing failed: The listing was stopped after "
                    + "200ms, the limit of cpln.http.listing-timeout; ask for less, or raise the limit. (status 504)");
        } finally {
            server.latency(Duration.ZERO);
        }
    }

    @Test
    void missingSettingIsOneLineBeforeAnyCall() {
        try (CapturedLog log = CapturedLog.start();
                RunningRoutes bare = RunningRoutes.start(Map.of("cpln.org", "acme"))) {
            assertThatThrownBy(() -> bare.list(Map.of("gvc", "prod"))).isInstanceOf(ListingFailedException.class);

            assertThat(log.ownWarnings()).filteredOn(line -> line.contains("listing")).singleElement().asString()
                    .startsWith(LOGGER + "The listing failed: ").contains("cpln.token", "(status 500, gvc prod)");
        }
    }
}
