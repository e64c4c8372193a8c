package dev.cplnroutes.watch;

import java.time.Instant;

import dev.cplnroutes.ContainerChange;
import dev.cplnroutes.ContainerChange.Type;
import dev.cplnroutes.request.WorkloadTraits;
import dev.cplnroutes.watch.WorkloadState.Unconfirmed;

/**
 * One step of a picture, from which each subscriber's event is made: one container that differs, or one workload that
 * becomes unconfirmed or confirmed. Immutable.
 *
 * @param sequence      its number, from 1, without gaps
 * @param time          when it was seen
 * @param traitsBefore  what the list told of the workload before
 * @param traitsAfter   what it tells now; a container may leave or enter a selection by that alone
 * @param difference    the container; null for a workload
 * @param unconfirmed   why the workload cannot be read; null where it can again, and for a container. With other traits
 *                      before than after it is unconfirmed since earlier, and enters or leaves selections by them
 * @param countedBefore the time from which a selection counted restarts back before
 * @param countedAfter  the time from which it counts them back now
 * @param plain         the event for a subscriber that selects the container before and after; null where nothing of
 *                      it differs. It is made once for all
 */
record PictureChange(long sequence, Instant time, WorkloadTraits traitsBefore, WorkloadTraits traitsAfter,
        ContainerDifference difference, Unconfirmed unconfirmed, Instant countedBefore, Instant countedAfter,
        WatchEvent.Data plain) {

    /** A container that differs, or whose workload does. */
    static PictureChange of(long sequence, Instant time, WorkloadTraits before, WorkloadTraits after,
            ContainerDifference difference, Instant countedBefore, Instant countedAfter) {
        WatchEvent.Data plain = null;
        if (difference.before() == null) {
            plain = data(Type.ADDED, time, difference, difference.after());
        } else if (difference.after() == null) {
            plain = data(Type.DELETED, time, difference, difference.before());
        } else if (!difference.changed().isEmpty()) {
            plain = data(Type.MODIFIED, time, difference, difference.after());
        }
        return new PictureChange(sequence, time, before, after, difference, null, countedBefore, countedAfter, plain);
    }

    /** A workload that cannot be read, or its new traits; it can be read again if {@code unconfirmed} is null. */
    static PictureChange of(long sequence, Instant time, WorkloadTraits before, WorkloadTraits after,
            Unconfirmed unconfirmed, Instant counted) {
        return new PictureChange(sequence, time, before, after, null, unconfirmed, counted, counted,
                data(time, after, unconfirmed));
    }

    private static WatchEvent.Data data(Instant time, WorkloadTraits traits, Unconfirmed unconfirmed) {
        return new WatchEvent.Data(new ContainerChange(unconfirmed == null ? Type.CONFIRMED : Type.UNCONFIRMED,
                time, traits.gvc(), traits.name(), null, null, null, unconfirmed == null ? null : unconfirmed.since(),
                unconfirmed == null ? null : (Integer) unconfirmed.status(),
                unconfirmed == null ? null : unconfirmed.message()));
    }

    private static WatchEvent.Data data(Type type, Instant time, ContainerDifference difference,
            dev.cplnroutes.Container container) {
        return new WatchEvent.Data(ContainerChange.of(type, time, difference.key(),
                difference.changed().isEmpty() ? null : difference.changed(), container));
    }

    /**
     * The event for one subscriber.
     *
     * @param view what the subscriber sees
     * @return null if it is not for this subscriber
     */
    WatchEvent.Data seenBy(View view) {
        if (difference == null) {
            boolean hasLeft = !view.hasWorkload(traitsAfter) && view.hasWorkload(traitsBefore);
            boolean isNew = traitsBefore.equals(traitsAfter) || !view.hasWorkload(traitsBefore);
            return hasLeft ? data(time, traitsAfter, null) : isNew && view.hasWorkload(traitsAfter) ? plain : null;
        }
        boolean wasSeen = difference.before() != null && view.has(traitsBefore, difference.before(), countedBefore);
        boolean isSeen = difference.after() != null && view.has(traitsAfter, difference.after(), countedAfter);
        if (wasSeen && isSeen) {
            return plain == null || !view.shows(difference.changed()) ? null : view.narrowed(plain);
        }
        if (!wasSeen && !isSeen) {
            return null;
        }
        if (difference.before() == null || difference.after() == null) {
            return view.narrowed(plain);
        }
        return view.narrowed(isSeen ? data(Type.ADDED, time, difference, difference.after())
                : data(Type.DELETED, time, difference, difference.before()));
    }
}
