package dev.cplnroutes.events;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * The form in which an endpoint gets an event.
 */
enum EventForm {

    /** A line for people. */
    LOG {
        @Override
        void write(Event event, Message message) {
            message.setBody(event.line());
        }
    },

    /** A CloudEvent in structured mode, see CloudEvents 1.0, Kafka Protocol Binding. */
    KAFKA {
        @Override
        void write(Event event, Message message) {
            message.setBody(Event.json(event.toCloudEvent()));
            // KafkaConstants.KEY, as text since camel-kafka may be absent.
            message.setHeader("kafka.KEY", event.key());
            message.setHeader("content-type", Event.CLOUD_EVENT);
        }
    },

    /** The data's JSON as a line, in the file that the URI names. */
    LINE {
        @Override
        void write(Event event, Message message) {
            message.setBody(event.dataJson() + "\n");
            message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        }
    },

    /** The data's JSON as a line, in a file of its own. */
    FILE {
        @Override
        void write(Event event, Message message) {
            LINE.write(event, message);
            message.setHeader(Exchange.FILE_NAME, FILE_TIME.format(event.time()) + "-" + event.kind().kindName()
                    + "-" + event.id() + ".json");
        }
    },

    /** The data's JSON. */
    JSON {
        @Override
        void write(Event event, Message message) {
            message.setBody(event.dataJson());
            message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        }
    };

    private static final DateTimeFormatter FILE_TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** The file name of an undelivered event: sorts by the event's time, and within a millisecond by its number. */
    static String fileName(Event event, long number) {
        return String.format(Locale.ROOT, "%s-%09d-%s-%s.json", FILE_TIME.format(event.time()), number,
                event.kind().kindName(), event.id());
    }

    /** Whether an event that ends its key is followed by a message that removes it from a compacted topic. */
    boolean hasTombstones() {
        return this == KAFKA;
    }

    /** Writes the message that removes an event's key from a compacted topic. */
    static void writeTombstone(Event event, Message message) {
        message.setBody(null);
        message.setHeader("kafka.KEY", event.key());
    }

    /** Writes an event into an empty message. */
    abstract void write(Event event, Message message);
}
