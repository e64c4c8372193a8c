package dev.cplnroutes.trigger.kafka;

import java.nio.charset.StandardCharsets;

import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.request.RequestReader;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;

/**
 * A listing request as it came from its topic.
 *
 * @param key    key of the record; null if it has none
 * @param value  value of the record; null if it has none
 * @param place  {@code topic/partition/offset}
 * @param commit commits the offset of the request and of all before it in its partition
 */
record KafkaRequest(byte[] key, byte[] value, String place, KafkaManualCommit commit) {

    /** Longest request, in bytes. */
    static final int LONGEST = 64 * 1024;

    /**
     * The request as text.
     *
     * @throws InvalidRequestException if it is blank or too long
     */
    String text() {
        if (value != null && value.length > LONGEST) {
            throw new InvalidRequestException("The request has " + value.length + " bytes; allowed are "
                    + LONGEST + ".");
        }
        String text = RequestReader.decode(value);
        if (text.isBlank()) {
            // Other triggers take this for the defaults. On a topic it is a tombstone or a mistake.
            throw new InvalidRequestException("The request is empty; allowed is a JSON object of options, such as "
                    + "{\"gvc\":\"prod\"}, or {} for the defaults.");
        }
        return text;
    }

    /** Key of the answer: that of the request, else its place. */
    byte[] answerKey() {
        return key != null ? key : place.getBytes(StandardCharsets.UTF_8);
    }
}
