package dev.cplnroutes.cache;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
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
import dev.cplnroutes.api.ApiFailures;
import dev.cplnroutes.call.ApiCall;
import dev.cplnroutes.recording.ListingStopwatch;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Message;
import org.apache.camel.Variable;

/**
 * The API's answers in the cache: what one call answered, never anything made from it. The routes look into it through
 * Camel's caffeine component; here is what is particular to us: an answer's age is judged by the request that asks, a
 * missing answer that many ask for is read once, and what was asked for before a clear is gone after it.
 */
public final class AnswerCache {

    /**
     * One stored answer.
     *
     * @param bytes   the answer's body
     * @param askedAt when the API was asked: what it says is never older
     * @param keepFor longest TTL that a reader of it has asked with
     * @param scope   what it belongs to
     */
    public record Answer(byte[] bytes, Instant askedAt, Duration keepFor, CacheScope scope) {
    }

    private final CacheSettings settings;
    private final ApiFailures failures;
    private final Clock clock;
    private final Cache<String, Answer> cache;
    private final Map<String, InFlightAnswer> loads = new ConcurrentHashMap<>();
    private final LongAdder evictions = new LongAdder();

    /**
     * Makes an empty cache.
     *
     * @param settings how much is kept
     * @param failures says why a load failed
     * @param clock    tells how old an answer is
     */
    public AnswerCache(CacheSettings settings, ApiFailures failures, Clock clock) {
        this.settings = settings;
        this.failures = failures;
        this.clock = clock;
        this.cache = Caffeine.newBuilder()
                .maximumWeight(settings.getMaximumBytes())
                .<String, Answer>weigher((key, answer) -> answer.bytes().length)
                .expireAfter(Expiry.<String, Answer>writing((key, answer) -> timeLeft(answer)))
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

    public static boolean isYounger(Instant askedAt, Duration age, Clock clock) {
        Duration passed = Duration.between(askedAt, clock.instant());
        // A clock that was set back tells nothing about the age.
        return !passed.isNegative() && passed.compareTo(age) < 0;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private Duration timeLeft(Answer answer) {
        Duration kept = answer.keepFor().compareTo(settings.getMaximumAge()) < 0 ? answer.keepFor()
                : settings.getMaximumAge();
        return longer(Duration.ZERO, kept.minus(Duration.between(answer.askedAt(), clock.instant())));
    }

    private boolean isLive(Answer answer) {
        return !timeLeft(answer).isZero();
    }

    /**
     * Finds the answer to a call where it need not be sent: leaves its bytes as the body. Where the answer is being read for
     * another listing already, waits for that. Else leaves null, and the call has to read it, for all unless its request
     * wants no cache: {@link #landed} must follow.
     *
     * @param exchange body: what the component had, or, on a miss, what was there before
     * @param call     the call
     * @throws ApiException why the attempt failed that was waited for, or that the listing was stopped
     */
    public void find(Exchange exchange, @Variable("cplnCall") ApiCall call) throws ApiException {
        // It may have waited for this try.
        call.goesOn();
        Message message = exchange.getMessage();
        if (!call.isCached()) {
            message.setBody(null);
            return;
        }
        if (message.getBody() instanceof Answer answer && isFresh(answer, call)) {
            message.setBody(hit(answer, call));
            return;
        }
        byte[] bytes = null;
        boolean isLeading = false;
        while (bytes == null && !isLeading) {
            Object found = look(call);
            if (found instanceof Answer answer) {
                bytes = hit(answer, call);
            } else if (found == call.load()) {
                isLeading = true;
            } else {
                call.joins();
                bytes = await((InFlightAnswer) found, call);
            }
        }
        message.setBody(bytes);
    }

    private boolean isFresh(Answer answer, ApiCall call) {
        return call.accepts(answer.askedAt(), clock) && isLive(answer);
    }

    /** What there is for a call, in one step: an answer, a load to wait for, or a new load that the call leads. */
    private Object look(ApiCall call) {
        Object[] found = new Object[1];
        loads.compute(call.getTarget(), (target, load) -> {
            Answer answer = cache.policy().getIfPresentQuietly(target);
            if (answer != null && isFresh(answer, call)) {
                found[0] = answer;
                return load;
            }
            if (load != null && load.isAcceptedBy(call, clock)) {
                load.joined(keepFor(call));
                found[0] = load;
                return load;
            }
            InFlightAnswer own = new InFlightAnswer(call.scope(), keepFor(call));
            call.leads(own);
            found[0] = own;
            return own;
        });
        return found[0];
    }

    /** A TTL of 0 reads anew for itself, and stores for those who do not say how old an answer may be. */
    private Duration keepFor(ApiCall call) {
        Duration ttl = call.options().cacheTtl();
        return ttl.isZero() ? settings.getDefaultTtl() : ttl;
    }

    private byte[] hit(Answer answer, ApiCall call) {
        call.gotFromCache(answer.askedAt());
        Duration keepFor = keepFor(call);
        if (keepFor.compareTo(answer.keepFor()) > 0) {
            cache.asMap().computeIfPresent(call.getTarget(), (target, stored) ->
                    new Answer(stored.bytes(), stored.askedAt(), longer(keepFor, stored.keepFor()), stored.scope()));
        }
        return answer.bytes();
    }

    /** Gives null where the attempt was given up before it came to anything: then it is not there any more. */
    private byte[] await(InFlightAnswer load, ApiCall call) throws ApiException {
        call.waits(ListingStopwatch.Phase.CACHE);
        try {
            return load.answer().get();
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
        if (call.isList() && !answer.path("items").isArray()) {
            throw ApiException.nonsense("the API's answer is a list without an items array");
        }
    }

    /**
     * Stores what a call read for all, unless it was cleared meanwhile, and hands it to those who wait.
     *
     * @param call  the call; nothing happens where it reads for itself alone
     * @param bytes its answer
     */
    public void store(@Variable("cplnCall") ApiCall call, @Variable("cplnAnswer") byte[] bytes) {
        InFlightAnswer load = call.load();
        if (load == null) {
            return;
        }
        loads.computeIfPresent(call.getTarget(), (target, current) -> {
            if (current != load) {
                return current;
            }
            Answer before = cache.policy().getIfPresentQuietly(target);
            Duration keepFor = before == null ? load.keepFor() : longer(before.keepFor(), load.keepFor());
            cache.put(target, new Answer(bytes, load.askedAt(), keepFor, load.scope()));
            return null;
        });
        call.hasLed();
        load.answer().complete(bytes);
    }

    /**
     * The end of an attempt. Where it read for all and came to nothing, nothing stays behind, and those who wait learn why.
     *
     * @param exchange exchange of the attempt, with the reason
     * @param call     the call
     */
    public void landed(Exchange exchange, @Variable("cplnCall") ApiCall call) {
        InFlightAnswer load = call.load();
        if (load == null) {
            return;
        }
        Exception failure = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Exception.class);
        loads.remove(call.getTarget(), load);
        call.hasLed();
        load.answer().completeExceptionally(failure != null ? failures.explain(failure)
                : ApiException.nonsense("the API's answer could not be read"));
    }

    /**
     * Forgets answers. What is being read for the cache in this moment will not get into it.
     *
     * @param what null, blank or {@code *} for all; a Map, JSON text or {@link ListingRequest} with {@code gvc} and perhaps
     *             {@code workloadName} for a part, together with the pages of the workload list that may hold it
     * @return how many answers that were not past their time
     * @throws InvalidRequestException where it is something else
     */
    public long clear(@Body Object what) {
        CacheScope scope = CacheScope.of(what);
        // First what is under way: it would be stored behind our back else.
        loads.values().removeIf(load -> scope.covers(load.scope()));
        long removed = 0;
        for (Map.Entry<String, Answer> entry : cache.asMap().entrySet()) {
            if (scope.covers(entry.getValue().scope()) && cache.asMap().remove(entry.getKey()) != null
                    && isLive(entry.getValue())) {
                removed++;
            }
        }
        return removed;
    }

    /**
     * Answers that are not past their time.
     *
     * @return from 0
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
        return new CacheStatistics(size, bytes, loads.size(), evictions.sum());
    }
}
