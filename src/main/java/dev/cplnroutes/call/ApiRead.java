package dev.cplnroutes.call;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

import dev.cplnroutes.api.ApiScope;
import dev.cplnroutes.api.ApiUris;
import dev.cplnroutes.mapping.ApiAnswer;

/**
 * One read of the API: the address, and how its answer may be cached.
 *
 * @param uri          address at our own origin
 * @param query        JSON of a query, which is sent by POST and only reads; null: the read is a GET
 * @param scope        what the answer belongs to, for clearing the cache
 * @param kind         what the answer is
 * @param cacheable    whether the answer may be cached: a page of the workload list, or a workload's deployments
 * @param notOlderThan the answer must not have been asked for before this time; null: its age alone counts
 */
public record ApiRead(URI uri, String query, ApiScope scope, ApiAnswer.Kind kind, boolean cacheable,
        Instant notOlderThan) {

    /** A longer query stands in the key by its digest: the cache weighs answers, not keys. */
    private static final int LONGEST_IN_KEY = 256;

    /** A GET. */
    public ApiRead(URI uri, ApiScope scope, ApiAnswer.Kind kind, boolean cacheable, Instant notOlderThan) {
        this(uri, null, scope, kind, cacheable, notOlderThan);
    }

    /**
     * A read that is never cached, nor answered from the cache.
     *
     * @param uri   its address
     * @param scope what it belongs to
     * @param kind  what the answer is
     * @return the read
     */
    public static ApiRead uncached(URI uri, ApiScope scope, ApiAnswer.Kind kind) {
        return new ApiRead(uri, scope, kind, false, null);
    }

    /**
     * What is asked for, on the request line.
     *
     * @return path and query, encoded
     */
    public String target() {
        return ApiUris.relative(uri);
    }

    /**
     * The key of the answer in the cache.
     *
     * @return the target, and behind a blank the query; a target has no blank
     */
    public String key() {
        return query == null ? target() : target() + " " + (query.length() <= LONGEST_IN_KEY ? query : digest(query));
    }

    private static String digest(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            // Every Java platform has SHA-256.
            throw new IllegalStateException(e);
        }
    }

    /** Whether the answer is a list of a workload's deployments. */
    boolean isDeployments() {
        return kind == ApiAnswer.Kind.DEPLOYMENT_LIST;
    }

    /**
     * Whether an answer is young enough.
     *
     * @param askedAt when the API was asked for it
     * @param ttl     age that an answer may have, exclusive
     * @param now     the present time
     * @return false where it is too old, or the clock was set back and tells nothing about its age
     */
    public boolean accepts(Instant askedAt, Duration ttl, Instant now) {
        Duration age = Duration.between(askedAt, now);
        return (notOlderThan == null || !askedAt.isBefore(notOlderThan)) && !age.isNegative() && age.compareTo(ttl) < 0;
    }
}
