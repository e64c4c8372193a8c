package dev.cplnroutes.trigger.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalLong;

import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.Problem;
import org.junit.jupiter.api.Test;

/** What is sent: answers, problems, dead letters and requests. */
class KafkaRecordTest {

    private static final KafkaTopics TOPICS = new KafkaTopics("requests", "answers", "letters");
    private static final byte[] KEY = "key".getBytes(StandardCharsets.UTF_8);
    private static final byte[] VALUE = "{".getBytes(StandardCharsets.UTF_8);
    private static final KafkaRequest REQUEST = new KafkaRequest(KEY, VALUE, "requests/1/42", null);
    private static final KafkaRequest WITHOUT_KEY = new KafkaRequest(null, VALUE, "requests/1/43", null);

    @Test
    void answerNamesItsRequest() {
        KafkaRecord answer = KafkaRecord.answer(TOPICS, REQUEST, "result");

        assertThat(answer.topic()).isEqualTo("answers");
        assertThat(answer.key()).isEqualTo(KEY);
        assertThat(answer.value()).isEqualTo("result");
        assertThat(answer.headers())
                .isEqualTo(Map.of("cpln-request", "requests/1/42", "content-type", "application/json"));
        assertThat(KafkaRecord.answer(TOPICS, WITHOUT_KEY, "result").key()).asString(StandardCharsets.UTF_8)
                .isEqualTo("requests/1/43");
    }

    @Test
    void failureIsAnsweredByAProblem() {
        KafkaRecord answer = KafkaRecord.failure(TOPICS, WITHOUT_KEY,
                new ListingFailedException(404, "Not found", "There is no GVC 'x'."));

        assertThat(answer.topic()).isEqualTo("answers");
        assertThat(answer.key()).asString(StandardCharsets.UTF_8).isEqualTo("requests/1/43");
        assertThat(answer.value()).isEqualTo(new Problem(404, "Not found", "There is no GVC 'x'."));
        assertThat(answer.headers())
                .isEqualTo(Map.of("cpln-request", "requests/1/43", "content-type", "application/problem+json"));
    }

    @Test
    void failureThatPassesSaysWhenToTryAgain() {
        assertThat(KafkaRecord.failure(TOPICS, REQUEST,
                new ListingFailedException(503, "Unavailable", "Later.", OptionalLong.of(7))).headers())
                .isEqualTo(Map.of("cpln-request", "requests/1/42", "content-type", "application/problem+json",
                        "retry-after", "7"));
    }

    @Test
    void unexpectedFailureTellsNothing() {
        KafkaRecord answer = KafkaRecord.failure(TOPICS, REQUEST, new IllegalStateException("secret"));

        assertThat(((Problem) answer.value()).status()).isEqualTo(500);
        assertThat(answer.value().toString()).doesNotContain("secret");
        assertThat(answer.headers()).doesNotContainKey("retry-after");
    }

    @Test
    void deadLetterIsTheRequestByteForByteAndTheReason() {
        KafkaRecord letter = KafkaRecord.deadLetter(TOPICS, REQUEST, "Unknown option 'x'.");

        assertThat(letter.topic()).isEqualTo("letters");
        assertThat(letter.key()).isSameAs(KEY);
        assertThat(letter.value()).isSameAs(VALUE);
        assertThat(letter.headers())
                .isEqualTo(Map.of("cpln-request", "requests/1/42", "cpln-reason", "Unknown option 'x'."));
        assertThat(KafkaRecord.deadLetter(TOPICS, WITHOUT_KEY, "Wrong.").key()).isNull();
    }

    @Test
    void answerThatIsTooLargeBecomesAProblem() {
        KafkaRecord answer = KafkaRecord.instead(TOPICS, REQUEST, null);

        assertThat(answer.topic()).isEqualTo("answers");
        assertThat(answer.key()).isEqualTo(KEY);
        assertThat(answer.value()).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.status()).isEqualTo(413);
            assertThat(problem.title()).isEqualTo("Answer too large");
            assertThat(problem.detail()).contains("pageSize", "cursor");
        });
        assertThat(answer.headers())
                .isEqualTo(Map.of("cpln-request", "requests/1/42", "content-type", "application/problem+json"));
    }

    @Test
    void deadLetterThatIsTooLargeLosesItsValueAndSaysWhereTheRequestStands() {
        KafkaRecord letter = KafkaRecord.instead(TOPICS, REQUEST, "Unknown option 'x'.");

        assertThat(letter.topic()).isEqualTo("letters");
        assertThat(letter.key()).isSameAs(KEY);
        assertThat(letter.value()).isNull();
        assertThat(letter.headers().get("cpln-reason")).startsWith("Unknown option 'x'. ").contains("requests/1/42");
    }

    @Test
    void requestForAGvcHasItsNameAsKey() {
        Map<String, Object> options = Map.of("gvc", "prod", "cache", false);
        KafkaRecord request = KafkaRecord.request(TOPICS, options);

        assertThat(request.topic()).isEqualTo("requests");
        assertThat(request.key()).asString(StandardCharsets.UTF_8).isEqualTo("prod");
        assertThat(request.value()).isSameAs(options);
        assertThat(request.headers()).isEqualTo(Map.of("content-type", "application/json"));
    }
}
