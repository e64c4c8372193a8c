package dev.cplnroutes.watch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.cplnroutes.Container;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.mapping.WorkloadItem;
import dev.cplnroutes.recording.WatchRecorder;
import dev.cplnroutes.request.ResolvedRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watch of one scope, shared by its subscribers. It reads while it has a subscriber or is held. It keeps its
 * picture for a while afterwards, so that a subscriber that comes back goes on where it was. Thread-safe.
 */
final class Watch {

    /** Changes that are kept for subscribers. */
    static final int HISTORY = 5_000;
    private static final Logger LOG = LoggerFactory.getLogger("dev.cplnroutes.watch");
    /** Most readings of workloads at a time. A reading that waits for the API does not hold up the others. */
    private static final int MOST_READINGS = 64;
    /** Most workloads of one reading. */
    private static final int AT_ONCE = 100;
    /** Time after which a subscriber that leaves events unread is cut off. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String scope;
    private final WatchSettings settings;
    private final WatchRecorder recorder;
    private final Clock clock;
    private final WatchPosition start;
    private final PictureKeeper keeper;
    private final WatchSchedule schedule;
    private final RestartWindows windows = new RestartWindows();
    private final Set<Subscription> subscriptions = new LinkedHashSet<>();
    private final Set<WatchReading> readings = new LinkedHashSet<>();
    private boolean isHeld;
    private View published;
    private Instant leftAt;
    /** The begin of the time since which it has been read without a break. */
    private Instant begunAt;
    private boolean wasTooOld;
    private WorkloadError listError;
    /** Whether that is from before somebody looked, which may have been long ago. */
    private boolean isErrorOld;
    private Subscription.News told;

    /**
     * Makes a watch that has not read yet.
     *
     * @param scope names of GVCs separated by commas, or {@code *}
     * @param start the position before its first change
     */
    Watch(String scope, WatchSettings settings, WatchRecorder recorder, Clock clock, WatchPosition start) {
        this.recorder = recorder;
        this.scope = scope;
        this.settings = settings;
        this.clock = clock;
        this.start = start;
        this.keeper = new PictureKeeper(settings.usage(), HISTORY, clock.instant(), recorder::change);
        this.schedule = new WatchSchedule(settings.interval(), settings.sweep(), clock.instant());
        this.leftAt = clock.instant();
        this.begunAt = leftAt;
    }

    String scope() {
        return scope;
    }

    /**
     * Reads from now on, with or without a subscriber.
     *
     * @param view what is published of its changes; null for nothing
     */
    synchronized void hold(View view) {
        beginWhereNobodyLooks();
        isHeld = true;
        published = view;
        if (view != null) {
            keeper.publish(clock.instant());
            windows.add(view.selection().restartedWithin(), keeper.history().last());
        }
    }

    /** Reads for its subscribers alone from now on, and publishes nothing. */
    void letGo() {
        synchronized (this) {
            isHeld = false;
            published = null;
            keeper.publishNoMore();
            leftAt = clock.instant();
        }
        stopReadingWhereNobodyLooks();
    }

    /** What is published of its changes; null for nothing. */
    synchronized View publishedView() {
        return published;
    }

    private void beginWhereNobodyLooks() {
        if (!isRead()) {
            begunAt = clock.instant();
            recorder.begins(scope, () -> age().toMillis() / 1000.0);
            // What happened meanwhile is unknown, as at the start.
            keeper.unsettle();
            told = null;
            isErrorOld = true;
            schedule.begin();
        }
    }

    synchronized boolean isRead() {
        return isHeld || !subscriptions.isEmpty();
    }

    /** When it was read last; null while it is read. */
    synchronized Instant leftAt() {
        return isRead() ? null : leftAt;
    }

    /** What is known now. */
    synchronized Picture picture() {
        return keeper.picture();
    }

    /** The readings that are due now, and allowed. */
    List<WatchReading> due(CallBudget budget) {
        Instant now = clock.instant();
        subscriptions().stream().filter(subscription -> subscription.isLate(now, PATIENCE)).forEach(late ->
                late.cutOff("It did not read for " + PATIENCE.toSeconds() + " s"));
        List<WatchReading> due = new ArrayList<>();
        synchronized (this) {
            if (isRead() && schedule.isListDue(now) && budget.take(1, now) == 1) {
                schedule.listBegins(now);
                keeper.count(now, windows);
                due.add(new WatchReading.OfList(this, keeper.begin(), now));
            }
            if (isRead() && readings.size() < MOST_READINGS) {
                List<WorkloadKey> keys = schedule.due(now);
                keys = keys.subList(0, budget.take(Math.min(keys.size(), AT_ONCE), now));
                if (!keys.isEmpty()) {
                    due.add(ofWorkloads(keys, now));
                }
            }
            readings.addAll(due);
        }
        return due;
    }

    private WatchReading ofWorkloads(List<WorkloadKey> keys, Instant now) {
        Map<WorkloadKey, WorkloadItem> items = new LinkedHashMap<>();
        keys.forEach(key -> items.put(key, keeper.item(key)));
        keys.forEach(key -> schedule.begins(key, now));
        return new WatchReading.OfWorkloads(this, keeper.begin(), now, items);
    }

    /** The workload list was read to its end. */
    void listed(WatchReading reading, Map<WorkloadKey, WorkloadItem> items, boolean isWhole, boolean isOneMoment,
            List<WorkloadError> errors) {
        Instant now = clock.instant();
        synchronized (this) {
            schedule.listTook(reading.made());
            schedule.listed(keeper.listed(reading.number(), reading.askedAt(), items, isWhole, isOneMoment, now), now);
            keeper.listFailed(errors);
            readings.remove(reading);
            if (listError != null) {
                LOG.info("The workload list of gvc {} can be read again, for its watch", scope);
                listError = null;
            }
            logAge();
        }
        wake();
    }

