package dev.cplnroutes.recording;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import dev.cplnroutes.Container;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.listing.Work;
import dev.cplnroutes.mapping.SystemContainers;
import dev.cplnroutes.request.ResolvedRequest;
import dev.cplnroutes.support.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The containers that meters show: what the listings of this process found last of each workload in each location, in the
 * order of GVC, workload, location, version and container name, up to a maximum. Keeps nothing where the maximum is 0 or
 * nobody reads it.
 *
 * <p>A listing decides at its end about what it has read: health filter and limits do not matter, and the platform's own
 * containers never count. Where two listings overlap, the one that began later decides, whichever ends first.
 */
public final class ContainerInventory {

    private static final Logger LOG = LoggerFactory.getLogger(ContainerInventory.class);

    private static final int MOST_CONTAINERS = 100_000;

    /** Decisions that are kept for the sake of earlier listings at most, some 20 MB. */
    private static final int MOST_DECISIONS = 200_000;

    /** Takes what one listing reads; any thread may call it. */
    public interface Reading {

        /** A workload was read; its containers before any filter or limit. */
        void read(Work.WorkloadDeployments workload, List<Container> containers);

        /**
         * The listing is over.
         *
         * @param errors   what is missing from it; null where it failed as a whole
         * @param unlisted indexes of workloads that were read and have turned out not to be on the list any more
         */
        void end(List<WorkloadError> errors, Set<Integer> unlisted);
    }

    /**
     * A workload in a location.
     *
     * @param gvc      name of the GVC; in the key of what was decided: null for all
     * @param workload name of the workload; in such a key: null for all of the GVC
     * @param location name, empty where the API does not say; in such a key: null for all of the workload
     */
    public record Place(String gvc, String workload, String location) {

        private static final Comparator<Place> ORDER =
                Comparator.comparing(Place::gvc).thenComparing(Place::workload).thenComparing(Place::location);

        Place ofWorkload() {
            return new Place(gvc, workload, null);
        }

        Place ofGvc() {
            return new Place(gvc, null, null);
        }
    }

    /**
     * What a listing found at a place.
     *
     * @param listing    number of the listing
     * @param time       when it began
     * @param number     how many containers there are
     * @param containers those of them that fit the maximum
     */
    public record Found(long listing, Instant time, int number, List<ContainerSample> containers) {

        Found upTo(int most) {
            return containers.size() <= most ? this : new Found(listing, time, number, List.copyOf(containers.subList(0, most)));
        }
    }

    /**
     * What meters show.
     *
     * @param places  in order, with at least one container each
     * @param leftOut containers that did not fit the maximum
     */
    public record Shown(List<Map.Entry<Place, Found>> places, int leftOut) {
    }

    /** Takes nothing. */
    public static final Reading NOBODY = new Reading() {
        @Override
        public void read(Work.WorkloadDeployments workload, List<Container> containers) {
            // Nobody reads the meters.
        }

        @Override
        public void end(List<WorkloadError> errors, Set<Integer> unlisted) {
            // Nobody reads the meters.
        }
    };

    private static final Place EVERYTHING = new Place(null, null, null);

    private final TreeMap<Place, Found> found = new TreeMap<>(Place.ORDER);
    /** The last listing that decided about something, as long as an earlier one is under way. */
    private final Map<Place, Long> decided = new HashMap<>();
    private final TreeSet<Long> underWay = new TreeSet<>();
    private int maximum;
    private volatile boolean isRead;
    private long listings;
    private long overtaken;
    private int total;
    private int leftOut;
    private boolean hasTold;

    /** Makes meters of no containers. */
    public ContainerInventory() {
    }

    /**
     * Sets how many containers have meters.
     *
     * @param maximumContainers 0 to 100000; 0: none
     * @throws IllegalArgumentException where it is something else
     */
    public void setMaximumContainers(String maximumContainers) {
        this.maximum = (int) Settings.number("cpln.meters.maximum-containers", maximumContainers, 0, MOST_CONTAINERS);
    }

    /** Whether meters of containers are wanted. */
    public boolean isWanted() {
        return maximum > 0;
    }

    /** Somebody reads the meters: listings that begin from now on are kept. */
    public void beRead() {
        isRead = true;
    }

    /** A listing begins. */
    public Reading begin(ResolvedRequest options, Instant time) {
        if (!isWanted() || !isRead) {
            return NOBODY;
        }
        synchronized (this) {
            listings++;
            underWay.add(listings);
            return new OfListing(listings, time, options);
        }
    }

    /** What meters show now. */
    public synchronized Shown shown() {
        List<Map.Entry<Place, Found>> places = new ArrayList<>();
        found.forEach((place, here) -> {
            if (!here.containers().isEmpty()) {
                places.add(Map.entry(place, here));
            }
        });
        return new Shown(places, leftOut);
    }

    private record ReadWorkload(Place workload, Map<Place, List<ContainerSample>> places) {
    }

    private final class OfListing implements Reading {

        private final long number;
        private final Instant time;
        private final ResolvedRequest options;
        private final Map<Integer, ReadWorkload> workloads = new ConcurrentHashMap<>();

        OfListing(long number, Instant time, ResolvedRequest options) {
            this.number = number;
            this.time = time;
            this.options = options;
        }

