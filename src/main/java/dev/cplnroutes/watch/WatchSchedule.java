package dev.cplnroutes.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a watch has to read, and when. The list is due once an interval. So is a workload that is in flux: not healthy,
 * rolling out, not to be read, or new or changed at most one sweep ago. A quiet workload is due once a sweep, each at
 * its own time within it, so that the calls are spread evenly.
 *
 * <p>What waits longest, as a part of its own period, is most urgent: so what is in flux comes first, and what is quiet
 * still has its turn where the calls do not suffice. A list of many pages waits until as many calls went to workloads
 * that are due as it cost: else it would take all of them. Where the clock was set back, what was read counts as read
 * now. Knows no Camel and no clock. Not thread-safe.
 */
final class WatchSchedule {

    /** Fractions of its multiples are as evenly spread as those of any number, however many there are. */
    private static final double GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

    private final Duration interval;
    private final Duration sweep;
    private final Instant start;
    private final Map<WorkloadKey, Entry> entries = new LinkedHashMap<>();
    private Instant listAskedAt;
    private boolean isListRead;
    private boolean hasListed;
    private boolean isAllDue;
    /** Calls that the last list took. */
    private int listCalls = 1;
    /** Workloads that were read since it began. */
    private int readSinceList;
    private long added;

    /** The times of one workload. */
    private static final class Entry {

        /** Its time within each sweep, milliseconds. */
        private final double phase;
        private Instant askedAt;
        private boolean isAsked;
        private boolean isHot;
        /** To be read at once, since the list said something new of it. */
        private boolean isUrgent;
        private Instant fluxUntil = Instant.MIN;

        Entry(double phase) {
            this.phase = phase;
        }
    }

    /** A workload that is due, and how much. */
    private record Due(WorkloadKey key, double urgency) {
    }

    WatchSchedule(Duration interval, Duration sweep, Instant start) {
        this.interval = interval;
        this.sweep = sweep;
        this.start = start;
    }

    boolean isListDue(Instant now) {
        if (listAskedAt != null && now.isBefore(listAskedAt)) {
            listAskedAt = now;
        }
        return !isListRead && (listAskedAt == null || !now.isBefore(listAskedAt.plus(interval)))
                && (!hasListed || isAllDue || readSinceList >= listCalls || due(now).isEmpty());
    }

    void listBegins(Instant now) {
        isListRead = true;
        listAskedAt = now;
        readSinceList = 0;
    }

    void listEnded() {
        isListRead = false;
    }

    /** The list has taken so many calls, read to its end or not. */
    void listTook(int calls) {
        listCalls = calls;
    }

    /** Makes the list due now. */
    void listSoon() {
        listAskedAt = null;
    }

    /** The watch was not read for a while: the list is due now, and behind it each workload. */
    void begin() {
        listSoon();
        isAllDue = true;
    }

    /** A list was read to its end. */
    void listed(PictureKeeper.ListEffects effects, Instant now) {
        effects.removed.forEach(this::removed);
        effects.added.forEach(key -> added(key, hasListed, now));
        effects.changed.forEach(key -> changed(key, now));
        effects.missing.forEach(this::missing);
        if (isAllDue) {
            entries.values().forEach(entry -> entry.isUrgent = true);
        }
        isAllDue = false;
        hasListed = true;
        listEnded();
    }

    /**
     * A workload is on the list for the first time.
     *
     * @param isNew whether an earlier list was without it
     */
    void added(WorkloadKey key, boolean isNew, Instant now) {
        Entry entry = new Entry(added++ * GOLDEN_RATIO % 1 * sweep.toMillis());
        entry.fluxUntil = isNew ? now.plus(sweep) : Instant.MIN;
        entries.put(key, entry);
    }

    /** The list says something new of a workload. */
    void changed(WorkloadKey key, Instant now) {
        Entry entry = entries.get(key);
        entry.isUrgent = true;
        entry.fluxUntil = now.plus(sweep);
    }

    /** The list lacks a workload, which is not known to be gone. */
    void missing(WorkloadKey key) {
        entries.get(key).isUrgent = true;
    }

    void removed(WorkloadKey key) {
        entries.remove(key);
    }

    /** The workloads that are due and not being read, most urgent first. */
    List<WorkloadKey> due(Instant now) {
        List<Due> due = new ArrayList<>();
        entries.forEach((key, entry) -> {
            double urgency = entry.isAsked ? 0 : urgency(entry, now);
            if (urgency > 0) {
                due.add(new Due(key, urgency));
            }
        });
        due.sort(Comparator.comparingDouble(Due::urgency).reversed());
        return due.stream().map(Due::key).toList();
    }

    /** 0 where it is not due. */
    private double urgency(Entry entry, Instant now) {
        if (entry.askedAt == null) {
            return Double.MAX_VALUE;
        }
        if (now.isBefore(entry.askedAt)) {
            entry.askedAt = now;
            entry.fluxUntil = now.plus(sweep).isBefore(entry.fluxUntil) ? now.plus(sweep) : entry.fluxUntil;
        }
        double age = Duration.between(entry.askedAt, now).toNanos() / 1e6;
        if (entry.isUrgent) {
            return 1e9 + age;
        }
        if (entry.isHot || now.isBefore(entry.fluxUntil)) {
            return age >= interval.toMillis() ? age / interval.toMillis() : 0;
        }
        return Math.floor(sweeps(entry, now)) > Math.floor(sweeps(entry, entry.askedAt)) || age >= sweep.toMillis()
                ? Math.max(age / sweep.toMillis(), Double.MIN_NORMAL) : 0;
    }

    /** Sweeps from the first time of a workload to an instant. */
    private double sweeps(Entry entry, Instant instant) {
        return (Duration.between(start, instant).toNanos() / 1e6 - entry.phase) / sweep.toMillis();
    }

    /** A workload is being read. */
    void begins(WorkloadKey key, Instant now) {
        Entry entry = entries.get(key);
        entry.askedAt = now;
        entry.isAsked = true;
        entry.isUrgent = false;
        readSinceList++;
    }

    /**
     * A reading of a workload has ended.
     *
     * @param state what is known of it now; null if it is not known any more
     */
    void ended(WorkloadKey key, WorkloadState state) {
        ended(key, state == null || state.isInFlux());
    }

    /** The same, with whether it is in flux by what is known of it now. */
    void ended(WorkloadKey key, boolean isHot) {
        Entry entry = entries.get(key);
        if (entry != null) {
            entry.isAsked = false;
            entry.isHot = isHot;
        }
    }
}
