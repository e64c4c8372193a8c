package dev.cplnroutes.trigger.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.Problem;
import dev.cplnroutes.Stopping;
import dev.cplnroutes.trigger.ListingTimeLimits;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The steps of the Kafka trigger, without a broker and without routes. */
class KafkaListingsTest {

    private static final Exception STOPPED = ListingFailedException.stopped("Stopped", "The listing was stopped.");

    private final KafkaListings listings = new KafkaListings();
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    private final KafkaRequest request =
            new KafkaRequest(new byte[] {1}, "{\"gvc\":\"prod\"}".getBytes(StandardCharsets.UTF_8), "in/0/7", null);

    @BeforeEach
    void set() {
        listings.setDeadLetterTopic(" letters ");
        listings.setRequestsTopic(" requests ");
        listings.setAnswersTopic(" answers ");
        listings.setListingTimeout("40m");
        exchange.getMessage().setHeader("left-over", "x");
    }

    @AfterEach
    void close() {
        listings.close();
    }

    private String header(String name) {
        return new String((byte[]) exchange.getMessage().getHeader(name), StandardCharsets.UTF_8);
    }

    @Test
    void requestIsTakenAsItCame() {
        byte[] value = {'{', -1};
        exchange.getMessage().setBody(value);
        exchange.getMessage().setHeaders(Map.of(KafkaConstants.TOPIC, "in", KafkaConstants.PARTITION, 3,
                KafkaConstants.OFFSET, 42L, KafkaConstants.KEY, new byte[] {7}));
        KafkaRequest taken = listings.take(exchange);

        assertThat(taken.value()).isSameAs(value);
        assertThat(taken.key()).isEqualTo(new byte[] {7});
        assertThat(taken.place()).isEqualTo("in/3/42");
    }

    @Test
    void listingGetsTheTextAndAStoppingOfItsOwn() {
        listings.begin(exchange, request);

        assertThat(exchange.getMessage().getBody()).isEqualTo("{\"gvc\":\"prod\"}");
        assertThat(exchange.getProperty(Stopping.PROPERTY)).isInstanceOfSatisfying(Stopping.class,
                stopping -> assertThat(stopping.isStopped()).isFalse());
        ListingTimeLimits.Limit limit = exchange.getVariable("cplnKafkaTimeLimit", ListingTimeLimits.Limit.class);
        assertThat(limit.problem().detail()).contains("40m", "cpln.kafka.listing-timeout");
        listings.end(limit);
    }

    @Test
    void refusedRequestHasNoTimeLimitToEnd() {
        KafkaRequest tombstone = new KafkaRequest(null, null, "in/0/8", null);

        assertThatThrownBy(() -> listings.begin(exchange, tombstone)).isInstanceOf(InvalidRequestException.class);
        assertThat(exchange.getVariable("cplnKafkaTimeLimit")).isNull();
        listings.end(null);
    }

    @Test
    void listingThatHasEndedIsNotStopped() {
        listings.setListingTimeout("200ms");
        listings.begin(exchange, request);
        listings.end(exchange.getVariable("cplnKafkaTimeLimit", ListingTimeLimits.Limit.class));
        Stopping ended = exchange.getProperty(Stopping.PROPERTY, Stopping.class);
        listings.begin(exchange, request);

        await().atMost(Duration.ofSeconds(30)).until(exchange.getProperty(Stopping.PROPERTY,
                Stopping.class)::isStopped);
        assertThat(ended.isStopped()).isFalse();
    }

    @Test
    void recordReplacesAllThatTheMessageHad() {
        exchange.getMessage().setBody("{\"containers\":[]}");
        listings.answer(exchange.getMessage(), request);

        assertThat(exchange.getMessage().getBody()).isEqualTo("{\"containers\":[]}");
        assertThat(exchange.getMessage().getHeaders()).containsOnlyKeys(KafkaConstants.OVERRIDE_TOPIC,
                KafkaConstants.KEY,
                "cpln-request", "content-type");
        assertThat(exchange.getMessage().getHeader(KafkaConstants.OVERRIDE_TOPIC)).isEqualTo("answers");
        assertThat(exchange.getMessage().getHeader(KafkaConstants.KEY)).isEqualTo(new byte[] {1});
        assertThat(header("cpln-request")).isEqualTo("in/0/7");
    }

    @Test
    void deadLetterHasNoKeyWhereTheRequestHasNone() {
        exchange.setProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, new InvalidRequestException("Wrong \u00fc."));
        listings.refuse(exchange, new KafkaRequest(null, request.value(), "in/0/8", null));

