package dev.cplnroutes.standalone;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;

/**
 * The keys of a key store by which Vert.x checks JSON Web Tokens. It finds them by their aliases, which are the names
 * of the algorithms, and ignores a key that does not fit its alias. If no key is left, Vert.x accepts tokens without a
 * signature.
 */
final class TokenKeys {

    private record Alias(String name, List<String> algorithms) {

        Alias(String name, String... algorithms) {
            this(name, List.of(algorithms));
        }

        boolean fits(String algorithm) {
            return algorithms.stream().anyMatch(algorithm::equalsIgnoreCase);
        }
    }

    /** Aliases of secret keys, with the names of the key's algorithm. */
    private static final List<Alias> SECRETS = List.of(
            new Alias("HS256", "HmacSHA256", "1.2.840.113549.2.9"),
            new Alias("HS384", "HmacSHA384", "1.2.840.113549.2.10"),
            new Alias("HS512", "HmacSHA512", "1.2.840.113549.2.11"));

    /** Aliases of certificates, with the names of the signature's algorithm. */
    private static final List<Alias> CERTIFICATES = List.of(
            new Alias("RS256", "SHA256withRSA", "1.2.840.113549.1.1.11"),
            new Alias("RS384", "SHA384withRSA", "1.2.840.113549.1.1.12"),
            new Alias("RS512", "SHA512withRSA", "1.2.840.113549.1.1.13"),
            new Alias("ES256", "SHA256withECDSA", "1.2.840.10045.4.3.2"),
            new Alias("ES256K", "SHA256withECDSA"),
            new Alias("ES384", "SHA384withECDSA", "1.2.840.10045.4.3.3"),
            new Alias("ES512", "SHA512withECDSA", "1.2.840.10045.4.3.4"));

    /** All aliases, for a message. */
    static final String ALIASES = Stream.concat(SECRETS.stream(), CERTIFICATES.stream()).map(Alias::name)
            .collect(Collectors.joining(", "));

    private TokenKeys() {
    }

    /**
     * Whether a key store has a key that Vert.x checks tokens by.
     *
     * @param keys     the key store, loaded
     * @param password password of the store and of its keys
     */
    static boolean isIn(KeyStore keys, char[] password) {
        return SECRETS.stream().anyMatch(alias -> isSecret(keys, password, alias))
                || CERTIFICATES.stream().anyMatch(alias -> isCertificate(keys, password, alias));
    }

    private static boolean isSecret(KeyStore keys, char[] password, Alias alias) {
        try {
            Key key = keys.getKey(alias.name(), password);
            if (key == null || !alias.fits(key.getAlgorithm())) {
                return false;
            }
            Mac.getInstance(key.getAlgorithm()).init(key);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static boolean isCertificate(KeyStore keys, char[] password, Alias alias) {
        try {
            if (keys.getCertificate(alias.name()) instanceof X509Certificate certificate) {
                certificate.checkValidity();
                Key key = keys.getKey(alias.name(), password);
                return alias.fits(certificate.getSigAlgName()) && (key == null || key instanceof PrivateKey);
            }
            return false;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
