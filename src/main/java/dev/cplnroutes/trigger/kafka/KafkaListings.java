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
 * The steps of the Kafka trigger around a listing: takes the request from its record, and makes the record of the
 * answer, of the problem or of the refused request.
 */
public final class KafkaListings {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaListings.class);

    private static final String REQUEST = "cplnKafkaRequest";
    private static final String TIME_LIMIT = "cplnKafkaTimeLimit";

    /** Leaves time to stop and to send an answer before the group takes the process for dead, see maxPollIntervalMs. */
    private static final Duration LONGEST = Duration.ofMinutes(40);

    private KafkaTopics topics = new KafkaTopics(null, null, null);
    private ListingTimeLimits limits;

    /** Creates the bean; all of its properties have to be set. */
    public KafkaListings() {
    }

    /**
     * Sets the topic that requests come from.
     *
     * @param topic name of the topic
     */
    public void setRequestsTopic(String topic) {
        this.topics = new KafkaTopics(topic.trim(), topics.answers(), topics.deadLetters());
    }

    /**
     * Sets the topic that answers go to.
     *
     * @param topic name of the topic
     */
    public void setAnswersTopic(String topic) {
        this.topics = new KafkaTopics(topics.requests(), topic.trim(), topics.deadLetters());
    }

    /**
     * Sets the topic that refused requests go to.
     *
     * @param topic name of the topic
     */
    public void setDeadLetterTopic(String topic) {
        this.topics = new KafkaTopics(topics.requests(), topics.answers(), topic.trim());
    }

    /**
     * Sets how long a listing may take.
     *
     * @param timeout in Camel's notation, 1 millisecond to 40 minutes
     * @throws IllegalArgumentException if it is not a time or out of range
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
     * Takes the request from its record.
     *
     * @param exchange exchange of Camel's consumer
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
     * Checks the size of the request and starts the time of the listing.
     *
     * @param exchange gets the text of the request as body
     * @param request  the request
     * @throws InvalidRequestException if the request is blank or too long
     */
    public void begin(Exchange exchange, @Variable(REQUEST) KafkaRequest request) {
        String text = request.text();
        Stopping stopping = new Stopping();
        exchange.setProperty(Stopping.PROPERTY, stopping);
        exchange.setVariable(TIME_LIMIT, limits.start(stopping));
        exchange.getMessage().setBody(text);
    }

    /**
     * Cancels the time limit: the listing has ended, with or without a result.
     *
     * @param limit time limit of the listing; null if no listing has begun
     */
    public void end(@Variable(TIME_LIMIT) ListingTimeLimits.Limit limit) {
        if (limit != null) {
            limit.end();
        }
    }

    /**
     * Makes the record of the result.
     *
     * @param message gets key and headers; its body is the result as JSON
     * @param request the request
     */
    public void answer(Message message, @Variable(REQUEST) KafkaRequest request) {
        set(message, KafkaRecord.answer(topics, request, message.getBody()));
    }

    /**
     * Makes the dead letter of a refused request.
     *
     * @param exchange exchange with the refusal
     * @param request  the request
     */
    public void refuse(Exchange exchange, @Variable(REQUEST) KafkaRequest request) {
        // The log does not say why: the reason may repeat what was in the request.
        LOG.warn("Request {} was refused; its dead letter says why", request.place());
        set(exchange.getMessage(), KafkaRecord.deadLetter(topics, request, failure(exchange).getMessage()));
    }

    /**
     * Makes the record of the problem that answers a listing which failed as a whole.
     *
     * @param exchange exchange with the failure
     * @param request  the request
     * @param limit    time limit of the listing; null if no listing has begun
     * @throws ListingFailedException if the listing was stopped for another reason than its time limit: another process
     *                                may have an answer
     */
    public void fail(Exchange exchange, @Variable(REQUEST) KafkaRequest request,
            @Variable(TIME_LIMIT) ListingTimeLimits.Limit limit) {
        set(exchange.getMessage(), failed(request, limit, failure(exchange)));
    }

    /** The record of the problem that answers a failed listing; throws as {@link #fail} does. */
    KafkaRecord failed(KafkaRequest request, ListingTimeLimits.Limit limit, Exception failure) {
        if (limit != null && limit.hasCaused(failure)) {
            // It is answered, because the next process would not be faster.
            return KafkaRecord.problem(topics, request, limit.problem());
        }
        if (failure instanceof ListingFailedException failed && failed.wasStopped()) {
            throw failed;
        }
        return KafkaRecord.failure(topics, request, failure);
    }

    /**
     * Makes a small record in place of one that is larger than its topic takes.
     *
     * @param exchange exchange with the record that could not be sent; its body becomes a {@link Problem}, or null
     *                 for a dead letter
     * @param request  the request
     */
    public void shrink(Exchange exchange, @Variable(REQUEST) KafkaRequest request) {
        Message message = exchange.getMessage();
        LOG.warn("The record that request {} leads to is larger than its topic takes; a small one that says so is sent",
                request.place());
        byte[] reason = message.getHeader(KafkaRecord.REASON_HEADER, byte[].class);
        set(message, KafkaRecord.instead(topics, request,
                reason == null ? null : new String(reason, StandardCharsets.UTF_8)));
    }

    /**
     * Commits the offset of the request. The brokers must have acknowledged its answer before.
     *
     * @param request the request
     */
    public void commit(@Variable(REQUEST) KafkaRequest request) {
        request.commit().commit();
    }

    /**
     * Makes the record of a request to list one GVC.
     *
     * @param exchange its body holds the options
     */
    public void request(Exchange exchange) {
        set(exchange.getMessage(), KafkaRecord.request(topics, exchange.getMessage().getBody(Map.class)));
    }

    private static Exception failure(Exchange exchange) {
        return exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Exception.class);
    }

    private static void set(Message message, KafkaRecord record) {
        message.setBody(record.value());
        message.removeHeaders("*");
        message.setHeader(KafkaConstants.OVERRIDE_TOPIC, record.topic());
        if (record.key() != null) {
            message.setHeader(KafkaConstants.KEY, record.key());
        }
        // As bytes, because Camel would encode a text in the charset of the machine.
        record.headers().forEach((name, value) -> message.setHeader(name, value.getBytes(StandardCharsets.UTF_8)));
    }
}
