package dev.cplnroutes.watch;

import java.util.ArrayList;
import java.util.List;

/**
 * The last changes of a picture, by their sequence. It is the one queue of all subscribers, and each has its own place
 * in it. A change costs the same for any number of subscribers. A subscriber that does not read falls out of it. Not
 * thread-safe.
 */
final class History {

    private final PictureChange[] ring;
    private long last;

    /**
     * Makes an empty history.
     *
     * @param size changes at most
     */
    History(int size) {
        this.ring = new PictureChange[size];
    }

    /** Number of the last change; 0 before the first. */
    long last() {
        return last;
    }

    /** Adds the change whose number follows the last. */
    void add(PictureChange change) {
        if (change.sequence() != last + 1) {
            throw new IllegalArgumentException("change " + change.sequence() + " does not follow " + last);
        }
        last++;
        ring[(int) (last % ring.length)] = change;
    }

    /** Whether all changes behind this number are there. */
    boolean reaches(long sequence) {
        return sequence <= last && sequence >= last - ring.length;
    }

    /**
     * The changes behind a number that it {@link #reaches}.
     *
     * @param most so many at most
     */
    List<PictureChange> behind(long sequence, int most) {
        List<PictureChange> changes = new ArrayList<>();
        for (long number = sequence + 1; number <= last && changes.size() < most; number++) {
            changes.add(ring[(int) (number % ring.length)]);
        }
        return changes;
    }

    /** The change of this number; it must be there. */
    PictureChange get(long sequence) {
        return ring[(int) (sequence % ring.length)];
    }
}
