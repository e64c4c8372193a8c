package dev.cplnroutes.watch;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

import dev.cplnroutes.Container;
import dev.cplnroutes.ContainerChange;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.mapping.UnreadableAnswerException;
import dev.cplnroutes.mapping.WorkloadItem;
import dev.cplnroutes.request.WorkloadTraits;
import dev.cplnroutes.watch.WorkloadState.Unconfirmed;

/**
 * The keeper of one picture. It takes what readings tell, and turns it into changes. It invents nothing:
 *
 * <ul>
 * <li>A workload is gone if a whole list lacks it that was asked for after the last answer about it. A list of several
 * pages may lack a workload that moved to a page that was read before. Then two such lists must lack it, and a reading
 * of the workload between them must find nothing (404). If no reading answers anything, six lists must lack it.
 * <li>A container is gone if a readable answer of its workload lacks it, unless the status of its location is stale.
 * <li>A reading tells nothing if one that was asked for later has told already.
 * </ul>
 *
 * <p>It knows no Camel, no clock and no thread. Not thread-safe.
 */
final class PictureKeeper {

    /** So many lists of several pages, one after another, must lack a workload that no reading answers about. */
    private static final int ENOUGH_LISTS = 6;

    private final boolean withUsage;
    private final History history;
    private final Consumer<ContainerChange.Type> seen;
    private Map<WorkloadKey, TrackedWorkload> workloads = new LinkedHashMap<>();
    /** Changes that no sink has got yet; null where there is no sink. */
    private List<PictureChange> unpublished;
    private long readings;
    /** Each workload has to be tried behind this reading until the picture is settled; known with the first list. */
    private long settlesBehind = Long.MAX_VALUE;
    private boolean isSettled;
    private Instant listedAt;
    private List<WorkloadError> listErrors = List.of();
    private Instant counted;
    private Picture picture;

    /**
     * Makes an empty picture.
     *
     * @param withUsage   whether another usage of CPU or memory alone is a change
     * @param historySize changes that are kept for subscribers
     * @param now         the time from which selections count restarts back at first
     * @param seen        is told the type of each change
     */
    PictureKeeper(boolean withUsage, int historySize, Instant now, Consumer<ContainerChange.Type> seen) {
        this.seen = seen;
        this.counted = now;
        this.withUsage = withUsage;
        this.history = new History(historySize);
    }

    /** The number of a reading that is asked for now. */
    long begin() {
        return ++readings;
    }

    /** Unsettles the picture until a whole list was read and each of its workloads tried. */
    void unsettle() {
        settlesBehind = Long.MAX_VALUE;
        isSettled = false;
        picture = null;
    }

    History history() {
        return history;
    }

    /** What the list said last; null where the workload is not known. */
    WorkloadItem item(WorkloadKey key) {
        TrackedWorkload tracked = workloads.get(key);
        return tracked == null ? null : tracked.item;
    }

    /** Null where the workload is not known. */
    WorkloadState state(WorkloadKey key) {
        TrackedWorkload tracked = workloads.get(key);
        return tracked == null ? null : tracked.state;
    }