    /** Logs once when the picture is older than the settings promise, and once when it is up to date again. */
    private void logAge() {
        Duration age = age();
        boolean isTooOld = age.compareTo(settings.sweep().plus(settings.interval().multipliedBy(2))) > 0;
        if (isTooOld && !wasTooOld) {
            LOG.warn("The oldest part of the picture of gvc {} was read {} s ago, more than cpln.watch.sweep and two "
                    + "intervals: either it cannot be read, or cpln.watch.max-calls-per-second ({}) does not suffice",
                    scope, age.toSeconds(), settings.maxCallsPerSecond());
        } else if (!isTooOld && wasTooOld) {
            LOG.info("The picture of gvc {} is up to date again", scope);
        }
        wasTooOld = isTooOld;
    }

    /** The age of the oldest part; one from before {@link #begunAt}, or before the clock was set, counts from then. */
    synchronized Duration age() {
        Instant oldest = keeper.picture().oldest();
        begunAt = begunAt.isAfter(now()) ? now() : begunAt;
        boolean isSince = oldest == null || oldest.isBefore(begunAt) || oldest.isAfter(now());
        return Duration.between(isSince ? begunAt : oldest, now());
    }

    /** The workload list could not be read to its end: nothing is known of what it lacks. */
    void listFailed(WatchReading reading, List<WorkloadError> errors) {
        synchronized (this) {
            schedule.listTook(reading.made());
            schedule.listEnded();
            readings.remove(reading);
            if (reading.stopping().isStopped()) {
                schedule.listSoon();
                return;
            }
            if (listError == null) {
                LOG.warn("The workload list of gvc {} cannot be read for its watch: {} (status {})", scope,
                        errors.get(0).message(), errors.get(0).status());
            }
            keeper.listFailed(errors);
            listError = errors.get(0);
            isErrorOld = false;
            logAge();
        }
        wake();
    }

    /** A workload was read. */
    void read(WatchReading reading, WorkloadKey key, List<Container> containers, Set<String> staleLocations) {
        tell(key, () -> keeper.read(reading.number(), reading.askedAt(), key, containers, staleLocations,
                clock.instant()));
    }

    /** A workload could not be read. If it was not found, the next list tells whether it is gone. */
    void failed(WatchReading reading, WorkloadKey key, WorkloadError error) {
        tell(key, () -> {
            if (keeper.failed(reading.number(), key, error.status(), error.message(), clock.instant())) {
                schedule.listSoon();
            }
        });
    }

    private void tell(WorkloadKey key, Runnable telling) {
        synchronized (this) {
            telling.run();
            schedule.ended(key, keeper.state(key));
        }
        wake();
    }

    /**
     * A reading of workloads has ended.
     *
     * @param untold those of which it has told nothing, since it was stopped
     */
    void ended(WatchReading reading, Set<WorkloadKey> untold) {
        synchronized (this) {
            untold.forEach(key -> schedule.ended(key, keeper.state(key)));
            readings.remove(reading);
        }
        wake();
    }

    /** The next changes that no sink has got yet. */
    synchronized List<PictureChange> takeUnpublished(int most) {
        return keeper.takeUnpublished(most);
    }

    /** Ends the watch and its subscriptions. */
    void end(String reason) {
        letGo();
        subscriptions().forEach(subscription -> subscription.end(reason));
    }

    private void stopReadingWhereNobodyLooks() {
        List<WatchReading> running;
        synchronized (this) {
            running = isRead() ? List.of() : List.copyOf(readings);
            if (!isRead()) {
                recorder.ends(scope);
            }
        }
        running.forEach(reading -> reading.stopping().stop());
    }

    /** A subscriber begins, or goes on behind the event with the id; null to begin. */
    Subscription subscribe(ResolvedRequest request, String lastEventId, Runnable whenClosed) {
        View view = View.of(request);
        WatchPosition base = new WatchPosition(start.process(), start.watch(), view.fingerprint(), 0);
        synchronized (this) {
            beginWhereNobodyLooks();
            Duration window = view.selection().restartedWithin();
            String reason = lastEventId == null ? null
                    : base.cannotGoOnBehind(lastEventId, keeper.history(), window, windows);
            windows.add(window, keeper.history().last());
            if (reason != null) {
                recorder.reset();
            }
            Subscription subscription = new Subscription(this, view, base, whenClosed,
                    lastEventId == null || reason != null ? -1 : WatchPosition.read(lastEventId).sequence(), reason);
            subscriptions.add(subscription);
            return subscription;
        }
    }

    void left(Subscription subscription) {
        synchronized (this) {
            if (!subscriptions.remove(subscription)) {
                return;
            }
            leftAt = clock.instant();
        }
        stopReadingWhereNobodyLooks();
    }

    /** Wakes the subscribers if there is something new: readings end far more often than things change. */
    private void wake() {
        synchronized (this) {
            Subscription.News now = new Subscription.News(keeper.history().last(), keeper.isSettled(), listError());
            if (now.equals(told)) {
                return;
            }
            told = now;
        }
        subscriptions().forEach(Subscription::wake);
    }

    private synchronized List<Subscription> subscriptions() {
        return List.copyOf(subscriptions);
    }

    /** Why the list cannot be read; null where it can, and before the first try since somebody looks. */
    synchronized WorkloadError listError() {
        return isErrorOld ? null : listError;
    }

    WatchRecorder recorder() {
        return recorder;
    }

    PictureKeeper keeper() {
        return keeper;
    }

    Instant now() {
        return clock.instant();
    }
}
