package dev.cplnroutes.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.api.ApiScope;
import dev.cplnroutes.api.ApiSettings;
import dev.cplnroutes.mapping.ApiAnswer;
import dev.cplnroutes.testing.SettableClock;
import dev.cplnroutes.testing.TestCaller;
import org.apache.camel.health.HealthCheck.Result;
import org.apache.camel.health.HealthCheck.State;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the health check says after calls that nobody sent.
 */
class TokenHealthTest {

    private static final ApiException REFUSED = ApiException.status(401, "expired", null);

    @TempDir
    private Path folder;
    private Path file;
    private final SettableClock clock = new SettableClock();
    private final Instant start = clock.instant();
    private final ApiSettings settings = new ApiSettings();
    private final TokenHealth health = new TokenHealth(settings, clock);

    @BeforeEach
    void writeToken() throws Exception {
        file = folder.resolve("token");
        Files.writeString(file, "one");
        settings.setOrg("acme");
        settings.setEndpoint("http://api.test");
        settings.setTokenFile(file.toString());
        settings.requireComplete();
    }

    private ApiCall ended(ApiException failure) {
        ApiCall call = new ApiCall(new TestCaller(),
                ApiRead.uncached(URI.create("http://api.test/org/acme/gvc"), ApiScope.ORGANIZATION,
                ApiAnswer.Kind.GVC_LIST));
        call.sending(new Pace.Pass(System.nanoTime(), 0), clock.instant());
        if (failure != null) {
            call.request().failed(failure);
        }
        health.ended(call);
        clock.advance(Duration.ofSeconds(10));
        return call;
    }

    private Result asked() {
        return health.call(Map.of());
    }

    private String detail(String name) {
        Object detail = asked().getDetails().get(name);
        return detail == null ? null : detail.toString();
    }

    @Test
    void checkIsReadyBeforeAnyCall() {
        assertThat(asked().getState()).isEqualTo(State.UP);
        assertThat(detail("organization")).isEqualTo("acme");
        assertThat(asked().getDetails()).doesNotContainKeys("lastSuccess", "lastFailure", "refusedSince");
        assertThat(health.getId()).isEqualTo("cpln-token");
        assertThat(health.getGroup()).isEqualTo("cpln");
        assertThat(health.isLiveness()).isTrue();
        assertThat(health.isReadiness()).isTrue();
    }

    @Test
    void refusedTokenIsNotReadyUntilACallSucceeds() {
        ended(REFUSED);
        ended(ApiException.status(403, "bad credentials", null));
        assertThat(asked().getState()).isEqualTo(State.DOWN);
        assertThat(health.isRefused()).isTrue();
        assertThat(asked().getMessage())
                .hasValue("Control Plane has refused the token since " + start + ": bad credentials");
        assertThat(detail("refusedSince")).isEqualTo(start.toString());
        assertThat(detail("lastFailure")).isEqualTo(start.plusSeconds(10) + ": bad credentials");

        ended(null);
        assertThat(asked().getState()).isEqualTo(State.UP);
        assertThat(health.isRefused()).isFalse();
        assertThat(detail("lastSuccess")).isEqualTo(start.plusSeconds(20).toString());
        assertThat(detail("lastFailure")).as("stays").isEqualTo(start.plusSeconds(10) + ": bad credentials");
        assertThat(detail("refusedSince")).isNull();
    }

    @Test
    void otherFailuresAreTold() {
        ended(ApiException.unreachable("broken"));
        assertThat(asked().getState()).isEqualTo(State.UP);
        assertThat(detail("lastFailure")).isEqualTo(start + ": broken");
        ended(ApiException.cancelled());
        assertThat(detail("lastFailure")).as("a call that we cancelled says nothing").isEqualTo(start + ": broken");
        ended(REFUSED.ofReplacedToken());
        assertThat(asked().getState()).isEqualTo(State.UP);
    }

    @Test
    void processIsAliveAllTheSame() {
        ended(REFUSED);
        assertThat(health.call(Map.of(HealthCheck.CHECK_KIND, HealthCheck.Kind.LIVENESS)).getState())
                .isEqualTo(State.UP);
        assertThat(health.call(Map.of(HealthCheck.CHECK_KIND, HealthCheck.Kind.READINESS)).getState())
                .isEqualTo(State.DOWN);
    }

    @Test
    void checkCanBeSwitchedOff() {
        assertThat(health.isEnabled()).isTrue();
        ended(REFUSED);
        health.setEnabled(false);
        assertThat(health.isEnabled()).isFalse();
        assertThat(asked().getState()).isEqualTo(State.UP);
        health.setEnabled(true);
        assertThat(asked().getState()).isEqualTo(State.DOWN);
    }

    @Test
    void anotherTokenIsReadyUntilItIsRefused() throws Exception {
        ended(REFUSED);
        Files.writeString(file, "two");
        assertThat(settings.hasNewToken(System.nanoTime(), true)).as("the file is read now").isTrue();
        assertThat(health.isRefused()).isFalse();
        assertThat(asked().getState()).isEqualTo(State.UP);
        ended(REFUSED);
        assertThat(asked().getState()).isEqualTo(State.DOWN);
        assertThat(detail("refusedSince")).isEqualTo(start.plusSeconds(10).toString());
    }
}
