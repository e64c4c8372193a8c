package dev.cplnroutes.cache;

import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.api.ApiSettings;
import dev.cplnroutes.api.ApiUris;
import dev.cplnroutes.call.ApiCall;
import dev.cplnroutes.call.ApiRead;
import dev.cplnroutes.request.RequestReader;
import dev.cplnroutes.request.ResolvedRequest;
import dev.cplnroutes.support.ContextLife;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.util.concurrent.CamelThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The background refresh of cached answers. Where {@code cpln.cache.refresh-after} is set, it reads an answer again
 * before its time is over, if the answer was used. Twice a second it looks which are due. Its calls take the usual
 * routes, and let all others pass at the gate. Readers get the old answer meanwhile.
 *
 * <p>No page of a list may be older than the page before it. So the pages of a list are read one after another, and
 * take the place of the old ones together.
 */
public final class BackgroundRefresh implements CamelContextAware {

    private static final Logger LOG = LoggerFactory.getLogger(BackgroundRefresh.class);
    private static final long PERIOD_MILLIS = 500;
    /** Calls in flight at most, where a quarter of the connections is more. */
    private static final int MOST_THREADS = 32;
    private static final int SHARE = 4;
    private static final int MOST_QUEUED = 10_000;

    private final AnswerCache answers;
    private final CacheSettings settings;
    private final ApiSettings apiSettings;
    private final RequestReader requests;
    private final Clock clock;
    private CamelContext camelContext;
    private ProducerTemplate template;
    private ScheduledExecutorService timer;
    private ThreadPoolExecutor threads;
    private volatile boolean isStopped;

    /** A due answer and the pages behind it, by their keys in the order of the list. */
    record Due(Map<String, ReadAnswers.Known> pages) {
    }

    /**
     * Makes the bean.
     *
     * @param answers     the cache
     * @param settings    tell when an answer is due
     * @param apiSettings tell how many connections there are
     * @param requests    gives the options of the calls
     * @param clock       measures the calls
     */
    public BackgroundRefresh(AnswerCache answers, CacheSettings settings, ApiSettings apiSettings,
            RequestReader requests, Clock clock) {
        this.answers = answers;
        this.settings = settings;
        this.apiSettings = apiSettings;
        this.requests = requests;
        this.clock = clock;
    }

