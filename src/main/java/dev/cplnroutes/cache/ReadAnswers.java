package dev.cplnroutes.cache;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import com.github.benmanes.caffeine.cache.Cache;
import dev.cplnroutes.call.ApiRead;

/**
 * The stored answers that were read since they were stored, with what has to be asked to read them again. At most one
 * for each answer in the cache, as long as {@link #forget} is called for those that are gone. Thread-safe.
 */
final class ReadAnswers {

    private final Cache<String, StoredAnswer> cache;
    private final CacheSettings settings;
    private final Clock clock;
    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private final LongAdder refreshed = new LongAdder();
    private final LongAdder failed = new LongAdder();

    /**
     * An answer that was read.
     *
     * @param read     what asks for it
     * @param askedAt  when the API was asked for the answer that was read
     * @param wasTried whether it was refreshed, or cannot be
     */
    record Known(ApiRead read, Instant askedAt, boolean wasTried) {

        /** Whether it is this stored answer that was read, and nobody has tried to refresh it. */
        boolean mayRefresh(StoredAnswer answer) {
            return !wasTried && answer.askedAt().equals(askedAt);
        }
    }

    /**
     * Makes an empty record.
     *
     * @param cache    has the stored answers
     * @param settings tell when an answer is due
     * @param clock    tells how old an answer is
     */
    ReadAnswers(Cache<String, StoredAnswer> cache, CacheSettings settings, Clock clock) {
        this.cache = cache;
        this.settings = settings;
        this.clock = clock;
    }

    /** An answer that is stored, whatever its age; null where there is none. Does not count as a read. */
    StoredAnswer stored(String target) {
        return cache.policy().getIfPresentQuietly(target);
    }

    /** Whether an answer has reached the part of its time at which it is refreshed, and not its end. */
    boolean isDue(StoredAnswer answer) {
        Instant now = clock.instant();
        return answer.hasPassed(settings.getRefreshAfter(), now, settings.getMaximumAge())
                && !answer.timeLeft(now, settings.getMaximumAge()).isZero();
    }

    /** A stored answer was read. */
    void read(String target, ApiRead read, Instant askedAt) {
        if (settings.getRefreshAfter() > 0) {
            Known before = known.get(target);
            if (before == null || !before.askedAt().equals(askedAt)) {
                known.put(target, new Known(read, askedAt, false));
            }
        }
    }

    /** The keys of the answers that were read. */
    Set<String> targets() {
        return known.keySet();
    }

    /** What is known of an answer; null where nobody has read it. */
    Known of(String target) {
        return known.get(target);
    }

    /** The answer is not in the cache any more, or is another one. */
    void forget(String target, Known gone) {
        known.remove(target, gone);
    }

    /**
     * The answer is about to be refreshed, and not again before another one is stored and read.
     *
     * @return false where that has happened meanwhile
     */
    boolean tries(String target, Known now) {
        return known.replace(target, now, new Known(now.read(), now.askedAt(), true));
    }

    /** So many answers were refreshed. */
    void refreshed(int answers) {
        refreshed.add(answers);
    }

    /** A refresh failed. */
    void failed() {
        failed.increment();
    }

    RefreshCounts counts() {
        return new RefreshCounts(refreshed.sum(), failed.sum());
    }
}
