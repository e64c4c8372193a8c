package dev.cplnroutes.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;

import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.api.ApiScope;
import dev.cplnroutes.api.ApiSettings;
import dev.cplnroutes.call.ApiCall;
import dev.cplnroutes.call.ApiGate;
import dev.cplnroutes.call.ApiRead;
import dev.cplnroutes.mapping.ApiAnswer;
import dev.cplnroutes.recording.CallRecorder;
import dev.cplnroutes.testing.SampleOptions;
import dev.cplnroutes.testing.SettableClock;
import dev.cplnroutes.testing.TestCaller;
import org.junit.jupiter.api.Test;

/**
 * Which calls may share an answer, and how long they want it kept.
 */
class InFlightAnswerTest {

    private static final ApiScope SCOPE = new ApiScope("prod", "api");

    private final SettableClock clock = new SettableClock();
    private final InFlightAnswer answer = new InFlightAnswer(SCOPE, Duration.ofSeconds(60));

    private ApiCall call(Duration ttl) {
        return new ApiCall(new TestCaller(new SampleOptions().withTtl(ttl), clock),
                new ApiRead(URI.create("http://x/deployment"), SCOPE, ApiAnswer.Kind.DEPLOYMENT_LIST, true, null));
    }

    @Test
    void answerThatWasNotAskedForYetIsYoungEnoughForAll() {
        assertThat(answer.isAcceptedBy(call(Duration.ZERO), clock)).isTrue();
    }

    @Test
    void answerThatWasAskedForIsAsOldAsItsRequest() throws ApiException {
        ApiCall lead = call(Duration.ofSeconds(60));
        lead.leads(answer.attempt());
        new ApiGate(new ApiSettings(), clock, new CallRecorder()).enter(lead);
        clock.advance(Duration.ofSeconds(10));
        assertThat(answer.isAcceptedBy(call(Duration.ofSeconds(10)), clock)).isFalse();
        assertThat(answer.isAcceptedBy(call(Duration.ofSeconds(11)), clock)).isTrue();
    }

    @Test
    void longestWishCounts() {
        assertThat(answer.keepFor()).isEqualTo(Duration.ofSeconds(60));
        answer.joined(Duration.ofSeconds(10));
        assertThat(answer.keepFor()).isEqualTo(Duration.ofSeconds(60));
        answer.joined(Duration.ofSeconds(90));
        answer.joined(Duration.ofSeconds(80));
        assertThat(answer.keepFor()).isEqualTo(Duration.ofSeconds(90));
        assertThat(answer.scope()).isSameAs(SCOPE);
        assertThat(answer.answer()).isNotDone();
    }
}