    private synchronized void start() {
        if (settings.getRefreshAfter() <= 0 || timer != null) {
            return;
        }
        isStopped = false;
        int most = Math.max(1, Math.min(MOST_THREADS, apiSettings.getMaxConnections() / SHARE));
        threads = new ThreadPoolExecutor(most, most, 60, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_QUEUED),
                new CamelThreadFactory("Camel Thread ##counter# - #name#", "cpln-refresh", true));
        threads.allowCoreThreadTimeOut(true);
        timer = new ScheduledThreadPoolExecutor(1,
                new CamelThreadFactory("Camel Thread ##counter# - #name#", "cpln-refresh-timer", true));
        timer.scheduleWithFixedDelay(this::refreshWhatIsDue, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private synchronized void stop() {
        isStopped = true;
        if (timer != null) {
            timer.shutdownNow();
            threads.shutdownNow();
            timer = null;
        }
    }

    /** Whether no answer is being refreshed, or waits for its refresh. */
    synchronized boolean isIdle() {
        return threads == null || threads.getActiveCount() == 0 && threads.getQueue().isEmpty();
    }

    private void refreshWhatIsDue() {
        try {
            for (Due due : due()) {
                threads.execute(() -> refresh(due));
            }
        } catch (RejectedExecutionException e) {
            // The rest has its turn when the queue is shorter, or never.
            LOG.debug("The queue of refreshes is full");
        } catch (RuntimeException e) {
            // The timer would never run again.
            LOG.warn("Cached answers could not be refreshed in the background", e);
        }
    }

    /** What is due, first pages first, then the oldest; each is taken once. */
    List<Due> due() {
        Map<String, StoredAnswer> due = new HashMap<>();
        for (String target : answers.reads().targets()) {
            ReadAnswers.Known known = answers.reads().of(target);
            StoredAnswer stored = answers.reads().stored(target);
            if (known != null && (stored == null || !stored.askedAt().equals(known.askedAt()))) {
                answers.reads().forget(target, known);
            } else if (known != null && known.mayRefresh(stored) && answers.reads().isDue(stored)) {
                due.put(target, stored);
            }
        }
        Set<String> furtherPages = new HashSet<>();
        due.forEach((target, stored) -> {
            ReadAnswers.Known known = answers.reads().of(target);
            URI next = known == null ? null : next(known.read(), stored.answer().next());
            if (next != null) {
                furtherPages.add(ApiUris.relative(next));
            }
        });
        List<String> oldestFirst = new ArrayList<>(due.keySet());
        oldestFirst.sort(Comparator.comparing(furtherPages::contains)
                .thenComparing(target -> due.get(target).askedAt()));
        List<Due> lists = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (String target : oldestFirst) {
            if (!taken.contains(target)) {
                Map<String, ReadAnswers.Known> pages = pages(target, taken);
                if (!pages.isEmpty()) {
                    lists.add(new Due(pages));
                }
            }
        }
        return lists;
    }

    /** An answer and the cached pages behind it that were read; they are taken. */
    private Map<String, ReadAnswers.Known> pages(String first, Set<String> taken) {
        Map<String, ReadAnswers.Known> pages = new LinkedHashMap<>();
        String target = first;
        while (target != null && taken.add(target)) {
            ReadAnswers.Known known = answers.reads().of(target);
            StoredAnswer stored = answers.reads().stored(target);
            if (known == null || stored == null || !known.mayRefresh(stored)
                    || !answers.reads().tries(target, known)) {
                break;
            }
            pages.put(target, known);
            URI next = next(known.read(), stored.answer().next());
            target = next == null ? null : ApiUris.relative(next);
        }
        return pages;
    }

    private URI next(ApiRead page, String link) {
        try {
            return new ApiUris(apiSettings).nextPage(page.uri(), link);
        } catch (ApiException e) {
            return null;
        }
    }

    private void refresh(Due due) {
        RefreshCaller caller = new RefreshCaller(options(), () -> !isStopped, clock);
        String target = due.pages().keySet().iterator().next();
        int read = 0;
        boolean isComplete = false;
        try {
            StoredAnswer before = answers.reads().stored(target);
            while (target != null && before != null && answers.reads().isDue(before)) {
                ApiCall call = new ApiCall(caller, due.pages().get(target).read());
                Exchange done = template.send("direct:cpln-api-tries",
                        exchange -> exchange.setVariable("cplnCall", call));
                call.end();
                if (done.getException() != null) {
                    if (!isCancelled(done.getException())) {
                        answers.reads().failed();
                    }
                    return;
                }
                read++;
                URI next = next(call.read(), call.answer().next());
                target = next == null ? null : ApiUris.relative(next);
                // A page that was not used is not refreshed.
                target = due.pages().containsKey(target) ? target : null;
            }
            isComplete = true;
        } finally {
            caller.settle(isComplete);
            answers.reads().refreshed(isComplete ? read : 0);
        }
    }

    /** A listing asks for the answer itself, or the process ends. */
    private static boolean isCancelled(Exception failure) {
        return failure instanceof ApiException known && known.kind() == ApiException.Kind.CANCELLED;
    }

    /** Never from the cache, stored, and tried once: a listing that needs the answer tries again by itself. */
    private ResolvedRequest options() {
        Map<String, Object> options = new HashMap<>();
        List.of("location", "workloadName", "containerName", "image", "workloadType", "tag", "healthStatus", "latest",
                "minRestarts", "restartedWithin", "maxResults", "pageSize", "cursor", "fields", "groupBy")
                .forEach(none -> options.put(none, null));
        options.putAll(Map.of("gvc", ResolvedRequest.ALL_GVCS, "cache", true, "cacheTtlSeconds", 0, "retry", false));
        return requests.read(options);
    }

    @Override
    public CamelContext getCamelContext() {
        return camelContext;
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
        this.template = camelContext.createProducerTemplate();
        ContextLife.follow(camelContext, "cplnBackgroundRefresh", this, this::start, this::stop);
    }
}
