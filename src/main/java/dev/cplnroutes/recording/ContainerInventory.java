package dev.cplnroutes.recording;

import java.time.Instant;
import java.util.List;
import java.util.Set;

import dev.cplnroutes.Container;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.request.ResolvedRequest;
import dev.cplnroutes.support.SettingValue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The containers that the listings of this process found last, up to a maximum: what meters of containers show. It
 * stays empty where the maximum is 0 or no meters are connected.
 *
 * <p>A listing adds what it has read when it ends, before health filter and limits, without the platform's own
 * containers. Of listings that overlap, the one that began last decides, see {@link DecisionOrder}.
 */
public final class ContainerInventory {

    private static final Logger LOG = LoggerFactory.getLogger(ContainerInventory.class);

    private static final int MOST_CONTAINERS = 100_000;

    /** Some 20 MB. */
    private static final int MOST_DECISIONS = 200_000;

    private final BoundedDeployments deployments = new BoundedDeployments();
    private final DecisionOrder order = new DecisionOrder(MOST_DECISIONS);
    private int maximum;
    private volatile boolean isConnected;
    private boolean hasWarned;

    /** Makes an empty inventory for no containers. */
    public ContainerInventory() {
    }

    /** Takes what one listing reads. Any thread may call it. */
    public interface Reading {

        /** Drops everything. */
        Reading NONE = new Reading() {
            @Override
            public void read(int index, String gvc, String workload, List<Container> containers) {
                // Nothing shows it.
            }

            @Override
            public void end(List<WorkloadError> errors, Set<Integer> unlisted) {
                // Nothing shows it.
            }
        };

        /**
         * A workload was read.
         *
         * @param index      place of the workload in the order of the listing, from 0
         * @param gvc        name of its GVC
         * @param workload   name of the workload
         * @param containers its containers before any filter or limit
         */
        void read(int index, String gvc, String workload, List<Container> containers);

        /**
         * The listing has ended.
         *
         * @param errors   what is missing from it; null where it failed as a whole
         * @param unlisted indexes of workloads that were read and have turned out not to be on the list
         */
        void end(List<WorkloadError> errors, Set<Integer> unlisted);
    }

    /**
     * Sets how many containers the inventory holds.
     *
     * @param maximumContainers 0 to 100000; 0: none
     * @throws IllegalArgumentException if it is no such number
     */
    public void setMaximumContainers(String maximumContainers) {
        this.maximum = (int) SettingValue.number("cpln.meters.maximum-containers", maximumContainers, 0,
                MOST_CONTAINERS);
    }

    /** Whether meters of containers are wanted. */
    public boolean isWanted() {
        return maximum > 0;
    }

    /** Meters are connected: listings that begin from now on are kept. */
    public void connect() {
        isConnected = true;
    }

    /**
     * A listing begins.
     *
     * @param options   its options
     * @param startTime when it begins
     * @return takes what it reads
     */
    public Reading begin(ResolvedRequest options, Instant startTime) {
        if (!isWanted() || !isConnected) {
            return Reading.NONE;
        }
        return new NumberedReading(nextNumber(), new ListingReading(options, startTime));
    }

    private synchronized long nextNumber() {
        return order.begin();
    }

    /** The containers that the inventory holds now. */
    public synchronized InventorySnapshot snapshot() {
        return deployments.snapshot();
    }

    private synchronized void take(long listing, ListingReading reading, List<WorkloadError> errors) {
        reading.workloads().forEach(read -> takeWorkload(listing, read));
        InventoryScope complete = reading.completeScope(errors);
        if (complete != null) {
            Set<InventoryScope> listed = reading.listedWorkloads(errors);
            // Even where this listing could not read a workload, an earlier one that ends later adds nothing.
            order.decide(complete, listing);
            deployments.removeOlder(listing, complete,
                    key -> listed.contains(InventoryScope.ofWorkload(key.gvc(), key.workload())));
        }
        order.end(listing);
        deployments.cut(maximum);
        if (deployments.leftOut() > 0 && !hasWarned) {
            hasWarned = true;
            LOG.warn("{} containers have no meters: cpln.meters.maximum-containers is {}; logged once",
                    deployments.leftOut(), maximum);
        }
    }

    private void takeWorkload(long listing, ListingReading.ReadWorkload read) {
        read.scopes().forEach(scope -> deployments.removeOlder(listing, scope, read.deployments()::containsKey));
        read.deployments().forEach((key, deployment) -> {
            if (order.isLast(listing, key)) {
                deployments.put(listing, deployment);
            }
        });
        read.scopes().forEach(scope -> order.decide(scope, listing));
    }

    private final class NumberedReading implements Reading {

        private final long number;
        private final ListingReading reading;

        NumberedReading(long number, ListingReading reading) {
            this.number = number;
            this.reading = reading;
        }

        @Override
        public void read(int index, String gvc, String workload, List<Container> containers) {
            reading.add(index, gvc, workload, containers);
        }

        @Override
        public void end(List<WorkloadError> errors, Set<Integer> unlisted) {
            reading.removeAll(unlisted);
            take(number, reading, errors);
        }
    }
}
