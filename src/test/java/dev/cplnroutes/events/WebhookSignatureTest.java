package dev.cplnroutes.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import com.standardwebhooks.Webhook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSignatureTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String OTHER = "whsec_"
            + Base64.getEncoder().encodeToString("a secret of thirty-two bytes ...".getBytes(StandardCharsets.UTF_8));
    private static final String BODY = "{\"test\": 2432232314, \"text\": \"ü\"}";

    private static String sign(String secrets) {
        return WebhookSignature.of(secrets).sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
                BODY.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void signaturesAreThoseOfTheStandardsLibrary() throws Exception {
        assertThat(sign(SECRET)).isEqualTo(new Webhook(SECRET).sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, BODY));
        assertThat(WebhookSignature.of(SECRET).sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
                "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8)))
                .as("the example of the specification").isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void eachSecretSigns() {
        assertThat(sign(" " + OTHER + " \n\t" + SECRET + "  ")).isEqualTo(sign(OTHER) + " " + sign(SECRET));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n"})
    void noSecretSignsNothing(String secrets) {
        assertThat(WebhookSignature.of(secrets).isPresent()).isFalse();
        assertThat(WebhookSignature.of(SECRET).isPresent()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_", "whsec_%%s3cret", "whsec",
        SECRET + " s3cret"})
    void anotherFormIsRefusedWithoutShowingIt(String secrets) {
        assertThatThrownBy(() -> WebhookSignature.of(secrets)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Setting cpln.webhook.secret is not of the form whsec_ and Base64.").hasNoCause();
    }
}
