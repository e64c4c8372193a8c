package dev.cplnroutes.listing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executor;

import dev.cplnroutes.Container;
import dev.cplnroutes.ProgressListener;
import dev.cplnroutes.events.EventPublisher;
import dev.cplnroutes.outcome.WorkloadFollower;
import dev.cplnroutes.recording.ContainerInventory;
import dev.cplnroutes.recording.ListingProgress;
import dev.cplnroutes.recording.ProgressNotifier;
import dev.cplnroutes.request.ResolvedRequest;

/**
 * The events of one listing on their way to the routes that publish them, and to the caller's listener.
 */
final class PublishedEvents implements ListingEvents {

    private static final Duration LONGEST_WAIT_FOR_LISTENER = Duration.ofSeconds(1);

    private final EventPublisher publisher;
    private final ContainerInventory inventory;
    private final Clock clock;
    private final ProgressNotifier calls;
    private final WorkloadFollower follower;

    /**
     * Makes the events of a listing.
     *
     * @param publisher where they go
     * @param inventory gets what the listing reads
     * @param clock     tells when progress is made
     * @param listener  the caller's listener; null without one
     * @param threads   call the listener
     * @param follower  who follows the listing: where it is silent, nothing is published
     */
    PublishedEvents(EventPublisher publisher, ContainerInventory inventory, Clock clock, ProgressListener listener,
            Executor threads, WorkloadFollower follower) {
        this.publisher = publisher;
        this.inventory = inventory;
        this.clock = clock;
        this.calls = listener == null ? null : new ProgressNotifier(listener, threads);
        this.follower = follower;
    }

    @Override
    public WorkloadFollower follower() {
        return follower;
    }

    @Override
    public ListingProgress progress(String listingId, String gvc) {
        return new ListingProgress(listingId, gvc, publisher.interval(), clock, event -> {
            if (!follower.isSilent()) {
                publisher.progress(event);
            }
            if (calls != null) {
                calls.add(event);
            }
        });
    }

    @Override
    public ContainerInventory.Reading reading(ResolvedRequest options, Instant startTime) {
        // A follower may leave workloads out: what it reads is not what the request asks for.
        return follower == WorkloadFollower.NONE ? inventory.begin(options, startTime)
                : ContainerInventory.Reading.NONE;
    }

    @Override
    public void containers(String listingId, List<Container> containers) {
        if (!follower.isSilent()) {
            publisher.containers(listingId, containers);
        }
    }

    @Override
    public void awaitListener() {
        if (calls != null) {
            calls.await(LONGEST_WAIT_FOR_LISTENER);
        }
    }
}
