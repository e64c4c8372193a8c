package dev.cplnroutes.watch;

import dev.cplnroutes.mapping.WorkloadItem;

/**
 * A workload that a watch knows, and the readings that told of it. A reading is known by its number: the later it was
 * asked for, the higher. Not thread-safe.
 */
final class TrackedWorkload {

    /** What the list said last. */
    WorkloadItem item;
    WorkloadState state;
    /** The list with which it appeared. */
    final long listedIn;
    /** The last reading that answered. */
    long answeredIn;
    /** The last reading that was tried, answered or not. */
    long triedIn;
    /** The first of the lists in a row that lack it; 0 if the last list has it. */
    long missingIn;
    /** How many lists in a row lack it. */
    int missing;
    /** The last reading that found nothing (404), and what the API said. */
    long notFoundIn;
    String notFound;

    TrackedWorkload(WorkloadItem item, WorkloadState state, long listedIn) {
        this.item = item;
        this.state = state;
        this.listedIn = listedIn;
    }

    /**
     * Whether it is gone.
     *
     * @param isOneMoment whether the last list, which was read in one moment, lacks it
     * @param enough      lists of several pages that are enough, if no reading answered between them
     */
    boolean isGone(boolean isOneMoment, int enough) {
        return missing > 0 && isOneMoment || missing > 1 && notFoundIn > missingIn || missing >= enough;
    }

    /** Whether nothing was found in the last reading. */
    boolean isNotFound() {
        return notFoundIn > 0 && notFoundIn == triedIn;
    }

    /** Whether a reading may tell something of it: it was asked for after everything that is known. */
    boolean mayTell(long reading) {
        return reading > listedIn && reading > triedIn;
    }
}
