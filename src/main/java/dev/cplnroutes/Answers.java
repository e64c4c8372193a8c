package dev.cplnroutes;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Variable;

/**
 * The API's answers in the cache: what one call answered, never anything made from it. The routes see the cache through
 * Camel's caffeine component; here is what is particular to us: an answer's age is judged by the request that asks.
 */
public final class Answers {

    /**
     * One stored answer.
     *
     * @param bytes   the answer's body
     * @param readAt  when the API gave it
     * @param keepFor longest TTL that a reader of it has asked with
     */
    public record Answer(byte[] bytes, Instant readAt, Duration keepFor) {
    }

    private final ApiSettings settings;
    private final Clock clock;
    private final Cache<String, Answer> cache;

    /**
     * Makes an empty cache.
     *
     * @param cacheSettings how much is kept
     * @param settings      the API's settings
     * @param clock         tells how old an answer is
     */
    public Answers(CacheSettings cacheSettings, ApiSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.cache = Caffeine.newBuilder()
                .maximumWeight(cacheSettings.getMaximumBytes())
                .<String, Answer>weigher((key, answer) -> answer.bytes().length + key.length())
                .expireAfter(Expiry.<String, Answer>writing((key, answer) ->
                        shorter(answer.keepFor(), cacheSettings.getMaximumAge())))
                .recordStats()
                .build();
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /**
     * The cache itself, for the component's {@code cache} option; static, as Camel wants a factory method.
     *
     * @param owner who made it
     * @return the same cache each time
     */
    public static Cache<String, Answer> cacheOf(Answers owner) {
        return owner.cache;
    }

    /**
     * Judges what the cache had for a call: leaves its bytes as the body, or null where it is missing or too old for this
     * request.
     *
     * @param exchange body: what the component left, the entry or, on a miss, what was there before
     * @param call     the call
     */
    public void fresh(Exchange exchange, @Variable("cplnCall") ApiCall call) {
        Message message = exchange.getMessage();
        boolean isFresh = message.getBody() instanceof Answer answer
                && Duration.between(answer.readAt(), clock.instant()).compareTo(call.options().cacheTtl()) < 0;
        call.askedCache(isFresh);
        message.setBody(isFresh ? ((Answer) message.getBody()).bytes() : null);
    }

    /**
     * Makes an entry of what the API answered.
     *
     * @param call  the call
     * @param bytes its answer
     * @return the entry
     */
    public Answer answer(@Variable("cplnCall") ApiCall call, @Body byte[] bytes) {
        return new Answer(bytes, clock.instant(), call.options().cacheTtl());
    }

    /**
     * Refuses an answer that is none: it must not get into the cache.
     *
     * @param call   the call
     * @param answer what the API said
     * @throws ApiException where a list has no items
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
     * Forgets answers.
     *
     * @param what null, blank or {@code *} for all; a Map, JSON text or {@link ListingRequest} with {@code gvc} and perhaps
     *             {@code workloadName} for a part, together with the pages of the workload list that may hold it
     * @return how many entries
     * @throws InvalidRequestException where it is something else
     */
    public long clear(@Body Object what) {
        Scope scope = Scope.of(what);
        long before = size();
        if (scope.gvc() == null) {
            cache.invalidateAll();
        } else {
            String org = "/org/" + settings.getOrg();
            String gvc = org + "/gvc/" + scope.gvc() + "/workload";
            String workload = scope.workloadName() == null ? gvc + "/" : gvc + "/" + scope.workloadName() + "/";
            cache.asMap().keySet().removeIf(key -> key.contains(workload) || isPageOf(key, gvc)
                    || isPageOf(key, org + "/workload"));
        }
        return Math.max(0, before - size());
    }

    private static boolean isPageOf(String key, String path) {
        return key.endsWith(path) || key.contains(path + "?");
    }

    /**
     * Entries that are not past their time.
     *
     * @return from 0
     */
    public long size() {
        cache.cleanUp();
        return cache.asMap().size();
    }

    private record Scope(String gvc, String workloadName) {

        static Scope of(Object what) {
            if (what == null || "".equals(what) || ListingOptions.ALL_GVCS.equals(what)) {
                return new Scope(null, null);
            }
            if (what instanceof ListingRequest request) {
                Map<String, Object> names = new HashMap<>();
                names.put("gvc", request.gvc());
                names.put("workloadName", request.workloadName());
                return of(names);
            }
            if (what instanceof String json) {
                return of(ListingRequests.parseJson(json));
            }
            if (what instanceof Map<?, ?> map) {
                map.keySet().forEach(key -> {
                    if (!"gvc".equals(key) && !"workloadName".equals(key)) {
                        throw new InvalidRequestException("Unknown option '" + InvalidRequestException.printable(key)
                                + "'; allowed are gvc and workloadName.");
                    }
                });
                Scope scope = new Scope(name(map, "gvc"), name(map, "workloadName"));
                if (scope.workloadName() != null && scope.gvc() == null) {
                    throw new InvalidRequestException("workloadName", scope.workloadName(),
                            "a workload together with its gvc");
                }
                return scope;
            }
            throw new InvalidRequestException("What to clear is nothing for everything, or a Map or JSON text with gvc and workloadName.");
        }

        private static String name(Map<?, ?> map, String key) {
            Object value = map.get(key);
            if (value == null || "gvc".equals(key) && ListingOptions.ALL_GVCS.equals(value)) {
                return null;
            }
            if (!(value instanceof String text) || !Names.isName(text)) {
                throw new InvalidRequestException(key, value, Names.ALLOWED);
            }
            return text;
        }
    }
}
