package dev.cplnroutes.cache;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

import com.fasterxml.jackson.databind.ObjectMapper;
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
import dev.cplnroutes.mapping.ApiAnswer;
import dev.cplnroutes.mapping.UnreadableAnswerException;
import dev.cplnroutes.request.RequestBody;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Variable;
import org.apache.camel.component.caffeine.CaffeineConstants;

/**
 * The cache of the API's answers. The routes read it through Camel's caffeine component. This class adds what the
 * component lacks: the age of an answer is judged by the TTL of the request that reads it; an answer that many calls
 * miss at once is read by one of them (single flight); an answer that was asked for before a clear is not stored after
 * it.
 */
public final class AnswerCache {

    private static final String LOOKUP = "cplnLookup";
    private static final String MISSING = "cplnMissing";
    /** Not a host's: its settings must not change what we read. */
    private static final ObjectMapper JSON = new ObjectMapper();

    private final CacheSettings settings;
    private final FailureReader failures;
    private final Clock clock;
    private final Cache<String, StoredAnswer> cache;
    private final Map<String, InFlightAnswer> inFlight = new ConcurrentHashMap<>();
    private final LongAdder evictions = new LongAdder();
    private final ReadAnswers reads;

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
                .<String, StoredAnswer>weigher((key, answer) -> answer.bytes())
                .expireAfter(Expiry.<String, StoredAnswer>writing((key, answer) -> timeLeft(answer)))
                .evictionListener((key, answer, cause) -> {
                    if (cause == RemovalCause.SIZE) {
                        evictions.increment();
                    }
                })
                .recordStats()
                .build();
        this.reads = new ReadAnswers(cache, settings, clock);
    }

    /**
     * The cache itself, for the component's {@code cache} option; static, as Camel wants a factory method.
     *
     * @param owner the bean that holds it
     * @return the same cache each time
     */
    public static Cache<String, ?> cacheOf(AnswerCache owner) {
        return owner.cache;
    }

    private Duration timeLeft(StoredAnswer answer) {
        return answer.timeLeft(clock.instant(), settings.getMaximumAge());
    }

    /** The answers that were read since they were stored. */
    ReadAnswers reads() {
        return reads;
    }

    /** How many answers were refreshed in the background since the start, and how many refreshes failed. */
    public RefreshCounts refreshes() {
        return reads.counts();
    }

    private boolean isLive(StoredAnswer answer) {
        return !timeLeft(answer).isZero();
    }

    private boolean isFresh(StoredAnswer answer, ApiCall call) {
        return call.read().accepts(answer.askedAt(), call.options().cacheTtl(), clock.instant()) && isLive(answer);
    }

    /** A request with a TTL of 0 never reads the cache, and stores for requests that have the default TTL. */
    private Duration keepFor(ApiCall call) {
        Duration ttl = call.options().cacheTtl();
        // A refresh keeps it for as long as the readers before wanted.
        return call.isBackground() ? Duration.ZERO : ttl.isZero() ? settings.getDefaultTtl() : ttl;
    }

    /**
     * Begins the way to an answer: the key for the component becomes a header. The variables {@code cplnCached} and
     * {@code cplnMissing} become whether the cache may be read, and whether the answer is still missing.
     *
     * @param exchange exchange of the call
     * @param call     the call
     */
    public void key(Exchange exchange, @Variable("cplnCall") ApiCall call) {
        boolean isCached = call.isCached();
        if (isCached) {
            exchange.getMessage().setHeader(CaffeineConstants.KEY, call.getKey());
        }
        exchange.setVariable("cplnCached", isCached);
        exchange.setVariable(MISSING, true);
    }

    /**
     * Takes the answer that the component found, where it is young enough for the call: a hit ends here.
     *
     * @param exchange body: what the component had, null on a miss; it is removed. The variable {@code cplnMissing}
     *                 becomes false on a hit
     * @param call     the call; has its answer on a hit
     */
    public void find(Exchange exchange, @Variable("cplnCall") ApiCall call) {
        if (exchange.getMessage().getBody() instanceof StoredAnswer stored && isFresh(stored, call)) {
            hit(stored, call);
        }
        exchange.setVariable(MISSING, call.isUnanswered());
        exchange.getMessage().setBody(null);
    }

    /**
     * Looks up the answer to a call among those stored and those in flight. After a {@link Lookup.Lead},
     * {@link #landed} must follow.
     *
     * @param exchange its variable {@code cplnLookup} becomes a hit, the call in flight that this call joins, or the
     *                 lead
     * @param call     the call; has its answer on a hit
     */
    public void look(Exchange exchange, @Variable("cplnCall") ApiCall call) {
        // The thread may come from the back-off before this try.
        call.goesOn();
        found(exchange, call.isCached() ? lookAtOnce(call) : lead(call));
    }

    private static void found(Exchange exchange, Lookup lookup) {
        exchange.setVariable(LOOKUP, lookup);
        exchange.setVariable("cplnJoined", lookup.isJoined());
        exchange.setVariable("cplnLead", lookup.isLead());
    }

    /** Looks into the cache and at the calls in flight in one atomic step. */
    private Lookup lookAtOnce(ApiCall call) {
        AtomicReference<Lookup> result = new AtomicReference<>();
        inFlight.compute(call.getKey(), (target, current) -> {
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
            if (current != null) {
                current.replaced();
            }
            Lookup.Lead lead = lead(call);
            result.setPlain(lead);
            return lead.answer();
        });
        return result.getPlain();
    }

    private Lookup.Lead lead(ApiCall call) {
        InFlightAnswer own = new InFlightAnswer(call.read().scope(), keepFor(call), call.isBackground());
        call.leads(own.attempt());
        return new Lookup.Lead(own);
    }

    private Lookup.Hit hit(StoredAnswer answer, ApiCall call) {
        reads.read(call.getKey(), call.read(), answer.askedAt());
        call.foundInCache(answer.askedAt(), answer.answeredAt());
        Duration keepFor = keepFor(call);
        if (keepFor.compareTo(answer.keepFor()) > 0) {
            cache.asMap().computeIfPresent(call.getKey(), (target, stored) -> stored.keptFor(keepFor));
        }
        call.answered(answer.answer());
        return new Lookup.Hit(answer.answer());
    }

    /**
     * Waits for the call in flight that was joined. Looks again where that call was cancelled.
     *
     * @param exchange its variable {@code cplnLookup} becomes a hit, or a lead in place of the cancelled call
     * @param lookup   what was joined
     * @param call     the call that waits
     * @throws ApiException the failure of the attempt, or {@code CANCELLED} where the answer is not wanted any more
     */
    public void await(Exchange exchange, @Variable(LOOKUP) Lookup lookup, @Variable("cplnCall") ApiCall call)
            throws ApiException {
        Lookup current = lookup;
        while (current instanceof Lookup.Joined joined) {
            ApiAnswer answer = joined.answer().await(call, failures);
            if (answer != null) {
                call.answered(answer);
            }
            current = answer != null ? new Lookup.Hit(answer) : lookAtOnce(call);
        }
        found(exchange, current);
    }

    /**
     * Reads the API's answer, once for all who want it.
     *
     * @param call the call; has its answer
     * @param body the answer's body; null where it has none, as with 204
     * @throws ApiException where it is not JSON, not an object, or a list without items: it must not get into the cache
     */
    public void read(@Variable("cplnCall") ApiCall call, @Body byte[] body) throws ApiException {
        if (body == null) {
            throw ApiException.nonsense("the API's answer is empty");
        }
        try {
            call.answered(call.read().kind().read(JSON.readTree(body)));
        } catch (UnreadableAnswerException e) {
            throw ApiException.nonsense(e.getMessage());
        } catch (IOException e) {
            throw failures.explain(e);
        }
    }

    /**
     * Stores the answer of the lead, unless the cache was cleared meanwhile, and hands it to the calls that joined.
     *
     * @param lookup the call's lead
     * @param call   the call
     * @param bytes  body of its answer
     */
    public void store(@Variable(LOOKUP) Lookup.Lead lookup, @Variable("cplnCall") ApiCall call, @Body byte[] bytes) {
        InFlightAnswer own = lookup.answer();
        Instant answeredAt = clock.instant();
        // Before those who joined get it: what they ask for next must not be older.
        own.attempt().answered(answeredAt);
        call.answerRead(isWanted -> inFlight.computeIfPresent(call.getKey(), (target, current) -> {
            if (current != own || !isWanted) {
                return current == own ? null : current;
            }
            StoredAnswer before = cache.policy().getIfPresentQuietly(target);
            StoredAnswer answer = new StoredAnswer(call.answer(), bytes.length, own.attempt().askedAt(), answeredAt,
                    own.keepFor(), own.scope());
            cache.put(target, before == null ? answer : answer.keptFor(before.keepFor()));
            return null;
        }));
        own.answer().complete(call.answer());
    }

    /**
     * The end of an attempt. A lead that failed is not in flight any more, and the calls that joined get its failure.
     *
     * @param exchange exchange of the attempt, with the reason
     * @param lookup   what the call found; null where the lookup itself failed
     * @param call     the call
     */
    public void landed(Exchange exchange, @Variable(LOOKUP) Lookup lookup, @Variable("cplnCall") ApiCall call) {
        if (!(lookup instanceof Lookup.Lead lead) || lead.answer().answer().isDone()) {
            return;
        }
        Exception failure = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Exception.class);
        inFlight.remove(call.getKey(), lead.answer());
        lead.answer().answer().completeExceptionally(failure != null ? failures.explain(failure)
                : ApiException.nonsense("the API's answer could not be read"));
    }

    /**
     * Removes the answers that a message names.
     *
     * @param exchange its body names them, as {@link RequestBody#of} reads it; nothing or {@code *} for all
     * @return number of answers removed that had not expired
     * @throws InvalidRequestException where it names something else
     */
    public long clearAsked(Exchange exchange) {
        return clear(RequestBody.of(exchange));
    }

    /**
     * Removes answers. An answer that is in flight in this moment is not stored.
     *
     * @param what null, an empty text or {@code *} for all; a Map, JSON text or {@link ListingRequest} with
     *             {@code gvc} and perhaps {@code workloadName} for a part, together with the pages of the workload list
     *             that may hold it
     * @return number of answers removed that had not expired
     * @throws InvalidRequestException where it is something else
     */
    long clear(Object what) {
        ApiScope scope = ClearRequest.read(what);
        // In flight first: an answer in flight could be stored after the clear otherwise.
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
     * The answers that have not expired.
     *
     * @return their number, from 0
     */
    public long size() {
        // Caffeine evicts in the background.
        cache.cleanUp();
        return cache.asMap().values().stream().filter(this::isLive).count();
    }

    /**
     * Size, weight, calls in flight and evictions.
     *
     * @return the numbers of this moment
     */
    public CacheStatistics statistics() {
        long size = size();
        long bytes = cache.policy().eviction().map(eviction -> eviction.weightedSize().orElse(0)).orElse(0L);
        return new CacheStatistics(size, bytes, inFlight.size(), evictions.sum());
    }
}
