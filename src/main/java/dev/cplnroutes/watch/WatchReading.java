package dev.cplnroutes.watch;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.cplnroutes.Container;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.Stopping;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.mapping.DeploymentList;
import dev.cplnroutes.mapping.WorkloadItem;
import dev.cplnroutes.outcome.WorkloadFollower;
import dev.cplnroutes.support.ResourceName;

/**
 * One reading of a watch: its workload list, or some of its workloads. It follows the listing that does it, which is
 * silent, and keeps to the share of what nobody waits for.
 */
abstract class WatchReading implements WorkloadFollower {

    private final Watch watch;
    private final long number;
    private final Instant askedAt;
    private final int calls;
    private final Stopping stopping = new Stopping();
    private volatile int made;
    private volatile boolean hasEnded;

    /**
     * Makes a reading that is asked for now.
     *
     * @param number of the reading, see {@link PictureKeeper#begin()}
     * @param calls  that were taken from the budget for it
     */
    WatchReading(Watch watch, long number, Instant askedAt, int calls) {
        this.watch = watch;
        this.number = number;
        this.askedAt = askedAt;
        this.calls = calls;
    }

    Watch watch() {
        return watch;
    }

    long number() {
        return number;
    }

    Instant askedAt() {
        return askedAt;
    }

    /** Calls that it has made. */
    int made() {
        return made;
    }

    /** Calls that it has made and that were not taken from the budget; below 0 where it has made fewer. */
    int owed() {
        return made - calls;
    }

    @Override
    public void took(int sent) {
        made = sent;
    }

    Stopping stopping() {
        return stopping;
    }

    /** The reading has an end, whatever it came to; harmless when called again. */
    void end(ListingResult result, ListingFailedException failure) {
        if (!hasEnded) {
            ended(result, failure);
            hasEnded = true;
        }
    }

    /** What it came to, for its watch. */
    abstract void ended(ListingResult result, ListingFailedException failure);

    @Override
    public boolean isBackground() {
        return true;
    }

    @Override
    public boolean isSilent() {
        return true;
    }

    /** The workload list, from its first page to its last; none of its workloads. */
    static final class OfList extends WatchReading {

        private final Map<WorkloadKey, WorkloadItem> items = new LinkedHashMap<>();
        private boolean isWhole = true;
        private int begun;
        private boolean isEnded;

        OfList(Watch watch, long number, Instant askedAt) {
            super(watch, number, askedAt, 1);
        }

        @Override
        public synchronized void listBegins() {
            begun++;
            isEnded = false;
            isWhole = true;
            items.clear();
        }

        @Override
        public synchronized boolean isDue(String gvc, String name, WorkloadItem workload) {
            if (ResourceName.isPathSegment(gvc) && ResourceName.isPathSegment(name)) {
                items.putIfAbsent(new WorkloadKey(gvc, name), workload);
            } else {
                isWhole = false;
            }
            return false;
        }

        @Override
        public synchronized void listEnds() {
            isEnded = true;
        }

        @Override
        synchronized void ended(ListingResult result, ListingFailedException failure) {
            if (!isEnded || failure != null) {
                watch().listFailed(this, failure != null
                        ? List.of(new WorkloadError(null, null, failure.status(), failure.getMessage()))
                        : result.errors().isEmpty() ? List.of(new WorkloadError(null, null, 502,
                                "the workload list was not read to its end")) : result.errors());
                return;
            }
            int pages = result.statistics().cacheHits() + result.statistics().cacheMisses();
            watch().listed(this, items, isWhole && result.errors().isEmpty(), begun == 1 && pages == 1,
                    result.errors());
        }
    }

    /** The deployments of some workloads that a list told of. */
    static final class OfWorkloads extends WatchReading {

        private final Map<WorkloadKey, WorkloadItem> items;
        /** Workloads that the listing has told something of. */
        private final Map<WorkloadKey, AtomicBoolean> told = new LinkedHashMap<>();

        OfWorkloads(Watch watch, long number, Instant askedAt, Map<WorkloadKey, WorkloadItem> items) {
            super(watch, number, askedAt, items.size());
            this.items = items;
            items.keySet().forEach(key -> told.put(key, new AtomicBoolean()));
        }

        @Override
        public List<WorkloadItem> workloads() {
            return List.copyOf(items.values());
        }

        @Override
        public void read(String gvc, WorkloadItem workload, DeploymentList deployments, List<Container> containers) {
            WorkloadKey key = new WorkloadKey(gvc, workload.name());
            tells(key);
            watch().read(this, key, containers, deployments.staleLocations(workload));
        }

        @Override
        public void failed(WorkloadError error) {
            WorkloadKey key = new WorkloadKey(error.gvcName(), error.workloadName());
            tells(key);
            watch().failed(this, key, error);
        }

        private void tells(WorkloadKey key) {
            AtomicBoolean flag = told.get(key);
            if (flag != null) {
                flag.set(true);
            }
        }

        @Override
        void ended(ListingResult result, ListingFailedException failure) {
            Set<WorkloadKey> untold = new LinkedHashSet<>();
            told.forEach((key, isTold) -> {
                if (!isTold.get() && failure != null && failure.wasStopped()) {
                    untold.add(key);
                } else if (!isTold.get()) {
                    watch().failed(this, key, new WorkloadError(key.name(), key.gvc(),
                            failure == null ? 502 : failure.status(),
                            failure == null ? "it was not read" : failure.getMessage()));
                }
            });
            watch().ended(this, untold);
        }
    }
}
