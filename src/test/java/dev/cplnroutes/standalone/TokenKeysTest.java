package dev.cplnroutes.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.crypto.spec.SecretKeySpec;

import dev.cplnroutes.testing.KeyStores;
import io.vertx.core.Vertx;
import io.vertx.ext.auth.KeyStoreOptions;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.impl.jose.JWK;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * By which keys tokens are checked, compared with what Vert.x itself finds in the same key store: where a new version
 * of it decides otherwise, this fails.
 */
class TokenKeysTest {

    private static final char[] PASSWORD = "s3cret-store".toCharArray();
    private static final char[] OTHER_PASSWORD = "s3cret-other".toCharArray();
    private static final Instant NOW = Instant.now();

    private static KeyPair rsa;
    private static KeyPair ec;

    @TempDir
    private Path directory;

    /** An entry of a key store. */
    private interface Entry {

        void set(KeyStore keys, String alias) throws GeneralSecurityException;
    }

    /** Hashes that protect a key in a store: the thousands of a real store would cost most of this test's time. */
    private static final String ROUNDS = "keystore.pkcs12.keyPbeIterationCount";

    @BeforeAll
    static void makeKeys() throws GeneralSecurityException {
        System.setProperty(ROUNDS, "1");
        rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        ec = KeyPairGenerator.getInstance("EC").generateKeyPair();
    }

    @AfterAll
    static void protectKeysAgain() {
        System.clearProperty(ROUNDS);
    }

    private static Entry secret(String algorithm, char[] password) {
        return (keys, alias) -> keys.setKeyEntry(alias, new SecretKeySpec(new byte[64], algorithm), password, null);
    }

    private static Certificate certificate(String algorithm, Duration from, Duration to)
            throws GeneralSecurityException {
        return Certificates.selfSigned(algorithm.endsWith("RSA") ? rsa : ec, algorithm, NOW.plus(from), NOW.plus(to));
    }

    private static Entry pair(String algorithm, Duration from, Duration to, char[] password) {
        return (keys, alias) -> keys.setKeyEntry(alias, (algorithm.endsWith("RSA") ? rsa : ec).getPrivate(), password,
                new Certificate[] {certificate(algorithm, from, to)});
    }

    private static Entry certificateAlone(String algorithm) {
        return (keys, alias) -> keys.setCertificateEntry(alias, certificate(algorithm, Duration.ofDays(-1),
                Duration.ofDays(1)));
    }

