package dev.cplnroutes.trigger.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;

import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.Problem;
import dev.cplnroutes.Stopping;
import dev.cplnroutes.trigger.ListingTimeLimits;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

/** What an HTTP caller is answered whose request has failed. */
class HttpProblemsTest {

    @Test
    void refusalOfHttpKeepsItsStatusAndNamesTheMethods() {
        HttpException notAllowed = new HttpException(405, "Method not allowed", "Allowed here: GET.", "GET");
        HttpException notFound = new HttpException(404, "Not found", "There is no such path.");

        assertThat(HttpProblems.problem(notAllowed, null))
                .isEqualTo(new Problem(405, "Method not allowed", "Allowed here: GET."));
        assertThat(HttpProblems.headers(notAllowed)).isEqualTo(Map.of("Allow", "GET"));
        assertThat(HttpProblems.problem(notFound, null))
                .isEqualTo(new Problem(404, "Not found", "There is no such path."));
        assertThat(HttpProblems.headers(notFound)).isEmpty();
    }

    @Test
    void wrongOptionIsABadRequest() {
        assertThat(HttpProblems.problem(new InvalidRequestException("Unknown option 'x'."), null))
                .isEqualTo(new Problem(400, "Bad request", "Unknown option 'x'."));
    }

    @Test
    void failedListingKeepsItsStatusAndSaysWhenToTryAgain() {
        ListingFailedException busy = new ListingFailedException(503, "Unavailable", "Later.", OptionalLong.of(7));
        ListingFailedException gone = new ListingFailedException(404, "Not found", "There is no GVC 'x'.");

        assertThat(HttpProblems.problem(busy, null)).isEqualTo(new Problem(503, "Unavailable", "Later."));
        assertThat(HttpProblems.headers(busy)).isEqualTo(Map.of("Retry-After", "7"));
        assertThat(HttpProblems.problem(gone, null)).isEqualTo(new Problem(404, "Not found", "There is no GVC 'x'."));
        assertThat(HttpProblems.headers(gone)).isEmpty();
    }

    @Test
    void listingThatItsTimeLimitHasStoppedIsATimeOut() {
        ListingFailedException stopped = ListingFailedException.stopped("Stopped", "The listing was stopped.");
        try (ListingTimeLimits limits = new ListingTimeLimits("cpln.x", "1ms", Duration.ofHours(1));
                ListingTimeLimits longer = new ListingTimeLimits("cpln.x", "1h", Duration.ofHours(1))) {
            Stopping stopping = new Stopping();
            ListingTimeLimits.Limit limit = limits.start(stopping);
            await().atMost(Duration.ofSeconds(30)).until(stopping::isStopped);

            assertThat(HttpProblems.problem(stopped, limit)).isEqualTo(limit.problem());
            assertThat(HttpProblems.problem(stopped, longer.start(new Stopping())))
                    .isEqualTo(new Problem(503, "Stopped", "The listing was stopped."));
            assertThat(HttpProblems.problem(new InvalidRequestException("Wrong."), limit).status()).isEqualTo(400);
        }
    }

    @Test
    void unexpectedFailureTellsNothing() {
        Problem problem = HttpProblems.problem(new IllegalStateException("secret"), null);

        assertThat(problem.status()).isEqualTo(500);
        assertThat(problem.toString()).doesNotContain("secret", "IllegalState");
    }

    @Test
    void statusAndHeadersAreSetOnTheAnswer() {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setProperty(ExchangePropertyKey.EXCEPTION_CAUGHT,
                new ListingFailedException(503, "Unavailable", "Later.", OptionalLong.of(7)));

        assertThat(new HttpProblems().of(exchange)).isEqualTo(new Problem(503, "Unavailable", "Later."));
        assertThat(exchange.getMessage().getHeaders()).isEqualTo(Map.of(Exchange.HTTP_RESPONSE_CODE, 503,
                Exchange.CONTENT_TYPE, "application/problem+json", "Retry-After", "7"));
    }
}