        assertThat(exchange.getMessage().getBody()).isSameAs(request.value());
        assertThat(exchange.getMessage().getHeaders())
                .containsOnlyKeys(KafkaConstants.OVERRIDE_TOPIC, "cpln-request", "cpln-reason");
        assertThat(exchange.getMessage().getHeader(KafkaConstants.OVERRIDE_TOPIC)).isEqualTo("letters");
        assertThat(header("cpln-reason")).isEqualTo("Wrong \u00fc.");
    }

    @Test
    void recordThatIsTooLargeIsReplacedByASmallOne() {
        listings.answer(exchange.getMessage(), request);
        listings.shrink(exchange, request);
        assertThat(exchange.getMessage().getBody()).isInstanceOfSatisfying(Problem.class,
                problem -> assertThat(problem.status()).isEqualTo(413));

        exchange.setProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, new InvalidRequestException("Wrong \u00fc."));
        listings.refuse(exchange, request);
        listings.shrink(exchange, request);
        assertThat(exchange.getMessage().getBody()).isNull();
        assertThat(header("cpln-reason")).startsWith("Wrong \u00fc. ").contains("in/0/7");
    }

    @Test
    void requestForAGvcGoesToTheTopicOfRequests() {
        Map<String, Object> options = Map.of("gvc", "prod");
        exchange.getMessage().setBody(options);
        listings.request(exchange);

        assertThat(exchange.getMessage().getBody()).isEqualTo(options);
        assertThat(exchange.getMessage().getHeader(KafkaConstants.OVERRIDE_TOPIC)).isEqualTo("requests");
        assertThat(header(KafkaConstants.KEY)).isEqualTo("prod");
    }

    @Test
    void listingThatWasStoppedIsLeftToAnotherProcess() {
        listings.begin(exchange, request);
        ListingTimeLimits.Limit limit = exchange.getVariable("cplnKafkaTimeLimit", ListingTimeLimits.Limit.class);

        assertThatThrownBy(() -> listings.failed(request, limit, STOPPED)).isSameAs(STOPPED);
        assertThatThrownBy(() -> listings.failed(request, null, STOPPED)).isSameAs(STOPPED);
        exchange.setProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, STOPPED);
        assertThatThrownBy(() -> listings.fail(exchange, request, limit)).isSameAs(STOPPED);
    }

    @Test
    void listingThatItsTimeLimitHasStoppedIsAnswered() {
        listings.setListingTimeout("1ms");
        listings.begin(exchange, request);
        ListingTimeLimits.Limit limit = exchange.getVariable("cplnKafkaTimeLimit", ListingTimeLimits.Limit.class);
        await().atMost(Duration.ofSeconds(30)).until(exchange.getProperty(Stopping.PROPERTY,
                Stopping.class)::isStopped);

        assertThat(listings.failed(request, limit, STOPPED).value()).isEqualTo(limit.problem());
        Exception other = new ListingFailedException(502, "Bad gateway", "The API answered 500.");
        assertThat(listings.failed(request, limit, other).value())
                .isEqualTo(new Problem(502, "Bad gateway", "The API answered 500."));
    }

    @Test
    void listingThatFailedIsAnsweredByAProblem() {
        exchange.setProperty(ExchangePropertyKey.EXCEPTION_CAUGHT,
                new ListingFailedException(404, "Not found", "There is no GVC 'x'."));
        listings.fail(exchange, request, null);

        assertThat(exchange.getMessage().getBody()).isEqualTo(new Problem(404, "Not found", "There is no GVC 'x'."));
        assertThat(header("content-type")).isEqualTo("application/problem+json");
    }

    @Test
    void requestIsCommittedOnce() {
        AtomicInteger commits = new AtomicInteger();
        listings.commit(new KafkaRequest(null, null, "in/0/8", commits::incrementAndGet));

        assertThat(commits).hasValue(1);
    }

    @Test
    void closedBeanStartsNoListing() {
        listings.close();

        assertThatThrownBy(() -> listings.begin(exchange, request)).isInstanceOf(RejectedExecutionException.class);
        new KafkaListings().close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2400001", "41m", "soon"})
    void timeOutsideTheGroupsPatienceIsRefused(String time) {
        assertThatIllegalArgumentException().isThrownBy(() -> listings.setListingTimeout(time))
                .withMessageStartingWith("Setting cpln.kafka.listing-timeout has the value '" + time + "'");
    }
}