    private static KeyStore store(String alias, Entry entry) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        entry.set(keys, alias);
        return keys;
    }

    @ParameterizedTest
    @CsvSource({"HS256,HmacSHA256", "HS384,HmacSHA384", "HS512,HmacSHA512"})
    void secretKeyWhoseAliasIsItsAlgorithmIsFound(String alias, String algorithm) throws Exception {
        assertThat(TokenKeys.isIn(store(alias, secret(algorithm, PASSWORD)), PASSWORD)).isTrue();
        assertThat(TokenKeys.isIn(store(alias, secret(algorithm, OTHER_PASSWORD)), PASSWORD)).isFalse();
        assertThat(TokenKeys.isIn(store(alias + "K", secret(algorithm, PASSWORD)), PASSWORD)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"RS256,SHA256withRSA", "RS384,SHA384withRSA", "RS512,SHA512withRSA", "ES256,SHA256withECDSA",
        "ES256K,SHA256withECDSA", "ES384,SHA384withECDSA", "ES512,SHA512withECDSA"})
    void certificateWhoseAliasIsItsAlgorithmIsFoundWhileItIsValid(String alias, String algorithm) throws Exception {
        Duration day = Duration.ofDays(1);

        assertThat(TokenKeys.isIn(store(alias, pair(algorithm, day.negated(), day, PASSWORD)), PASSWORD)).isTrue();
        assertThat(TokenKeys.isIn(store(alias, certificateAlone(algorithm)), PASSWORD)).isTrue();
        assertThat(TokenKeys.isIn(store(alias, pair(algorithm, day.multipliedBy(-2), day.negated(), PASSWORD)),
                PASSWORD))
                .isFalse();
        assertThat(TokenKeys.isIn(store(alias, pair(algorithm, day, day.multipliedBy(2), PASSWORD)), PASSWORD))
                .isFalse();
    }

    @Test
    void emptyKeyStoreHasNone() throws Exception {
        assertThat(TokenKeys.isIn(store("x", (keys, alias) -> { }), PASSWORD)).isFalse();
    }

    /** Each alias with each kind of entry, good ones and bad ones. */
    @ParameterizedTest
    @ValueSource(strings = {"HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256", "ES256K", "ES384", "ES512",
        "PS256",
        "EdDSA", "jwt", "hs256", "rs256"})
    void keysAreThoseThatVertxFinds(String alias) throws Exception {
        Duration day = Duration.ofDays(1);
        TreeMap<String, Entry> entries = new TreeMap<>();
        for (String algorithm : List.of("HmacSHA256", "HmacSHA384", "HmacSHA512", "AES")) {
            entries.put(algorithm, secret(algorithm, PASSWORD));
        }
        entries.put("HmacSHA256 of another password", secret("HmacSHA256", OTHER_PASSWORD));
        for (String algorithm : List.of("SHA256withRSA", "SHA384withRSA", "SHA512withRSA", "SHA256withECDSA",
                "SHA384withECDSA",
                "SHA512withECDSA")) {
            entries.put(algorithm, pair(algorithm, day.negated(), day, PASSWORD));
        }
        for (String algorithm : List.of("SHA256withRSA", "SHA256withECDSA")) {
            entries.put(algorithm + " expired", pair(algorithm, day.multipliedBy(-2), day.negated(), PASSWORD));
            entries.put(algorithm + " not valid yet", pair(algorithm, day, day.multipliedBy(2), PASSWORD));
            entries.put(algorithm + " of another password", pair(algorithm, day.negated(), day, OTHER_PASSWORD));
            entries.put(algorithm + " without its key", certificateAlone(algorithm));
        }
        List<String> found = new ArrayList<>();
        List<String> foundByVertx = new ArrayList<>();
        for (var entry : entries.entrySet()) {
            KeyStore keys = store(alias, entry.getValue());
            if (TokenKeys.isIn(keys, PASSWORD)) {
                found.add(entry.getKey());
            }
            if (!JWK.load(keys, String.valueOf(PASSWORD), null).isEmpty()) {
                foundByVertx.add(entry.getKey());
            }
        }
        assertThat(found).isEqualTo(foundByVertx);
        assertThat(TokenKeys.ALIASES.contains(alias)).isEqualTo(!found.isEmpty() && !alias.startsWith("hs")
                && !alias.startsWith("rs"));
    }

    /** Why a key store without a key must not be accepted. */
    @Test
    void withoutAKeyVertxAcceptsTokensThatNobodySigned() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            assertThat(accepts(vertx, KeyStores.forTokens(directory.resolve("no-key"), "jwt"))).isTrue();
            assertThat(accepts(vertx, KeyStores.forTokens(directory.resolve("key"), "HS256"))).isFalse();
        } finally {
            vertx.close();
        }
    }

    private static boolean accepts(Vertx vertx, Path file) throws Exception {
        JWTAuth auth = JWTAuth.create(vertx, new JWTAuthOptions().setKeyStore(new KeyStoreOptions().setType("PKCS12")
                .setPath(file.toString()).setPassword(KeyStores.PASSWORD)));
        try {
            User user = auth.authenticate(new TokenCredentials(KeyStores.unsignedToken("{\"sub\":\"tim\"}")))
                    .toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
            return user != null;
        } catch (ExecutionException e) {
            return false;
        }
    }
}
