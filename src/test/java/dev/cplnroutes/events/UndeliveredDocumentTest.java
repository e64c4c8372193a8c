package dev.cplnroutes.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UndeliveredDocumentTest {

    private final EventDelivery delivery = EventSamples.delivery(
            EventSamples.endpoint(2, "https://hooks.example.com"), 7);

    @Test
    void documentTellsEventReceiverAndReason() throws Exception {
        delivery.attempt();
        String text = UndeliveredDocument.write(delivery, "answered 503", EventSamples.TIME);
        assertThat(text).doesNotContain("\n");
        JsonNode document = new ObjectMapper().readTree(text);
        assertThat(document.fieldNames()).toIterable()
                .containsExactly("endpoint", "receiver", "reason", "attempts", "time", "key", "event");
        assertThat(document.path("endpoint").asText()).isEqualTo("progress-2");
        assertThat(document.path("receiver").asText()).isEqualTo("https://hooks.example.com");
        assertThat(document.path("reason").asText()).isEqualTo("answered 503");
        assertThat(document.path("attempts").asInt()).isEqualTo(1);
        assertThat(document.path("time").asText()).isEqualTo("2026-03-04T10:00:00.123Z");
        assertThat(document.path("key").asText()).isEqualTo(delivery.event().key());
        assertThat(document.path("event")).isEqualTo(delivery.event().toCloudEvent());
    }

    @Test
    void whatWasWrittenIsReadAsItWas() throws Exception {
        UndeliveredDocument read = UndeliveredDocument.read(
                "\n " + UndeliveredDocument.write(delivery, "answered 503", EventSamples.TIME) + "\n");
        assertThat(read.endpoint()).isEqualTo("progress-2");
        assertThat(read.receiver()).isEqualTo("https://hooks.example.com");
        assertThat(read.event()).usingRecursiveComparison().ignoringFields("data").isEqualTo(delivery.event());
        assertThat(read.event().toCloudEvent()).isEqualTo(delivery.event().toCloudEvent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"event\":{}}",
            "{\"key\":\"k\",\"event\":{\"type\":\"x\",\"id\":\"1\",\"data\":{}}}",
        "{\"event\":{\"type\":\"dev.cplnroutes.container\",\"id\":\"1\",\"data\":{},"
            + "\"time\":\"2026-03-04T10:00:00Z\"}}",
        "{\"key\":\"k\",\"event\":{\"type\":\"dev.cplnroutes.container\",\"id\":\"1\",\"data\":{},"
            + "\"time\":\"s3cret\"}}"})
    void anotherTextIsRefused(String text) {
        assertThatThrownBy(() -> UndeliveredDocument.read(text)).isInstanceOf(DeliveryException.class)
                .hasMessage("it is not the document of an undelivered event");
    }

    @Test
    void goesToTheSameEndpointOrToOneThatLooksTheSame() {
        EventEndpoint first = EventSamples.endpoint(1, "log:a");
        EventEndpoint second = EventSamples.endpoint(2, "log:a");
        EventEndpoint other = EventSamples.endpoint(3, "log:b");
        Event event = delivery.event();
        List<EventEndpoint> all = List.of(other, first, second);
        assertThat(new UndeliveredDocument(event, "progress-2", "log:a").endpointAmong(all)).containsSame(second);
        assertThat(new UndeliveredDocument(event, "progress-9", "log:a").endpointAmong(all)).containsSame(first);
        assertThat(new UndeliveredDocument(event, "progress-1", "log:b").endpointAmong(all)).containsSame(other);
        assertThat(new UndeliveredDocument(event, "progress-1", "log:c").endpointAmong(all)).isEmpty();
    }
}
