package dev.cplnroutes.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a failure says of itself.
 */
class ApiExceptionTest {

    @ParameterizedTest
    @CsvSource({"401, anything, true", "403, the Token has expired, true", "403, bad Credentials, true",
        "403, not AUTHENTICATED, true", "403, no permission to view gvc prod, false", "404, no such token, false"})
    void tokenIsRefusedByStatusAndWords(int status, String message, boolean isRefused) {
        assertThat(ApiException.status(status, message, null).isTokenRefused()).isEqualTo(isRefused);
    }

    @Test
    void onlyAnswersRefuseAToken() {
        assertThat(ApiException.quota("the token's quota").isTokenRefused()).isFalse();
        assertThat(ApiException.nonsense("no token").isTokenRefused()).isFalse();
    }

    @Test
    void failureOfAReplacedTokenIsTheSameOtherwise() {
        ApiException refused = ApiException.status(401, "expired", Duration.ofSeconds(3));

        ApiException replaced = refused.ofReplacedToken();

        assertThat(refused.isOfReplacedToken()).isFalse();
        assertThat(replaced.isOfReplacedToken()).isTrue();
        assertThat(replaced).hasMessage("expired");
        assertThat(replaced.status()).isEqualTo(401);
        assertThat(replaced.kind()).isEqualTo(ApiException.Kind.STATUS);
        assertThat(replaced.retryAfter()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void everyKindHasAStatusForTheCaller() {
        assertThat(ApiException.quota("x").status()).isEqualTo(429);
        assertThat(ApiException.unreachable("x").status()).isEqualTo(502);
        assertThat(ApiException.timedOut("x").status()).isEqualTo(504);
        assertThat(ApiException.nonsense("x").status()).isEqualTo(502);
        assertThat(ApiException.cancelled().status()).isEqualTo(503);
        assertThat(ApiException.cancelled()).hasMessage("the listing was stopped");
        assertThat(ApiException.cancelled().getStackTrace()).isEmpty();
    }
}
