package dev.cplnroutes.events;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signer of webhooks, see Standard Webhooks, section "Signature scheme": HMAC-SHA256 of {@code id.timestamp.body}.
 */
final class WebhookSignature {

    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";

    private final List<SecretKeySpec> keys;

    private WebhookSignature(List<SecretKeySpec> keys) {
        this.keys = keys;
    }

    /**
     * Reads the secrets.
     *
     * @param secrets {@code whsec_} and Base64, several separated by white space while one replaces the other; blank
     *                for none
     * @throws IllegalArgumentException if one has another form; the message does not hold it
     */
    static WebhookSignature of(String secrets) {
        return new WebhookSignature(Stream.of(secrets.trim().split("\\s+")).filter(secret -> !secret.isEmpty())
                .map(WebhookSignature::key).toList());
    }

    private static SecretKeySpec key(String secret) {
        try {
            if (secret.startsWith(PREFIX)) {
                return new SecretKeySpec(Base64.getDecoder().decode(secret.substring(PREFIX.length())), ALGORITHM);
            }
        } catch (IllegalArgumentException e) {
            // Reported below; this exception's message holds characters of the secret.
        }
        throw new IllegalArgumentException("Setting cpln.webhook.secret is not of the form whsec_ and Base64.");
    }

    /** Whether there is a secret to sign with. */
    boolean isPresent() {
        return !keys.isEmpty();
    }

    /**
     * The header {@code webhook-signature}.
     *
     * @param id      header {@code webhook-id}
     * @param seconds header {@code webhook-timestamp}, seconds since 1970
     * @param body    the body
     * @return a signature for each secret, separated by spaces
     */
    String sign(String id, long seconds, byte[] body) {
        return keys.stream().map(key -> "v1," + sign(key, id + "." + seconds + ".", body))
                .collect(Collectors.joining(" "));
    }

    private static String sign(SecretKeySpec key, String head, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(head.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA256 is missing from the Java runtime", e);
        }
    }
}
