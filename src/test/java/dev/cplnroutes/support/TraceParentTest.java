package dev.cplnroutes.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

import org.apache.camel.CamelContext;
import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultMessage;
import org.junit.jupiter.api.Test;

class TraceParentTest {

    private static final String VALID = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private static String of(Object header) throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            Message message = new DefaultMessage(context);
            message.setHeader("traceparent", header);
            return TraceParent.of(message);
        }
    }

    @Test
    void validHeaderIsReadAsItIs() throws Exception {
        assertThat(of(VALID)).isEqualTo(VALID);
        assertThat(of(VALID.getBytes(StandardCharsets.US_ASCII))).as("a header of Kafka").isEqualTo(VALID);
    }

    @Test
    void otherHeaderIsIgnored() throws Exception {
        assertThat(of(null)).isNull();
        assertThat(of(List.of(VALID, VALID))).as("several").isNull();
        assertThat(of(new byte[] {0, (byte) 0xFF})).isNull();
        for (String wrong : List.of("", VALID + "-00", VALID.toUpperCase(Locale.ROOT),
                VALID.replace("4bf92f3577b34da6a3ce929d0e0e4736", "0".repeat(32)),
                VALID.replace("00f067aa0ba902b7", "0".repeat(16)), VALID.replaceFirst("00", "01"),
                VALID + "\r\nX: y")) {
            assertThat(of(wrong)).as(wrong).isNull();
        }
    }
}