    /**
     * Takes a workload list that was read to its end.
     *
     * @param reading  its number
     * @param askedAt  when it was asked for
     * @param items    its workloads, in its order
     * @param isWhole  whether every item named a workload: else one that seems to be gone may be among the others
     * @param isOneMoment whether it was one page: nothing moves within a page
     * @return what it tells that was not known
     */
    ListEffects listed(long reading, Instant askedAt, Map<WorkloadKey, WorkloadItem> items, boolean isWhole,
            boolean isOneMoment, Instant now) {
        ListEffects effects = new ListEffects();
        Map<WorkloadKey, TrackedWorkload> inOrder = new LinkedHashMap<>();
        items.forEach((key, item) -> {
            TrackedWorkload tracked = workloads.remove(key);
            if (tracked == null) {
                tracked = new TrackedWorkload(item, WorkloadState.listed(traits(key, item), askedAt), reading);
                effects.added.add(key);
            } else if (!item.isAsBefore(tracked.item)) {
                tracked.item = item;
                effects.changed.add(key);
                retag(tracked, traits(key, item), now);
            }
            tracked.missing = 0;
            doubt(tracked, reading, now);
            inOrder.put(key, tracked);
        });
        workloads.forEach((key, tracked) -> {
            if (isWhole && tracked.answeredIn < reading) {
                tracked.missingIn = tracked.missing == 0 ? reading : tracked.missingIn;
                tracked.missing++;
            }
            if (tracked.isGone(isWhole && isOneMoment && tracked.answeredIn < reading, ENOUGH_LISTS)) {
                change(tracked, tracked.state, WorkloadState.listed(tracked.state.traits(), now), now);
                effects.removed.add(key);
            } else {
                if (tracked.missing > 0) {
                    effects.missing.add(key);
                }
                if (!isWhole) {
                    doubt(tracked, reading, now);
                }
                inOrder.put(key, tracked);
            }
        });
        workloads = inOrder;
        // What is being read already may not know what the list says now.
        settlesBehind = Math.min(settlesBehind, readings);
        listedAt = askedAt;
        listErrors = List.of();
        picture = null;
        return effects;
    }

    /** The workload list could not be read to its end, or names no workload in some of its items. */
    void listFailed(List<WorkloadError> errors) {
        listErrors = List.copyOf(errors);
        picture = null;
    }

    private static WorkloadTraits traits(WorkloadKey key, WorkloadItem item) {
        return new WorkloadTraits(key.gvc(), key.name(), readable(item::type, null), readable(item::tags, Map.of()));
    }

    /** What cannot be read is in no selection that asks for it. */
    private static <T> T readable(Supplier<T> part, T otherwise) {
        try {
            return part.get();
        } catch (UnreadableAnswerException e) {
            return otherwise;
        }
    }

    /** The type or the tags of a workload may have changed, by which a subscriber selects. */
    private void retag(TrackedWorkload tracked, WorkloadTraits now, Instant time) {
        WorkloadState before = tracked.state;
        if (!before.traits().equals(now)) {
            tracked.state = before.with(now);
            before.containers().forEach((key, container) -> add(PictureChange.of(history.last() + 1, time,
                    before.traits(), now, new ContainerDifference(key, container, container, List.of()), counted,
                    counted)));
            if (before.unconfirmed() != null) {
                add(PictureChange.of(history.last() + 1, time, before.traits(), now, before.unconfirmed(), counted));
            }
        }
    }

    /**
     * Takes the containers of a workload.
     *
     * @param reading        number of the reading
     * @param askedAt        when it was asked for
     * @param staleLocations locations whose status is stale
     * @return whether it tells something: false for an answer that was asked for too early
     */
    boolean read(long reading, Instant askedAt, WorkloadKey key, List<Container> containers,
            Set<String> staleLocations, Instant now) {
        TrackedWorkload tracked = workloads.get(key);
        if (tracked == null || !tracked.mayTell(reading)) {
            return false;
        }
        tracked.triedIn = reading;
        tracked.answeredIn = reading;
        tracked.missing = 0;
        WorkloadState before = tracked.state;
        tracked.state = before.read(containers, staleLocations, askedAt);
        change(tracked, before, tracked.state, now);
        return true;
    }

    /**
     * A workload could not be read.
     *
     * @param reading number of the reading
     * @return whether the workload seems to be gone, since there is nothing of it (404): the next list tells. A list
     *         that has it makes it unconfirmed
     */
    boolean failed(long reading, WorkloadKey key, int status, String message, Instant now) {
        TrackedWorkload tracked = workloads.get(key);
        if (tracked == null || !tracked.mayTell(reading)) {
            return false;
        }
        tracked.triedIn = reading;
        if (status == 404) {
            tracked.notFoundIn = reading;
            tracked.notFound = message;
            if (tracked.state.unconfirmed() == null) {
                return true;
            }
        }
        unconfirm(tracked, status, message, now);
        return false;
    }

    /** Nothing of it was found (404), and the list does not prove that it is gone. */
    private void doubt(TrackedWorkload tracked, long list, Instant now) {
        if (tracked.isNotFound() && tracked.notFoundIn < list && tracked.state.unconfirmed() == null) {
            unconfirm(tracked, 404, tracked.notFound, now);
        }
    }

