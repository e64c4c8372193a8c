package dev.cplnroutes.cache;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.api.ApiScope;
import dev.cplnroutes.api.FailureReader;
import dev.cplnroutes.call.ApiCall;
import dev.cplnroutes.call.Attempt;
import dev.cplnroutes.mapping.ApiAnswer;

/**
 * An answer that one call reads for all calls that want it (single flight). They share its {@link Attempt}; each of
 * them decides for itself whether to retry after a failure.
 */
final class InFlightAnswer {

    private final ApiScope scope;
    private final Attempt attempt = new Attempt();
    private final CompletableFuture<ApiAnswer> answer = new CompletableFuture<>();
    private final boolean isBackground;
    private Duration keepFor;

    /**
     * Makes the answer before it is asked for.
     *
     * @param scope   the part of the organization that it belongs to
     * @param keepFor time for which the reading call wants it kept
     */
    InFlightAnswer(ApiScope scope, Duration keepFor) {
        this(scope, keepFor, false);
    }

    /** The same; in the background, nobody waits for it until a call joins. */
    InFlightAnswer(ApiScope scope, Duration keepFor, boolean isBackground) {
        this.scope = scope;
        this.keepFor = keepFor;
        this.isBackground = isBackground;
    }

    /** Another call reads the answer now. Where nobody waits for this one, it need not be sent any more. */
    void replaced() {
        if (isBackground && attempt.askedAt() == null) {
            attempt.giveUp();
        }
    }

    ApiScope scope() {
        return scope;
    }

    Attempt attempt() {
        return attempt;
    }

    /** Completes with what the API said, or fails with an {@link ApiException}. */
    CompletableFuture<ApiAnswer> answer() {
        return answer;
    }

    /** Whether the answer will be young enough for a call. Before the API is asked it always is. */
    boolean isAcceptedBy(ApiCall call, Clock clock) {
        Instant askedAt = attempt.askedAt();
        if (askedAt == null && isBackground && !call.isBackground()) {
            // It lets others pass at the gate, perhaps for long: a listing that waits asks for the answer itself.
            return false;
        }
        return askedAt == null || call.read().accepts(askedAt, call.options().cacheTtl(), clock.instant());
    }

    /** Records one more call that waits for the answer and wants it kept for so long. */
    synchronized void joined(Duration keepForJoiner) {
        keepFor = keepForJoiner.compareTo(keepFor) > 0 ? keepForJoiner : keepFor;
    }

    /** Longest time for which one of the calls wants the answer kept. */
    synchronized Duration keepFor() {
        return keepFor;
    }

    /**
     * Waits for the answer.
     *
     * @return null where the call that read it was cancelled and is not in flight any more
     * @throws ApiException the failure of the attempt, or {@code CANCELLED} where the answer is not wanted any more
     */
    ApiAnswer await(ApiCall call, FailureReader failures) throws ApiException {
        call.waitsForAnotherCall();
        try {
            return answer.get();
        } catch (InterruptedException e) {
            throw ApiException.cancelled();
        } catch (ExecutionException e) {
            ApiException failure = failures.explain((Exception) e.getCause());
            if (failure.kind() == ApiException.Kind.CANCELLED) {
                return null;
            }
            throw failure;
        } finally {
            call.goesOn();
        }
    }
}
