package dev.cplnroutes.call;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;

import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.api.ApiSettings;
import org.apache.camel.Variable;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckResultBuilder;

/**
 * The health check {@code cpln-token}. It is down for readiness from the moment that the API refuses our token until a
 * call succeeds or {@code cpln.token-file} holds another token. It is never down for liveness: a restart would bring no
 * other token. Camel finds it as a bean where {@code camel-health} is on the class path; else it is never asked.
 *
 * <p>Details: {@code organization}; {@code lastSuccess}, when a call last succeeded; {@code lastFailure}, when and why
 * one last failed; {@code refusedSince}. Times are ISO 8601 in UTC. What has not happened is absent. Thread-safe.
 */
public final class TokenHealth implements HealthCheck {

    private static final String ID = "cpln-token";

    /** The token was refused. */
    private record Refusal(Instant since, String reason, long sentAt) {
    }

    /** A call failed. */
    private record Failure(Instant time, String reason) {
    }

    private final ApiSettings settings;
    private final Clock clock;
    private boolean isEnabled = true;
    private Instant lastSuccess;
    private Failure lastFailure;
    private Refusal refusal;

    /**
     * Makes the check before any call.
     *
     * @param settings the API's settings
     * @param clock    tells when a call ended
     */
    public TokenHealth(ApiSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Records the end of a request.
     *
     * @param call a call that was sent
     */
    public synchronized void ended(@Variable("cplnCall") ApiCall call) {
        ApiException failure = call.request().failure();
        if (failure == null) {
            lastSuccess = clock.instant();
            refusal = null;
            return;
        }
        if (failure.kind() == ApiException.Kind.CANCELLED || failure.isOfClosedConnection()) {
            // Cancelled by us, or on a connection that was closed while nobody used it: nothing about the API.
            return;
        }
        lastFailure = new Failure(clock.instant(), failure.getMessage());
        if (failure.isTokenRefused() && !failure.isOfReplacedToken()) {
            Instant since = refusal == null ? lastFailure.time() : refusal.since();
            refusal = new Refusal(since, failure.getMessage(), call.request().sentAt());
        }
    }

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public String getGroup() {
        return "cpln";
    }

    /** True: the liveness check shows the details, too. */
    @Override
    public boolean isLiveness() {
        return true;
    }

    @Override
    public synchronized boolean isEnabled() {
        return isEnabled;
    }

    @Override
    public synchronized void setEnabled(boolean enabled) {
        isEnabled = enabled;
    }

    /**
     * The state of this moment.
     *
     * @param options {@link HealthCheck#CHECK_KIND}: with {@code LIVENESS} the check is never down
     * @return the state with its details
     */
    @Override
    public synchronized Result call(Map<String, Object> options) {
        boolean isRefused = isRefused();
        HealthCheckResultBuilder result = HealthCheckResultBuilder.on(this);
        detail(result, "organization", settings.getOrg());
        detail(result, "lastSuccess", lastSuccess);
        detail(result, "lastFailure", lastFailure == null ? null : lastFailure.time() + ": " + lastFailure.reason());
        detail(result, "refusedSince", refusal == null ? null : refusal.since());
        boolean isLiveness = Kind.LIVENESS == options.get(CHECK_KIND);
        if (!isRefused || isLiveness || !isEnabled) {
            return result.up().build();
        }
        return result.message("Control Plane has refused the token since " + refusal.since() + ": " + refusal.reason())
                .down().build();
    }

    /** Whether the API refused the token that is in use. */
    public synchronized boolean isRefused() {
        if (refusal != null && settings.hasNewToken(refusal.sentAt(), false)) {
            // The new token was not refused. A process that is not ready may get no requests, and would never try it.
            refusal = null;
        }
        return refusal != null;
    }

    private static void detail(HealthCheckResultBuilder result, String name, Object value) {
        if (value != null) {
            result.detail(name, value.toString());
        }
    }
}
