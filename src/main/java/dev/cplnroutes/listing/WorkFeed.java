package dev.cplnroutes.listing;

import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The work of one listing, drained by all its lanes at once: pages of the workload list, and the workloads on them in
 * the list's order. The next page is handed out before the workloads at hand are used up, so that pages are read while
 * deployments are. Holds a page or two of workloads, never the whole list.
 *
 * <p>Fits Camel's Splitter, which asks {@link #hasNext()} once more before it processes a part: {@link #hasNext()} never
 * waits and may be wrong in the end; {@link #next()} waits, and gives null, which the Splitter skips, when all is done.
 */
final class WorkFeed implements Iterator<Work> {

    /** Workloads at hand that keep the lanes busy while a page is read, where all pages will be needed anyway. */
    private static final int MOST_AT_HAND = 1000;

    private final Deque<Work.WorkloadDeployments> workloads = new ArrayDeque<>();
    private final Set<URI> pagesFound = new HashSet<>();
    private final boolean mayStopEarly;
    private final int lanes;
    private Work nextRead;
    private boolean isReading;
    private URI untouchedPage;
    private boolean hasEnough;
    private boolean isStopped;
    private boolean wasInterrupted;

    /**
     * Starts with one read.
     *
     * @param firstRead    the first page, or the workload that was asked for
     * @param lanes        lanes that drain this feed
     * @param mayStopEarly whether the listing may end before the list does: then no page is read long before its turn
     */
    WorkFeed(Work firstRead, int lanes, boolean mayStopEarly) {
        this.nextRead = firstRead;
        this.lanes = lanes;
        this.mayStopEarly = mayStopEarly;
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
            if (nextRead != null && !isReading && !hasEnough && isTimeToRead()) {
                Work read = nextRead;
                nextRead = null;
                isReading = true;
                return read;
            }
            Work.WorkloadDeployments workload = workloads.poll();
            if (workload != null) {
                if (workload.page().equals(untouchedPage)) {
                    untouchedPage = null;
                }
                if (isDone()) {
                    notifyAll();
                }
                return workload;
            }
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
        // Two rounds ahead; and never a second page on top of one that nobody has needed yet.
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
     * The read that was handed out is done.
     *
     * @param next the page after it; null where there is none
     * @return false where that page was read before: it is not read again
     */
    synchronized boolean readDone(Work.WorkloadPage next) {
        boolean isNew = next == null || pagesFound.add(next.uri());
        isReading = false;
        nextRead = isNew ? next : null;
        notifyAll();
        return isNew;
    }

    /**
     * The read that was handed out is done, and the list has to be read anew from its first page on.
     *
     * @param firstPage the first page once more
     */
    synchronized void readAnew(Work.WorkloadPage firstPage) {
        pagesFound.clear();
        readDone(firstPage);
    }

    /**
     * Enough is found: hands out no page any more, and of the workloads at hand only those that may still come before the
     * end of the answer.
     *
     * @param isWanted whether a workload may
     * @return whether something was left that will not be done
     */
    synchronized boolean enough(Predicate<Work> isWanted) {
        hasEnough = true;
        boolean isLeft = workloads.removeIf(workload -> !isWanted.test(workload)) || nextRead != null || isReading;
        notifyAll();
        return isLeft;
    }

    /** Hands nothing out any more. */
    synchronized void stop() {
        isStopped = true;
        workloads.clear();
        notifyAll();
    }

    /** Whether a thread that waited for work was interrupted, so that work was left undone that nobody meant to leave. */
    synchronized boolean wasInterrupted() {
        return wasInterrupted;
    }

    /** Whether no page is handed out any more. */
    synchronized boolean isStopped() {
        return isStopped || hasEnough;
    }
}
