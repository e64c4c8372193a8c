package dev.cplnroutes.trigger.kafka;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.Problem;

/**
 * A record that the trigger sends.
 *
 * @param topic   topic
 * @param key     key; null for none
 * @param value   value: bytes, or an object that the route writes as JSON; null for none
 * @param headers headers, in lower case as users of Kafka write them: names of headers are case-sensitive there
 */
record KafkaRecord(String topic, byte[] key, Object value, Map<String, String> headers) {

    /** Header of answers and dead letters: place of the request, {@code topic/partition/offset}. */
    static final String REQUEST_HEADER = "cpln-request";

    /** Header of dead letters: why the request was refused. */
    static final String REASON_HEADER = "cpln-reason";

    private static final String CONTENT_TYPE_HEADER = "content-type";

    /**
     * The request to list one GVC.
     *
     * @param options options of the request, its {@code gvc} among them
     */
    static KafkaRecord request(KafkaTopics topics, Map<?, ?> options) {
        String gvc = (String) options.get("gvc");
        return new KafkaRecord(topics.requests(), gvc.getBytes(StandardCharsets.UTF_8), options,
                Map.of(CONTENT_TYPE_HEADER, "application/json"));
    }

    /**
     * The answer to a request.
     *
     * @param result result of the listing
     */
    static KafkaRecord answer(KafkaTopics topics, KafkaRequest request, Object result) {
        return new KafkaRecord(topics.answers(), request.answerKey(), result, Map.of(REQUEST_HEADER, request.place(),
                CONTENT_TYPE_HEADER, "application/json"));
    }

    /** The answer to a request whose listing failed as a whole. */
    static KafkaRecord failure(KafkaTopics topics, KafkaRequest request, Exception failure) {
        KafkaRecord answer = problem(topics, request, Problem.of(failure));
        if (failure instanceof ListingFailedException failed && failed.retryAfterSeconds().isPresent()) {
            Map<String, String> headers = new LinkedHashMap<>(answer.headers());
            headers.put("retry-after", Long.toString(failed.retryAfterSeconds().getAsLong()));
            return new KafkaRecord(answer.topic(), answer.key(), answer.value(), headers);
        }
        return answer;
    }

    /** An answer that is a problem instead of a result. */
    static KafkaRecord problem(KafkaTopics topics, KafkaRequest request, Problem problem) {
        return new KafkaRecord(topics.answers(), request.answerKey(), problem, Map.of(REQUEST_HEADER, request.place(),
                CONTENT_TYPE_HEADER, "application/problem+json"));
    }

    /** The dead letter of a refused request: its key and value, and the reason. */
    static KafkaRecord deadLetter(KafkaTopics topics, KafkaRequest request, String reason) {
        return deadLetter(topics, request, request.value(), reason);
    }

    /**
     * A small record that takes the place of one that is larger than its topic allows: sent again, it would fail again.
     *
     * @param reason reason of the dead letter that is too large; null if the record is an answer
     */
    static KafkaRecord instead(KafkaTopics topics, KafkaRequest request, String reason) {
        if (reason == null) {
            return problem(topics, request, new Problem(413, "Answer too large",
                    "The answer is larger than the topic takes; ask for it in pages, by pageSize and cursor, or for "
                            + "less."));
        }
        return deadLetter(topics, request, null, reason + " The request is larger than this topic takes; it stands at "
                + request.place() + ".");
    }

    private static KafkaRecord deadLetter(KafkaTopics topics, KafkaRequest request, byte[] value, String reason) {
        return new KafkaRecord(topics.deadLetters(), request.key(), value,
                Map.of(REQUEST_HEADER, request.place(), REASON_HEADER, reason));
    }
}
