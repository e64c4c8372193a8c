package dev.cplnroutes.outcome;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Stream;

import dev.cplnroutes.Container;
import dev.cplnroutes.ContainerStream;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ListingResult;

/**
 * The hand-over of containers from a listing to its reader. It holds a bounded number of them: while it is full, the
 * lanes of the listing take no further work. What they have begun still fits in, so no lane waits with a call in
 * flight. Thread-safe.
 */
public final class HandOver implements ContainerStream {

    /** Containers that may wait for the reader before the lanes pause; some 100 KB. */
    static final int LEAST_ROOM = 128;
    /** With many lanes: containers that may wait for each of them. */
    private static final int ROOM_PER_LANE = 8;

    private final Runnable whenClosed;
    private final Deque<Container> ready = new ArrayDeque<>();
    /** Workloads that lanes have taken, in that order, which is the list's; in list order alone. */
    private final Deque<Integer> taken = new ArrayDeque<>();
    /** Containers of workloads that others before them in the list keep waiting. */
    private final Map<Integer, List<Container>> early = new HashMap<>();
    private boolean inListOrder;
    private volatile List<String> fields = List.of();
    /** The fields, and the name: by that a reader tells a container from the rest of the answer. */
    private volatile List<String> kept = List.of();
    private int room = LEAST_ROOM;
    /** Containers that the answer may still have. */
    private int left = Integer.MAX_VALUE;
    private Runnable whenRoom = () -> { };
    /** Containers that are ready or early. */
    private volatile int waiting;
    private int handedOver;
    private boolean isCut;
    private boolean hasEnded;
    private boolean isClosed;
    private boolean wasReadToItsEnd;
    private ListingResult rest;
    private RuntimeException failure;

    /**
     * Makes the hand-over of a listing that has not begun.
     *
     * @param whenClosed ends the listing: its reader has gone
     */
    public HandOver(Runnable whenClosed) {
        this.whenClosed = whenClosed;
    }

    /**
     * Says whether containers come in the order of the workload list.
     *
     * @param isWanted false: each as soon as its workload was read
     */
    public synchronized void inListOrder(boolean isWanted) {
        this.inListOrder = isWanted;
    }

    /**
     * The listing begins.
     *
     * @param lanes       calls in flight at most
     * @param most        containers at most
     * @param shown       fields that the reader gets of each container; empty for all
     * @param whenHasRoom called when there is room again, by the reader's thread
     */
    public synchronized void begin(int lanes, int most, List<String> shown, Runnable whenHasRoom) {
        this.fields = List.copyOf(shown);
        this.kept = Stream.concat(shown.stream(), Stream.of("name")).distinct().toList();
        this.room = Math.max(LEAST_ROOM, lanes * ROOM_PER_LANE);
        this.left = most;
        this.whenRoom = whenHasRoom;
    }

    /**
     * The fields that the reader gets of each container.
     *
     * @return their names in order; empty for all
     */
    public List<String> fields() {
        return fields;
    }

    /** Whether a lane may take further work. */
    public boolean hasRoom() {
        return waiting < room;
    }

    /** A lane has taken a workload. Each must be {@link #put} later, unless the listing ends early. */
    public synchronized void taken(int index) {
        if (inListOrder) {
            taken.add(index);
        }
    }

    /**
     * A workload was read, or could not be.
     *
     * @param index its index
     * @param found its containers that the answer may have; none where it could not be read
     * @return the containers that have become part of the answer: those found, or in list order perhaps others
     */
    public synchronized List<Container> put(int index, List<Container> found) {
        if (!inListOrder) {
            return handOver(found);
        }
        early.put(index, found);
        waiting += found.size();
        List<Container> now = new ArrayList<>();
        while (!taken.isEmpty() && early.containsKey(taken.peek())) {
            List<Container> next = early.remove(taken.poll());
            waiting -= next.size();
            now.addAll(handOver(next));
        }
        return now;
    }

    private List<Container> handOver(List<Container> found) {
        List<Container> taking = found.size() <= left ? found : found.subList(0, left);
        isCut |= taking.size() < found.size();
        left -= taking.size();
        handedOver += taking.size();
        if (!isClosed && !taking.isEmpty()) {
            ready.addAll(taking);
            waiting += taking.size();
            notifyAll();
        }
        return taking;
    }

    /** Containers handed over so far. */
    public synchronized int handedOver() {
        return handedOver;
    }

    /** Whether containers were found beyond the limit. */
    public synchronized boolean isCut() {
        return isCut;
    }

    /** The rest of the answer is known; {@link #ended} follows. */
    public synchronized void rest(ListingResult answer) {
        rest = answer;
    }

    /**
     * The listing has ended.
     *
     * @param reason why it failed as a whole; null where it did not
     */
    public synchronized void ended(RuntimeException reason) {
        failure = reason;
        hasEnded = true;
        notifyAll();
    }

    /** Why the listing failed as a whole; null where it did not, or has not ended. */
    public synchronized RuntimeException failure() {
        return failure;
    }

    /**
     * Waits until there is a container to read, or none will come.
     *
     * @throws RuntimeException where the listing failed before its first container
     */
    public synchronized void awaitFirst() {
        awaitReady();
        if (hasEnded && failure != null && handedOver == 0) {
            throw failure;
        }
    }

    /** Whether the next container is there already, so that reading it does not wait. */
    public synchronized boolean isReady() {
        return !ready.isEmpty();
    }

    private void awaitReady() {
        try {
            while (ready.isEmpty() && !hasEnded && !isClosed) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw ListingFailedException.stopped("Listing interrupted",
                    "The stream's reader was interrupted before the end of the listing.");
        }
    }

    @Override
    public synchronized boolean hasNext() {
        awaitReady();
        if (!ready.isEmpty()) {
            return true;
        }
        if (isClosed && !wasReadToItsEnd) {
            throw ListingFailedException.stopped("Stream closed", "The stream of containers was closed before its "
                    + "end: read it before the exchange ends that it belongs to.");
        }
        if (failure != null) {
            throw failure;
        }
        return false;
    }

    @Override
    public Container next() {
        Container next;
        boolean hasRoomAgain;
        synchronized (this) {
            if (!hasNext()) {
                throw new NoSuchElementException("the stream of containers is at its end");
            }
            next = ready.poll();
            waiting--;
            // Half empty, so that lanes are not woken for each container.
            hasRoomAgain = waiting == room / 2;
        }
        if (hasRoomAgain) {
            whenRoom.run();
        }
        return fields.isEmpty() ? next : next.withOnly(kept);
    }

    @Override
    public synchronized ListingResult rest() {
        if (!hasEnded || !ready.isEmpty()) {
            throw new IllegalStateException("The rest of the answer is known at the end of the stream");
        }
        return rest != null ? rest : new ListingResult(List.of(), false, List.of(), false, null, null);
    }

    @Override
    public void close() {
        synchronized (this) {
            if (isClosed) {
                return;
            }
            isClosed = true;
            wasReadToItsEnd = hasEnded && ready.isEmpty();
            ready.clear();
            early.clear();
            notifyAll();
        }
        whenClosed.run();
    }
}
