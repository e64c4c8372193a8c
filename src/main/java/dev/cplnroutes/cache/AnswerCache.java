package dev.cplnroutes.cache;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.cplnroutes.CacheStatistics;
import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.api.ApiScope;
import dev.cplnroutes.api.FailureReader;
import dev.cplnroutes.call.ApiCall;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Variable;

/**
 * The cache of the API's answers. The routes look into it through Camel's caffeine component; this class has what that
 * component has not: an answer's age is judged by the TTL of the request that asks, a missing answer that many ask for
 * is read once (single flight), and what was asked for before a clear is gone after it.
 */
public final class AnswerCache {

    private static final String LOOKUP = "cplnLookup";

    private final CacheSettings settings;
    private final FailureReader failures;
    private final Clock clock;
    private final Cache<String, StoredAnswer> cache;
    private final Map<String, InFlightAnswer> inFlight = new ConcurrentHashMap<>();
    private final LongAdder evictions = new LongAdder();

    /**
     * Makes an empty cache.
     *
     * @param settings how much is kept
     * @param failures reads why a call failed
     * @param clock    tells how old an answer is
     */
    public AnswerCache(CacheSettings settings, FailureReader failures, Clock clock) {
        this.settings = settings;
        this.failures = failures;
        this.clock = clock;
        this.cache = Caffeine.newBuilder()
                .maximumWeight(settings.getMaximumBytes())
                .<String, StoredAnswer>weigher((key, answer) -> answer.bytes().length)
                .expireAfter(Expiry.<String, StoredAnswer>writing((key, answer) -> timeLeft(answer)))
                .evictionListener((key, answer, cause) -> {
                    if (cause == RemovalCause.SIZE) {
                        evictions.increment();
                    }
                })
                .recordStats()
                .build();
    }

    /**
     * The cache itself, for the component's {@code cache} option; static, as Camel wants a factory method.
     *
     * @param owner who made it
     * @return the same cache each time
     */
    public static Cache<String, ?> cacheOf(AnswerCache owner) {
        return owner.cache;
    }

    private Duration timeLeft(StoredAnswer answer) {
        return answer.timeLeft(clock.instant(), settings.getMaximumAge());
    }

    private boolean isLive(StoredAnswer answer) {
        return !timeLeft(answer).isZero();
    }

    private boolean isFresh(StoredAnswer answer, ApiCall call) {
        return call.read().accepts(answer.askedAt(), call.options().cacheTtl(), clock.instant()) && isLive(answer);
    }

    /** A TTL of 0 reads from the API for itself, and stores for requests that do not say how old an answer may be. */
    private Duration keepFor(ApiCall call) {
        Duration ttl = call.options().cacheTtl();
        return ttl.isZero() ? settings.getDefaultTtl() : ttl;
    }

    /**
     * Looks up the answer to a call. After a {@link Lookup.Lead}, {@link #landed} must follow.
     *
     * @param exchange body: what the component had, anything else on a miss. Its variable {@code cplnLookup} becomes a
     *                 hit, the call in flight that this call joins, or the lead
     * @param call     the call
     */
    public void look(Exchange exchange, @Variable("cplnCall") ApiCall call) {
        // The thread may have waited for this try.
        call.goesOn();
        Lookup lookup;
        if (!call.isCached()) {
            lookup = lead(call);
        } else if (exchange.getMessage().getBody() instanceof StoredAnswer answer && isFresh(answer, call)) {
            lookup = hit(answer, call);
        } else {
            lookup = lookAtOnce(call);
        }
        exchange.setVariable(LOOKUP, lookup);
    }

    /** Looks into the cache and at the calls in flight in one step: no other call comes between. */
    private Lookup lookAtOnce(ApiCall call) {
        AtomicReference<Lookup> result = new AtomicReference<>();
        inFlight.compute(call.getTarget(), (target, current) -> {
            StoredAnswer answer = cache.policy().getIfPresentQuietly(target);
            if (answer != null && isFresh(answer, call)) {
                result.setPlain(hit(answer, call));
                return current;
            }
            if (current != null && current.isAcceptedBy(call, clock)) {
                current.joined(keepFor(call));
                call.joins(current.attempt());
                result.setPlain(new Lookup.Joined(current));
                return current;
            }
            Lookup.Lead lead = lead(call);
            result.setPlain(lead);
            return lead.answer();
        });
        return result.getPlain();
    }

    private Lookup.Lead lead(ApiCall call) {
        InFlightAnswer own = new InFlightAnswer(call.read().scope(), keepFor(call));
        call.leads(own.attempt());
        return new Lookup.Lead(own);
    }

    private Lookup.Hit hit(StoredAnswer answer, ApiCall call) {
        call.foundInCache(answer.askedAt());
        Duration keepFor = keepFor(call);
        if (keepFor.compareTo(answer.keepFor()) > 0) {
            cache.asMap().computeIfPresent(call.getTarget(), (target, stored) -> stored.keptFor(keepFor));
        }
        return new Lookup.Hit(answer.bytes());
    }

