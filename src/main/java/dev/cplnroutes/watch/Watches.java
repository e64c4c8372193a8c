package dev.cplnroutes.watch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.WatchedContainers;
import dev.cplnroutes.recording.WatchRecorder;
import dev.cplnroutes.request.RequestReader;
import dev.cplnroutes.request.ResolvedRequest;
import dev.cplnroutes.support.ContextLife;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.util.concurrent.CamelThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watches of the process, one for each scope. A watch begins with its first subscriber and ends with its last. One
 * that the settings name begins with the process. While there is a watch, the route {@code cpln-watch-tick} is called
 * again and again. Thread-safe.
 */
public final class Watches implements CamelContextAware {

    private static final Logger LOG = LoggerFactory.getLogger("dev.cplnroutes.watch");
    /** The name of the bean. */
    static final String NAME = "cplnWatches";
    /** Ticks in an interval: a reading begins at most one tick after it is due. */
    private static final int TICKS = 40;
    private static final long LONGEST_TICK_MILLIS = 250;
    private static final long SHORTEST_TICK_MILLIS = 10;
    /** Sweeps for which a watch without subscribers is kept, for subscribers that come back. */
    private static final int REMEMBERED_SWEEPS = 5;
    private static final int MOST_REMEMBERED = 16;
    /** Watches at a time: each has a picture and a history. */
    private static final int MOST_WATCHES = 64;
    /** A refused subscriber is asked to come back within so many seconds, at random. */
    private static final int SHORTEST_WAIT = 5;
    private static final int LONGEST_WAIT = 30;

    private final WatchSettings settings;
    private final RequestReader requests;
    private final ChangeSinks sinks;
    private final WatchRecorder recorder;
    private final Clock clock;
    private final CallBudget budget;
    /** Tells the ids of this process from those of others, earlier ones included. */
    private final String process = Long.toString(UUID.randomUUID().getMostSignificantBits() & Long.MAX_VALUE, 36);
    private final Map<String, Watch> watches = new LinkedHashMap<>();
    private final AtomicInteger subscribers = new AtomicInteger();
    private WatchLock lock;
    private boolean isHolding;
    private Instant putRightAt = Instant.EPOCH;
    private int begun;
    private int turn;
    private volatile boolean isStopped;
    private boolean hasWarned;
    private ScheduledExecutorService timer;
    private CamelContext camelContext;
    private ProducerTemplate template;

    /**
     * Makes the bean.
     *
     * @param settings the settings
     * @param requests reads the requests of subscribers
     * @param sinks    get the changes of what the settings name
     * @param recorder is told what is seen, and by how many
     * @param clock    tells what is due
     */
    public Watches(WatchSettings settings, RequestReader requests, ChangeSinks sinks, WatchRecorder recorder,
            Clock clock) {
        this.recorder = recorder;
        this.sinks = sinks;
        this.settings = settings;
        this.requests = requests;
        this.clock = clock;
        this.budget = new CallBudget(settings.maxCallsPerSecond());
    }

    /**
     * Subscribes to the changes of what a request selects. The watch begins where there is none. A request that names
     * several GVCs has a watch of its own, unless the whole organization is watched from the start.
     *
     * @param request     as for a listing; what belongs to one answer, such as {@code pageSize}, is refused
     * @param lastEventId id of the last event that the subscriber got, in order to go on behind it; null to begin
     * @return a subscription, to be closed
     * @throws InvalidRequestException where the request is not allowed
     * @throws ListingFailedException  with status 503 where there are as many subscribers as there may be, or the
     *                                 process ends
     */
    public Subscription subscribe(Object request, String lastEventId) {
        ResolvedRequest options = WatchRequest.read(requests, request);
        if (subscribers.incrementAndGet() > settings.maxSubscribers()) {
            throw refused("There are " + settings.maxSubscribers() + " subscribers, which is as many as "
                    + "cpln.watch.max-subscribers allows; try again later.");
        }
        synchronized (this) {
            if (isStopped) {
                subscribers.decrementAndGet();
                throw ListingFailedException.stopped("Stopped", "The process ends.");
            }
            String scope = scope(options);
            if (!watches.containsKey(scope) && all().size() >= MOST_WATCHES) {
                throw refused("As many GVCs are watched as can be; try again later, or watch the organization.");
            }
            Subscription subscription = watch(scope).subscribe(options, lastEventId, subscribers::decrementAndGet);
            tickFromNowOn();
            return subscription;
        }
    }

    private ListingFailedException refused(String detail) {
        subscribers.decrementAndGet();
        return new ListingFailedException(503, "Too many subscribers", detail,
                OptionalLong.of(ThreadLocalRandom.current().nextInt(SHORTEST_WAIT, LONGEST_WAIT + 1)));
    }

    /** The watch that covers a request: its own, or that of the organization where the settings name it. */
    private String scope(ResolvedRequest options) {
        boolean isAllNamed = settings.gvcs().contains(ResolvedRequest.ALL_GVCS);
        return isAllNamed || options.allGvcs() ? ResolvedRequest.ALL_GVCS
                : String.join(",", new TreeSet<>(options.selection().gvcs()));
    }

    private synchronized Watch watch(String scope) {
        return watches.computeIfAbsent(scope, begins -> new Watch(scope, settings, recorder, clock,
                new WatchPosition(process, Integer.toString(++begun, 36), "", 0)));
    }