        @Override
        public void read(Work.WorkloadDeployments workload, List<Container> containers) {
            Map<Place, List<Container>> places = new HashMap<>();
            for (Container container : containers) {
                if (!SystemContainers.contains(container.name())) {
                    Place here = new Place(workload.gvc(), workload.name(), ContainerSample.label(container.location()));
                    places.computeIfAbsent(here, place -> new ArrayList<>()).add(container);
                }
            }
            Map<Place, List<ContainerSample>> meters = new HashMap<>();
            places.forEach((place, here) -> meters.put(place, ContainerSample.of(here)));
            workloads.put(workload.index(), new ReadWorkload(new Place(workload.gvc(), workload.name(), null), meters));
        }

        @Override
        public void end(List<WorkloadError> errors, Set<Integer> unlisted) {
            workloads.keySet().removeAll(unlisted);
            take(this, errors);
        }

        /** Whether what is not on the list does not exist any more: the list was read to its end, and every item is known. */
        boolean isOfAll(List<WorkloadError> errors) {
            return errors != null && options.location() == null && options.workloadName() == null
                    && options.maxResults() == null && options.pageSize() == null && options.cursor() == null
                    && errors.stream().allMatch(error -> error.workloadName() != null && error.gvcName() != null);
        }
    }

    private synchronized void take(OfListing listing, List<WorkloadError> errors) {
        listing.workloads.values().forEach(read -> takeWorkload(listing, read.workload(), read.places()));
        if (listing.isOfAll(errors)) {
            Set<Place> stay = new HashSet<>();
            listing.workloads.values().forEach(read -> stay.add(read.workload()));
            errors.forEach(error -> stay.add(new Place(error.gvcName(), error.workloadName(), null)));
            dropAllBut(listing, stay);
        }
        forget(listing);
        cut();
    }

    private void forget(OfListing listing) {
        underWay.remove(listing.number);
        decided.values().removeIf(number -> underWay.isEmpty() || number < underWay.first());
        if (decided.size() > MOST_DECISIONS) {
            // What these find goes unheeded from now on.
            overtaken = listings;
            underWay.clear();
            decided.clear();
        }
    }

    private void takeWorkload(OfListing listing, Place workload, Map<Place, List<ContainerSample>> places) {
        String location = listing.options.location();
        Iterator<Map.Entry<Place, Found>> known = ofWorkload(workload).entrySet().iterator();
        while (known.hasNext()) {
            Map.Entry<Place, Found> here = known.next();
            boolean isCovered = location == null || location.equals(here.getKey().location());
            if (isCovered && here.getValue().listing() < listing.number && !places.containsKey(here.getKey())) {
                total -= here.getValue().number();
                known.remove();
            }
        }
        places.forEach((place, containers) ->
                put(place, new Found(listing.number, listing.time, containers.size(), containers)));
        decide(new Place(workload.gvc(), workload.workload(), location), listing.number);
    }

    private Map<Place, Found> ofWorkload(Place workload) {
        Place first = new Place(workload.gvc(), workload.workload(), "");
        // No name has a character below this one.
        Place behind = new Place(workload.gvc(), workload.workload() + "\0", "");
        return found.subMap(first, behind);
    }

    private void put(Place place, Found here) {
        Found before = found.get(place);
        long last = Stream.of(place, place.ofWorkload(), place.ofGvc(), EVERYTHING).mapToLong(this::decidedBy).max().orElse(0);
        if (here.listing() > Math.max(last, overtaken) && (before == null || before.listing() < here.listing())) {
            found.put(place, here);
            total += here.number() - (before == null ? 0 : before.number());
        }
    }

    private void dropAllBut(OfListing listing, Set<Place> stay) {
        String gvc = listing.options.allGvcs() ? null : listing.options.gvc();
        // An earlier one that ends later adds nothing any more, not even what this one could not read.
        decide(new Place(gvc, null, null), listing.number);
        Iterator<Map.Entry<Place, Found>> known = found.entrySet().iterator();
        while (known.hasNext()) {
            Map.Entry<Place, Found> here = known.next();
            boolean isCovered = gvc == null || gvc.equals(here.getKey().gvc());
            if (isCovered && here.getValue().listing() < listing.number && !stay.contains(here.getKey().ofWorkload())) {
                total -= here.getValue().number();
                known.remove();
            }
        }
    }

    private void decide(Place place, long listing) {
        if (!underWay.isEmpty() && underWay.first() < listing) {
            decided.merge(place, listing, Math::max);
        }
    }

    private long decidedBy(Place place) {
        return decided.getOrDefault(place, 0L);
    }

    /** The first stay; of the others it is known how many there are. */
    private void cut() {
        if (total > maximum || leftOut > 0) {
            int room = maximum;
            for (Map.Entry<Place, Found> here : found.entrySet()) {
                Found kept = here.getValue().upTo(room);
                here.setValue(kept);
                room -= kept.containers().size();
            }
            leftOut = total - (maximum - room);
        }
        if (leftOut > 0 && !hasTold) {
            hasTold = true;
            LOG.warn("{} containers have no meters: cpln.meters.maximum-containers is {}; told once", leftOut, maximum);
        }
    }
}