    /**
     * Waits for the call in flight that was joined. Where that call is cancelled, looks again.
     *
     * @param exchange its variable {@code cplnLookup} becomes a hit, or the lead in place of the call that was
     *                 cancelled
     * @param lookup   what was joined
     * @param call     the call that waits
     * @throws ApiException why the attempt failed, or that the answer is not wanted any more
     */
    public void await(Exchange exchange, @Variable(LOOKUP) Lookup lookup, @Variable("cplnCall") ApiCall call)
            throws ApiException {
        Lookup current = lookup;
        while (current instanceof Lookup.Joined joined) {
            byte[] bytes = awaitBytes(joined.answer(), call);
            current = bytes != null ? new Lookup.Hit(bytes) : lookAtOnce(call);
        }
        exchange.setVariable(LOOKUP, current);
    }

    /** The answer's bytes; null where the call that read it was cancelled: then it is not in flight any more. */
    private byte[] awaitBytes(InFlightAnswer answer, ApiCall call) throws ApiException {
        call.waitsForAnotherCall();
        try {
            return answer.bytes().get();
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

    /**
     * Refuses an answer that is none: it must not get into the cache.
     *
     * @param call   the call
     * @param answer what the API said
     * @throws ApiException where the answer is no JSON object, or a list has no items
     */
    public void check(@Variable("cplnCall") ApiCall call, @Body JsonNode answer) throws ApiException {
        if (answer == null || !answer.isObject()) {
            throw ApiException.nonsense("the API's answer is not a JSON object");
        }
        if (call.read().list() && !answer.path("items").isArray()) {
            throw ApiException.nonsense("the API's answer is a list without an items array");
        }
    }

    /**
     * Stores what a call read for all, unless it was cleared meanwhile, and hands it to those who wait.
     *
     * @param lookup the call's lead
     * @param call   the call
     * @param bytes  its answer
     */
    public void store(@Variable(LOOKUP) Lookup.Lead lookup, @Variable("cplnCall") ApiCall call,
            @Variable("cplnAnswer") byte[] bytes) {
        InFlightAnswer own = lookup.answer();
        inFlight.computeIfPresent(call.getTarget(), (target, current) -> {
            if (current != own) {
                return current;
            }
            StoredAnswer before = cache.policy().getIfPresentQuietly(target);
            StoredAnswer answer = new StoredAnswer(bytes, own.attempt().askedAt(), own.keepFor(), own.scope());
            cache.put(target, before == null ? answer : answer.keptFor(before.keepFor()));
            return null;
        });
        own.bytes().complete(bytes);
    }

    /**
     * The end of an attempt. Where it was read for all and failed, it is not in flight any more, and those who wait
     * learn why.
     *
     * @param exchange exchange of the attempt, with the reason
     * @param lookup   what the call had found; null where it found nothing
     * @param call     the call
     */
    public void landed(Exchange exchange, @Variable(LOOKUP) Lookup lookup, @Variable("cplnCall") ApiCall call) {
        if (!(lookup instanceof Lookup.Lead lead) || lead.answer().bytes().isDone()) {
            return;
        }
        Exception failure = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Exception.class);
        inFlight.remove(call.getTarget(), lead.answer());
        lead.answer().bytes().completeExceptionally(failure != null ? failures.explain(failure)
                : ApiException.nonsense("the API's answer could not be read"));
    }

    /**
     * Forgets answers. What is in flight in this moment will not get into the cache.
     *
     * @param what null, blank or {@code *} for all; a Map, JSON text or {@link ListingRequest} with {@code gvc} and
     *             perhaps {@code workloadName} for a part, together with the pages of the workload list that may hold
     * it
     * @return how many answers that were not past their time
     * @throws InvalidRequestException where it is something else
     */
    public long clear(@Body Object what) {
        ApiScope scope = ClearRequest.read(what);
        // First what is in flight: it would be stored after the clear otherwise.
        inFlight.values().removeIf(answer -> scope.covers(answer.scope()));
        long removed = 0;
        for (Map.Entry<String, StoredAnswer> entry : cache.asMap().entrySet()) {
            if (scope.covers(entry.getValue().scope()) && cache.asMap().remove(entry.getKey()) != null
                    && isLive(entry.getValue())) {
                removed++;
            }
        }
        return removed;
    }

    /**
     * The answers that are not past their time.
     *
     * @return their number, from 0
     */
    public long size() {
        // Caffeine drops what is too much in the background.
        cache.cleanUp();
        return cache.asMap().values().stream().filter(this::isLive).count();
    }

    /**
     * What the cache holds and has done.
     *
     * @return the numbers of this moment
     */
    public CacheStatistics statistics() {
        long size = size();
        long bytes = cache.policy().eviction().map(eviction -> eviction.weightedSize().orElse(0)).orElse(0L);
        return new CacheStatistics(size, bytes, inFlight.size(), evictions.sum());
    }
}