    private void unconfirm(TrackedWorkload tracked, int status, String message, Instant now) {
        WorkloadState before = tracked.state;
        tracked.state = before.with(Unconfirmed.of(before.unconfirmed(), now, status, message));
        change(tracked, before, tracked.state, now);
    }

    private void change(TrackedWorkload tracked, WorkloadState before, WorkloadState after, Instant now) {
        picture = null;
        ContainerDifference.between(before.containers(), after.containers(), withUsage).forEach(difference ->
                add(PictureChange.of(history.last() + 1, now, before.traits(), after.traits(), difference, counted,
                        counted)));
        if ((before.unconfirmed() == null) != (after.unconfirmed() == null)) {
            add(PictureChange.of(history.last() + 1, now, after.traits(), after.traits(), after.unconfirmed(),
                    counted));
        }
    }

    private void add(PictureChange change) {
        history.add(change);
        if (change.plain() != null) {
            seen.accept(change.plain().change().type());
        }
        picture = null;
        if (unpublished != null) {
            unpublished.add(change);
        }
    }

    /** From now on changes are kept for {@link #takeUnpublished}: first of all what is known, as if it were new. */
    void publish(Instant now) {
        unpublished = new ArrayList<>();
        for (TrackedWorkload tracked : workloads.values()) {
            WorkloadState state = tracked.state;
            ContainerDifference.between(Map.of(), state.containers(), withUsage).forEach(difference ->
                    unpublished.add(PictureChange.of(history.last(), now, state.traits(), state.traits(), difference,
                            counted, counted)));
            if (state.unconfirmed() != null) {
                unpublished.add(PictureChange.of(history.last(), now, state.traits(), state.traits(),
                        state.unconfirmed(), counted));
            }
        }
    }

    /** Keeps no changes for {@link #takeUnpublished} any more. */
    void publishNoMore() {
        unpublished = null;
    }

    /**
     * Goes on with the time from which selections count restarts back: containers whose last restart leaves one of the
     * windows meanwhile leave the selections that ask for it.
     */
    void count(Instant now, RestartWindows windows) {
        Instant before = counted;
        counted = now;
        picture = null;
        if (windows.isEmpty()) {
            return;
        }
        for (TrackedWorkload tracked : workloads.values()) {
            WorkloadState state = tracked.state;
            state.containers().forEach((key, container) -> {
                if (windows.isCrossed(container, before, now)) {
                    add(PictureChange.of(history.last() + 1, now, state.traits(), state.traits(),
                            new ContainerDifference(key, container, container, List.of()), before, now));
                }
            });
        }
    }

    /** The next changes that no sink has got yet, in their order; they count as taken. */
    List<PictureChange> takeUnpublished(int most) {
        if (unpublished == null || unpublished.isEmpty()) {
            return List.of();
        }
        List<PictureChange> next = unpublished.subList(0, Math.min(most, unpublished.size()));
        List<PictureChange> taken = List.copyOf(next);
        next.clear();
        return taken;
    }

    /** Whether a whole list was read, and each of its workloads tried. */
    boolean isSettled() {
        if (!isSettled) {
            isSettled = settlesBehind < Long.MAX_VALUE
                    && workloads.values().stream().allMatch(tracked -> tracked.triedIn > settlesBehind);
        }
        return isSettled;
    }

    /** What is known now. */
    Picture picture() {
        if (picture == null) {
            isSettled = isSettled();
            Map<WorkloadKey, WorkloadState> states = new LinkedHashMap<>();
            workloads.forEach((key, tracked) -> states.put(key, tracked.state));
            picture = new Picture(history.last(), states, counted, listErrors, listedAt, isSettled);
        }
        return picture;
    }

    /** The workloads that a list has added, changed, or removed, and those that it lacks without proof. */
    static final class ListEffects {

        final Set<WorkloadKey> added = new LinkedHashSet<>();
        final Set<WorkloadKey> changed = new LinkedHashSet<>();
        final Set<WorkloadKey> removed = new LinkedHashSet<>();
        final Set<WorkloadKey> missing = new LinkedHashSet<>();
    }
}
