package dev.cplnroutes.trigger.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.Problem;
import dev.cplnroutes.Stopping;
import dev.cplnroutes.trigger.ListingTimeLimits;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Message;
import org.apache.camel.Variable;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the Kafka trigger does around a listing: takes the request from its message, and makes a message of the answer, the
 * problem or the request that was refused.
 */
public final class KafkaListings {

    /** Header of answers and dead letters: the request's place, {@code topic/partition/offset}. */
    static final String REQUEST_HEADER = "cpln-request";

    /** Header of dead letters: why the request was refused. */
    static final String REASON_HEADER = "cpln-reason";

    /** In lower case, as Kafka's users write it: there it makes a difference. */
    private static final String CONTENT_TYPE_HEADER = "content-type";

    private static final Logger LOG = LoggerFactory.getLogger(KafkaListings.class);
    private static final int LARGEST_REQUEST = 64 * 1024;
    /** With time left to end and to send before the group takes the process for dead, see maxPollIntervalMs. */
    private static final Duration LONGEST = Duration.ofMinutes(40);

    private String requestsTopic;
    private String answersTopic;
    private String deadLetterTopic;
    private ListingTimeLimits limits;

    /** Makes the bean; all of its properties have to be set. */
    public KafkaListings() {
    }

    /**
     * Sets where requests come from.
     *
     * @param topic name of the topic
     */
    public void setRequestsTopic(String topic) {
        this.requestsTopic = topic.trim();
    }

    /**
     * Sets where answers go.
     *
     * @param topic name of the topic
     */
    public void setAnswersTopic(String topic) {
        this.answersTopic = topic.trim();
    }

    /**
     * Sets where requests go that are refused.
     *
     * @param topic name of the topic
     */
    public void setDeadLetterTopic(String topic) {
        this.deadLetterTopic = topic.trim();
    }

    /**
     * Sets how long a listing may take.
     *
     * @param timeout in Camel's notation, 1 millisecond to 40 minutes
     * @throws IllegalArgumentException where it is something else
     */
    public void setListingTimeout(String timeout) {
        this.limits = new ListingTimeLimits("cpln.kafka.listing-timeout", timeout, LONGEST);
    }

    /** Ends the bean. */
    public void close() {
        if (limits != null) {
            limits.close();
        }
    }

    /**
     * Takes the request from its message.
     *
     * @param exchange what Camel's consumer made of the message
     * @return the request, unchecked
     */
    public KafkaRequest take(Exchange exchange) {
        Message message = exchange.getMessage();
        String place = message.getHeader(KafkaConstants.TOPIC) + "/" + message.getHeader(KafkaConstants.PARTITION) + "/"
                + message.getHeader(KafkaConstants.OFFSET);
        return new KafkaRequest(message.getHeader(KafkaConstants.KEY, byte[].class), (byte[]) message.getBody(), place,
                message.getHeader(KafkaConstants.MANUAL_COMMIT, KafkaManualCommit.class));
    }

    /**
     * Checks what can be told before the request is read, and sets the listing's end.
     *
     * @param exchange its body becomes the request's text
     * @param request  the request
     * @throws InvalidRequestException where it is blank or longer than any request
     */
    public void begin(Exchange exchange, @Variable("cplnKafkaRequest") KafkaRequest request) {
        byte[] value = request.value();
        if (value != null && value.length > LARGEST_REQUEST) {
            throw new InvalidRequestException("The request has " + value.length + " bytes; allowed are " + LARGEST_REQUEST
                    + ".");
        }
        String text = value == null ? "" : new String(value, StandardCharsets.UTF_8);
        if (text.isBlank()) {
            // Anywhere else that asks for the defaults. Here it is a tombstone, or a mistake.
            throw new InvalidRequestException("The request is empty; allowed is a JSON object of options, such as "
                    + "{\"gvc\":\"prod\"}, or {} for the defaults.");
        }
        Stopping stopping = new Stopping();
        exchange.setProperty(Stopping.PROPERTY, stopping);
        exchange.setVariable("cplnKafkaTimeLimit", limits.start(stopping));
        exchange.getMessage().setBody(text);
    }

    /**
     * The listing is over, whichever way.
     *
     * @param limit its time limit; null where it did not begin
     */
    public void end(@Variable("cplnKafkaTimeLimit") ListingTimeLimits.Limit limit) {
        if (limit != null) {
            limit.end();
        }
    }

