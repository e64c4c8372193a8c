package dev.cplnroutes.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventUrisTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "https://hooks.example.com/services/T0/secret|https://hooks.example.com",
        "https://user:secret@hooks.example.com:8443/x?y=secret|https://hooks.example.com:8443",
        "HTTP://hooks.example.com?secret|HTTP://hooks.example.com",
        "http:hooks.example.com/secret|http://hooks.example.com",
        "http://user:secret/x@hooks.example.com/|http://...",
        "https://secret/en@hooks.example.com/|https://...",
        "https://outlook.example.com/webhook/secret@secret/x|https://...",
        "http://[::1]:8080/secret|http://[::1]:8080",
        "kafka:topic?brokers=h:1&saslJaasConfig=secret|kafka:topic",
        "kafka://topic?brokers=h:1|kafka:topic",
        "log:dev.cplnroutes.progress?plain=true|log:dev.cplnroutes.progress",
        "file:/var/events?fileName=secret|file:/var/events",
        "direct:mine|direct:mine",
        "log:?marker=secret|log:",
        "ftp://user:secret@host/folder|ftp:...",
        "telegram:bots/secret?authorizationToken=secret|telegram:...",
        "jms:queue:user@secret|jms:...",
        "secret|..."})
    void onlyPartOfAUriMayBeSeen(String uri, String displayed) {
        assertThat(EventUris.displayed(uri)).isEqualTo(displayed).doesNotContain("secret");
    }

    @Test
    void attemptsOfKafkasClientEndBeforeOurs() {
        assertThat(EventUris.withDefaults("kafka:topic", TIMEOUT, "h:1"))
                .isEqualTo("kafka:topic?brokers=h:1&maxBlockMs=8000&deliveryTimeoutMs=8000&requestTimeoutMs=4000");
        assertThat(EventUris.withDefaults("kafka:topic?brokers=a:1,b:2&requestTimeoutMs=1&lingerMs=5", TIMEOUT, "h:1"))
                .isEqualTo("kafka:topic?brokers=a:1,b:2&requestTimeoutMs=1&lingerMs=5&maxBlockMs=8000"
                        + "&deliveryTimeoutMs=8000");
        // Kafka's client takes no delivery time below the sum of the two.
        assertThat(EventUris.withDefaults("kafka:topic?requestTimeoutMs=30000&lingerMs=5000", TIMEOUT, ""))
                .isEqualTo("kafka:topic?requestTimeoutMs=30000&lingerMs=5000&maxBlockMs=8000&deliveryTimeoutMs=35000");
        assertThat(EventUris.withDefaults("kafka:topic?lingerMs=7000", TIMEOUT, ""))
                .isEqualTo("kafka:topic?lingerMs=7000&maxBlockMs=8000&deliveryTimeoutMs=8000&requestTimeoutMs=1000");
        assertThat(EventUris.withDefaults("kafka:topic?deliveryTimeoutMs=500", TIMEOUT, ""))
                .isEqualTo("kafka:topic?deliveryTimeoutMs=500&maxBlockMs=8000&requestTimeoutMs=500");
        assertThat(EventUris.withDefaults("log:x", TIMEOUT, "h:1")).isEqualTo("log:x");
        assertThat(EventUris.withDefaults("kafka:topic?lingerMs={{linger}}&brokers=h:1", Duration.ofMillis(1), ""))
                .isEqualTo("kafka:topic?lingerMs={{linger}}&brokers=h:1&maxBlockMs=10&deliveryTimeoutMs=10"
                        + "&requestTimeoutMs=5");
        assertThat(EventUris.withDefaults("kafka:topic?brokers=h:1&lingerMs=20000", TIMEOUT, ""))
                .as("at least a millisecond is left for the request")
                .endsWith("&deliveryTimeoutMs=20001&requestTimeoutMs=1");
    }

    @Test
    void foldersOfUndeliveredEventsShowNoFileThatIsBeingWritten() {
        assertThat(EventUris.withDefaultsOfUndelivered("file:x", TIMEOUT, "")).isEqualTo("file:x?tempPrefix=.writing-");
        assertThat(EventUris.withDefaultsOfUndelivered("seda:x", TIMEOUT, "")).isEqualTo("seda:x");
        assertThat(EventUris.withDefaultsOfUndelivered("file:x?tempPrefix=y", TIMEOUT, ""))
                .isEqualTo("file:x?tempPrefix=y");
        assertThat(EventUris.withDefaultsOfUndelivered("file:x?tempFileName=y", TIMEOUT, ""))
                .isEqualTo("file:x?tempFileName=y");
        assertThat(EventUris.withDefaultsOfUndelivered("kafka:x", TIMEOUT, "h:1"))
                .isEqualTo(EventUris.withDefaults("kafka:x", TIMEOUT, "h:1")).contains("brokers=h:1");
    }

    @Test
    void rawValuesSurviveAndTheirTextHoldsNoOptions() {
        String uri = "kafka:topic?saslJaasConfig=RAW(a&brokers=x?lingerMs=5&password=s3c+ret%;)"
                + "&brokers=RAW{h:1}&clientId=c";
        assertThat(EventUris.options(uri)).containsExactly(Map.entry("saslJaasConfig",
                "RAW(a&brokers=x?lingerMs=5&password=s3c+ret%;)"), Map.entry("brokers", "RAW{h:1}"),
                Map.entry("clientId", "c"));
        assertThat(EventUris.hasOption(uri, "password")).isFalse();
        assertThat(EventUris.hasOption(uri, "clientId")).isTrue();
        assertThat(EventUris.withDefaults(uri, TIMEOUT, "other:1")).isEqualTo(uri
                + "&maxBlockMs=8000&deliveryTimeoutMs=8000&requestTimeoutMs=4000");
        assertThat(EventUris.displayed(uri)).isEqualTo("kafka:topic");
        String without = "kafka:topic?saslJaasConfig=RAW(a&brokers=x)";
        assertThat(EventUris.withDefaults(without, TIMEOUT, "h:1")).startsWith(without + "&brokers=h:1&maxBlockMs=");
    }

    /** A dot stands for a blank, a comma separates what is expected. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "log:x|log:x",
        "..log:x.\t...log:y..|log:x,log:y",
        "''|''", "...|''",
        "kafka:t?j=RAW(a.required.u=\"u\".p=\"p\";)|kafka:t?j=RAW(a.required.u=\"u\".p=\"p\";)",
        "kafka:t?j=RAW(a.b)&k=RAW{c.d}.log:x|kafka:t?j=RAW(a.b)&k=RAW{c.d},log:x",
        "kafka:t?j=RAW{a.{b}.c}&k=1.log:x|kafka:t?j=RAW{a.{b}.c}&k=1,log:x",
        "kafka:t?j=RAW(a.(b).c).log:x|kafka:t?j=RAW(a.(b).c),log:x",
        "kafka:t?j=RAW(a\\.b).log:x|kafka:t?j=RAW(a\\.b),log:x",
        "kafka:t?j=RAW(a.b).|kafka:t?j=RAW(a.b)",
        "kafka:t?j=RAW(a.log:x|kafka:t?j=RAW(a,log:x",
        "kafka:RAW(a.b)|kafka:RAW(a,b)",
        "file:my\\.folder.log:x|file:my.folder,log:x",
        "file:a\\..b|file:a.,b",
        "file:C:\\events\\x.log:y|file:C:\\events\\x,log:y",
        "file:x\\|file:x\\"})
    void whiteSpaceSeparatesUrisUnlessItIsRawOrBehindABackslash(String setting, String uris) {
        assertThat(EventUris.split(setting.replace('.', ' ')))
                .isEqualTo(uris.isEmpty() ? List.of() : List.of(uris.replace('.', ' ').split(",")));
    }

    @Test
    void optionsThatCamelCannotReadAreNone() {
        assertThat(EventUris.options("log:x")).isEmpty();
        assertThat(EventUris.options("log:x?")).isEmpty();
        assertThat(EventUris.options("https://hooks.example.com/x?100%=1")).isEmpty();
        assertThat(EventUris.options("log:x?plain&level=WARN&")).containsOnlyKeys("plain", "level");
    }

    @ParameterizedTest
    @CsvSource({"log:x,LOG", "kafka:x,KAFKA", "file:x,FILE", "file:x?fileName=y,LINE", "file:x?fileNamePrefix=y,FILE",
        "seda:x,JSON", "direct:x?fileName=y,JSON"})
    void formsByComponent(String uri, EventForm form) {
        assertThat(EventUris.form(uri)).isEqualTo(form);
    }

    @Test
    void webhooksAreHttpInAnyCase() {
        assertThat(EventUris.isWebhook("https://x")).isTrue();
        assertThat(EventUris.isWebhook("HTTP:x")).isTrue();
        assertThat(EventUris.isWebhook("httpx:x")).isFalse();
        assertThat(EventUris.isFolder("file:x")).isTrue();
        assertThat(EventUris.isFolder("ftp:x")).isFalse();
    }
}
