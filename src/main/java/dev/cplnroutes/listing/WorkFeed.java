package dev.cplnroutes.listing;

import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Predicate;

import dev.cplnroutes.api.PageSet;
import dev.cplnroutes.outcome.HandOver;

/**
 * The work of one listing, drained by all its lanes at once: pages of the workload list, and the workloads on them in
 * the list's order. The next page is handed out before the workloads at hand are used up, so that a page is read while
 * deployments are. The feed holds a page or two of workloads, never the whole list. Thread-safe.
 *
 * <p>It fits Camel's Splitter, which asks {@link #hasNext()} once more before it processes a part. {@link #hasNext()}
 * never waits, and true is no promise. {@link #next()} waits for work, and returns null at the end, which the Splitter
 * skips.
 */
final class WorkFeed implements Iterator<Work> {

    /** Workloads at hand that keep the lanes busy while a page is read, where all pages will be needed anyway. */
    private static final int MOST_AT_HAND = 1000;

    private final Deque<Work.WorkloadDeployments> workloads = new ArrayDeque<>();
    private final PageSet pagesFound = new PageSet();
    private final boolean mayStopEarly;
    private final int lanes;
    /** Takes the containers of a stream; null where nobody reads them while the listing runs. */
    private final HandOver stream;
    /** The read to hand out next; null while there is none. */
    private Work nextRead;
    /** Whether a read was handed out and is not done. */
    private boolean isReading;
    /** The newest page, while none of its workloads was handed out; else null. */
    private URI untouchedPage;
    private boolean hasEnough;
    private boolean isStopped;
    private boolean wasInterrupted;

    /**
     * Starts with one read.
     *
     * @param firstRead    the first page, or the workload that was asked for
     * @param lanes        lanes that drain this feed
     * @param mayStopEarly whether the listing may end before the list does: then a page is read only when it is nearly
     *                     its turn
     */
    WorkFeed(Work firstRead, int lanes, boolean mayStopEarly) {
        this(firstRead, lanes, mayStopEarly, null);
    }

    /** As above; while the hand-over of a stream is full, lanes wait for work. */
    WorkFeed(Work firstRead, int lanes, boolean mayStopEarly, HandOver stream) {
        this.nextRead = firstRead;
        this.lanes = lanes;
        this.mayStopEarly = mayStopEarly || stream != null;
        this.stream = stream;
        if (firstRead instanceof Work.WorkloadPage page) {
            pagesFound.add(page.uri());
        }
    }

    @Override
    public synchronized boolean hasNext() {
        return !isDone();
    }

    @Override
    public synchronized Work next() {
        while (!isDone()) {
            boolean hasRoom = stream == null || stream.hasRoom();
            if (hasRoom && nextRead != null && !isReading && !hasEnough && isTimeToRead()) {
                Work read = nextRead;
                nextRead = null;
                isReading = true;
                return read;
            }
            Work.WorkloadDeployments workload = hasRoom ? workloads.poll() : null;
            if (workload != null) {
                if (workload.page().equals(untouchedPage)) {
                    untouchedPage = null;
                }
                if (stream != null) {
                    stream.taken(workload.index());
                }
                return workload;
            }
            // A lane waits only while a page is read, or for the reader of a stream. Whatever ends that wakes it:
            // readDone, enough, stop or goOn.
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                wasInterrupted |= !isStopped;
                isStopped = true;
                notifyAll();
            }
        }
        return null;
    }

    private boolean isTimeToRead() {
        if (workloads.isEmpty()) {
            return true;
        }
        // Two rounds of the lanes ahead, and no second page while the newest is untouched.
        return mayStopEarly ? untouchedPage == null && workloads.size() <= 2 * lanes : workloads.size() < MOST_AT_HAND;
    }

    private boolean isDone() {
        return isStopped || workloads.isEmpty() && (hasEnough || nextRead == null && !isReading);
    }

    /** Adds a workload of the page that is being read. */
    synchronized void add(Work.WorkloadDeployments workload) {
        workloads.add(workload);
        untouchedPage = workload.page();
    }

    /**
     * Ends the read that was handed out.
     *
     * @param next the page after it; null where there is none
     * @return false where that page was read before: the feed does not hand it out again
     */
    synchronized boolean readDone(Work.WorkloadPage next) {
        boolean isNew = next == null || pagesFound.add(next.uri());
        isReading = false;
        nextRead = isNew ? next : null;
        notifyAll();
        return isNew;
    }

    /**
     * Ends the read that was handed out, and starts the list again. Workloads at hand stay.
     *
     * @param firstPage the first page of the list
     */
    synchronized void readAgain(Work.WorkloadPage firstPage) {
        pagesFound.clear();
        readDone(firstPage);
    }

    /**
     * Narrows the work once enough is found: from now on the feed hands out no page, and of the workloads at hand only
     * the wanted ones.
     *
     * @param isWanted whether a workload may still come before the end of the answer
     * @return whether work is left that will not be done
     */
    synchronized boolean enough(Predicate<Work> isWanted) {
        hasEnough = true;
        boolean isWorkLeft = workloads.removeIf(workload -> !isWanted.test(workload)) || nextRead != null || isReading;
        notifyAll();
        return isWorkLeft;
    }

    /** The reader of a stream has made room: lanes go on. */
    synchronized void goOn() {
        notifyAll();
    }

    /** Ends the feed: it hands out nothing any more. */
    synchronized void stop() {
        isStopped = true;
        workloads.clear();
        notifyAll();
    }

    /** Whether a lane was interrupted while it waited for work: then work is left undone that the listing needs. */
    synchronized boolean wasInterrupted() {
        return wasInterrupted;
    }

    /** Whether the feed hands out no page any more. */
    synchronized boolean isStopped() {
        return isStopped || hasEnough;
    }
}