    /**
     * The present picture of what a request asks for.
     *
     * @throws InvalidRequestException where the request is not allowed, or nobody watches what it asks for
     */
    WatchedContainers picture(Object request) {
        ResolvedRequest options = WatchRequest.read(requests, request);
        List<String> scopes = List.of(scope(options), ResolvedRequest.ALL_GVCS);
        Watch watch = all().stream().filter(one -> scopes.contains(one.scope()))
                .min(Comparator.comparingInt(one -> scopes.indexOf(one.scope())))
                .orElseThrow(() -> new InvalidRequestException("There is no picture of gvc " + options.gvc()
                        + ", since nobody watches it; name it in cpln.watch.gvcs, subscribe to its changes, or list "
                        + "it."));
        View view = View.of(options);
        Picture picture = watch.picture();
        Instant oldest = picture.oldest();
        return new WatchedContainers(picture.containers(view), picture.isComplete(view), picture.errors(view),
                picture.unmatched(view, watch.scope()), oldest,
                oldest == null ? null : Duration.between(oldest, clock.instant()).toMillis() / 1000.0,
                options.fields());
    }

    /** All watches that are read now. */
    synchronized List<Watch> all() {
        return watches.values().stream().filter(Watch::isRead).toList();
    }

    /** Subscribers of all watches. */
    int subscribers() {
        return subscribers.get();
    }

    /** What is due, of each watch in turn: the first one differs each time. */
    List<WatchReading> due() {
        List<Watch> inTurn = new ArrayList<>(all());
        List<WatchReading> due = new ArrayList<>();
        if (!inTurn.isEmpty()) {
            Collections.rotate(inTurn, turn++);
            inTurn.forEach(watch -> due.addAll(watch.due(budget)));
        }
        return due;
    }

    /** Hands on what watches have seen to those who are not subscribers. */
    void publish(Watch watch) {
        sinks.publish(watch);
    }

    /** A reading has made so many calls more than were taken from the budget. */
    void owe(int calls) {
        budget.owe(calls);
    }

    private void tick() {
        try {
            forget();
            holdWhatIsNamed();
            Exception failure = template.send("direct:cpln-watch-tick?block=false", exchange -> { }).getException();
            if (failure != null) {
                warn(failure);
            }
            publishWhatIsLeft();
        } catch (RuntimeException e) {
            // The timer would never run again.
            warn(e);
        }
    }

    /** What did not fit, and once an interval what did not arrive. */
    private void publishWhatIsLeft() {
        if (!isHolding) {
            return;
        }
        all().stream().filter(watch -> watch.publishedView() != null).forEach(sinks::publish);
        Instant now = clock.instant();
        if (Duration.between(putRightAt, now).abs().compareTo(settings.interval()) >= 0) {
            putRightAt = now;
            sinks.putRight();
        }
    }

    private void warn(Exception failure) {
        if (!isStopped && !hasWarned) {
            hasWarned = true;
            LOG.warn("What is watched cannot be looked at, since route cpln-watch-tick failed; told once", failure);
        }
    }

    /** Ends watches that had no subscriber for long, and the timer when no watch is left. */
    private synchronized void forget() {
        Duration longest = settings.sweep().multipliedBy(REMEMBERED_SWEEPS);
        Instant now = clock.instant();
        Map<String, Instant> left = new HashMap<>();
        watches.forEach((scope, watch) -> {
            if (watch.leftAt() != null) {
                left.put(scope, watch.leftAt());
            }
        });
        left.entrySet().stream().sorted(Map.Entry.<String, Instant>comparingByValue().reversed()).skip(MOST_REMEMBERED)
                .forEach(entry -> watches.remove(entry.getKey()));
        left.forEach((scope, since) -> {
            if (Duration.between(since, now).compareTo(longest) > 0) {
                watches.remove(scope);
            }
        });
        if (watches.isEmpty() && settings.gvcs().isEmpty() && timer != null) {
            timer.shutdown();
            timer = null;
        }
    }

    private synchronized void tickFromNowOn() {
        if (timer == null && template != null) {
            long period = Math.max(SHORTEST_TICK_MILLIS,
                    Math.min(LONGEST_TICK_MILLIS, settings.interval().toMillis() / TICKS));
            timer = new ScheduledThreadPoolExecutor(1,
                    new CamelThreadFactory("Camel Thread ##counter# - #name#", "cpln-watch-timer", true));
            timer.scheduleWithFixedDelay(this::tick, 0, period, TimeUnit.MILLISECONDS);
        }
    }

    /** What the settings name is watched here as long as this process holds the lock of the cluster. */
    private void holdWhatIsNamed() {
        boolean holds = !settings.gvcs().isEmpty() && lock.isHeld();
        if (holds == isHolding) {
            return;
        }
        isHolding = holds;
        for (String scope : settings.gvcs()) {
            if (holds) {
                sinks.forget(watch(scope));
                watch(scope).hold(sinks.isWanted() ? View.of(WatchRequest.ofSinks(requests, scope)) : null);
            } else {
                watch(scope).letGo();
                sinks.forget(watch(scope));
            }
        }
    }

    private synchronized void start() {
        recorder.countsSubscribers(this::subscribers);
        isStopped = false;
        isHolding = false;
        lock = settings.gvcs().isEmpty() ? null : new WatchLock(camelContext);
        if (lock != null) {
            tickFromNowOn();
        } else if (sinks.isWanted()) {
            LOG.warn("cpln.changes.endpoints get nothing, since cpln.watch.gvcs names nothing to watch");
        }
    }

    private void stop() {
        List<Watch> ended;
        synchronized (this) {
            isStopped = true;
            ended = List.copyOf(watches.values());
            watches.clear();
            if (timer != null) {
                timer.shutdownNow();
                timer = null;
            }
        }
        ended.forEach(watch -> watch.end("The process ends"));
    }

    @Override
    public CamelContext getCamelContext() {
        return camelContext;
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
        this.template = camelContext.createProducerTemplate();
        ContextLife.follow(camelContext, NAME, this, this::start, this::stop);
    }
}