    /**
     * Addresses the listing's result.
     *
     * @param message body: the result as JSON
     * @param request the request
     */
    public void answer(Message message, @Variable("cplnKafkaRequest") KafkaRequest request) {
        address(message, answersTopic, key(request), Map.of(REQUEST_HEADER, request.place(),
                CONTENT_TYPE_HEADER, "application/json"));
    }

    /**
     * Makes the dead letter of a request that was refused: the same key and value, and why.
     *
     * @param exchange exchange with the reason
     * @param request  the request
     */
    public void refuse(Exchange exchange, @Variable("cplnKafkaRequest") KafkaRequest request) {
        // Not why: the reason says what was in the request.
        LOG.warn("Request {} was refused; its dead letter says why", request.place());
        deadLetter(exchange.getMessage(), request, request.value(), failure(exchange).getMessage());
    }

    private void deadLetter(Message message, KafkaRequest request, byte[] value, String reason) {
        message.setBody(value);
        address(message, deadLetterTopic, request.key(), Map.of(REQUEST_HEADER, request.place(), REASON_HEADER, reason));
    }

    /**
     * Addresses the problem that stands for the result of a listing that failed as a whole.
     *
     * @param exchange exchange with the failure; its body becomes the {@link Problem}
     * @param request  the request
     * @param limit    the listing's time limit
     * @throws ListingFailedException where the listing was stopped: then somebody else may have an answer
     */
    public void fail(Exchange exchange, @Variable("cplnKafkaRequest") KafkaRequest request,
            @Variable("cplnKafkaTimeLimit") ListingTimeLimits.Limit limit) {
        Exception failure = failure(exchange);
        if (failure instanceof ListingFailedException failed && failed.wasStopped()) {
            if (limit == null || !limit.hasCaused(failed)) {
                throw failed;
            }
            // The group would take the process for dead, and the next would fare no better.
            problem(exchange.getMessage(), request, limit.problem());
            return;
        }
        problem(exchange.getMessage(), request, Problem.of(failure));
        if (failure instanceof ListingFailedException failed) {
            failed.retryAfterSeconds().ifPresent(seconds ->
                    exchange.getMessage().setHeader("retry-after", Long.toString(seconds)));
        }
    }

    private void problem(Message message, KafkaRequest request, Problem problem) {
        message.setBody(problem);
        address(message, answersTopic, key(request), Map.of(REQUEST_HEADER, request.place(),
                CONTENT_TYPE_HEADER, "application/problem+json"));
    }

    /**
     * Makes a small message instead of one that is larger than its topic takes: it would stay so.
     *
     * @param exchange message that could not be sent; its body becomes a {@link Problem}, or nothing for a dead letter
     * @param request  the request
     */
    public void shrink(Exchange exchange, @Variable("cplnKafkaRequest") KafkaRequest request) {
        Message message = exchange.getMessage();
        LOG.warn("What request {} leads to is larger than its topic takes", request.place());
        byte[] reason = message.getHeader(REASON_HEADER, byte[].class);
        if (reason != null) {
            deadLetter(message, request, null, new String(reason, StandardCharsets.UTF_8)
                    + " The request is larger than this topic takes; it stands at " + request.place() + ".");
        } else {
            problem(message, request, new Problem(413, "Answer too large", "The answer is larger than the topic takes; ask for "
                    + "it in pages, by pageSize and cursor, or for less."));
        }
    }

    /**
     * Marks a request as done. What it led to must have been acknowledged.
     *
     * @param request the request
     */
    public void commit(@Variable("cplnKafkaRequest") KafkaRequest request) {
        request.commit().commit();
    }

    /**
     * Addresses a request of ours.
     *
     * @param exchange body: the options
     */
    public void request(Exchange exchange) {
        String gvc = (String) exchange.getMessage().getBody(Map.class).get("gvc");
        address(exchange.getMessage(), requestsTopic, gvc.getBytes(StandardCharsets.UTF_8),
                Map.of(CONTENT_TYPE_HEADER, "application/json"));
    }

    private static byte[] key(KafkaRequest request) {
        return request.key() != null ? request.key() : request.place().getBytes(StandardCharsets.UTF_8);
    }

    private static void address(Message message, String topic, byte[] key, Map<String, String> headers) {
        message.removeHeaders("*");
        message.setHeader(KafkaConstants.OVERRIDE_TOPIC, topic);
        if (key != null) {
            message.setHeader(KafkaConstants.KEY, key);
        }
        // As bytes: Camel would take the charset of the machine.
        headers.forEach((name, value) -> message.setHeader(name, value.getBytes(StandardCharsets.UTF_8)));
    }

    private static Exception failure(Exchange exchange) {
        return exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Exception.class);
    }
}
