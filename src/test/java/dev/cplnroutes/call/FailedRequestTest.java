package dev.cplnroutes.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.api.ApiScope;
import dev.cplnroutes.api.ApiSettings;
import dev.cplnroutes.api.FailureReader;
import dev.cplnroutes.mapping.ApiAnswer;
import dev.cplnroutes.testing.TestCaller;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a failed request leaves in its call, also where the token was replaced meanwhile.
 */
class FailedRequestTest {

    @TempDir
    private Path folder;
    private Path file;
    private final ApiSettings settings = new ApiSettings();
    private final FailedRequest failedRequest =
            new FailedRequest(new FailureReader(settings, Clock.systemUTC()), settings);

    @BeforeEach
    void writeToken() throws IOException {
        file = folder.resolve("token");
        Files.writeString(file, "one");
        settings.setOrg("acme");
        settings.setEndpoint("http://api.test");
        settings.setTokenFile(file.toString());
        settings.requireComplete();
    }

    private static ApiCall sent() {
        ApiCall call = new ApiCall(new TestCaller(),
                ApiRead.uncached(URI.create("http://api.test/org/acme/gvc"), ApiScope.ORGANIZATION,
                ApiAnswer.Kind.GVC_LIST));
        call.sending(new Pace.Pass(System.nanoTime(), 0), Clock.systemUTC().instant());
        return call;
    }

    private ApiException translated(ApiCall call, Exception thrown) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, thrown);
        ApiException failure =
                catchThrowableOfType(ApiException.class, () -> failedRequest.translate(exchange, call));
        assertThat(call.request().failure()).isSameAs(failure);
        return failure;
    }

    @Test
    void failureIsToldInWords() {
        ApiException failure = translated(sent(), new IOException("reset"));
        assertThat(failure).hasMessage("the connection to the API at http://api.test broke");
        assertThat(failure.kind()).isEqualTo(ApiException.Kind.UNREACHABLE);
    }

    @Test
    void refusedTokenIsToldFromOneThatWasReplaced() throws Exception {
        ApiException refused = ApiException.status(401, "expired", null);
        ApiCall call = sent();
        assertThat(translated(call, refused)).isSameAs(refused);
        Files.writeString(file, "two");
        ApiException ofReplaced = translated(call, refused);
        assertThat(ofReplaced.isOfReplacedToken()).isTrue();
        assertThat(ofReplaced).hasMessage("expired");
        assertThat(translated(sent(), refused)).as("sent with the new token").isSameAs(refused);
    }

    @Test
    void otherFailuresHaveNothingToDoWithTheToken() throws Exception {
        ApiException absent = ApiException.status(404, "none", null);
        ApiCall call = sent();
        Files.writeString(file, "two");
        assertThat(translated(call, absent)).isSameAs(absent);
    }
}
