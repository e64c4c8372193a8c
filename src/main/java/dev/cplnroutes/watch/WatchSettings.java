package dev.cplnroutes.watch;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

import dev.cplnroutes.request.ResolvedRequest;
import dev.cplnroutes.support.ResourceName;
import dev.cplnroutes.support.SettingValue;

/**
 * The settings of watches.
 */
public final class WatchSettings {

    private static final Duration SHORTEST = Duration.ofMillis(20);
    private static final Duration LONGEST = Duration.ofDays(1);

    private List<String> gvcs = List.of();
    private Duration interval = Duration.ofSeconds(10);
    private Duration sweep = Duration.ofSeconds(60);
    private int maxCallsPerSecond = 20;
    private boolean usage;
    private int maxSubscribers = 200;

    /** Makes settings with their defaults. */
    public WatchSettings() {
    }

    /**
     * Sets the GVCs that are watched from the start.
     *
     * @param gvcs names separated by commas or white space, {@code *} for the whole organization, or blank for none
     * @throws IllegalArgumentException if a name is not allowed
     */
    public void setGvcs(String gvcs) {
        Collection<String> names = new TreeSet<>(List.of(gvcs.trim().split("[\\s,]+")));
        names.remove("");
        if (names.contains(ResolvedRequest.ALL_GVCS)) {
            // A GVC by itself would be watched twice.
            names = List.of(ResolvedRequest.ALL_GVCS);
        } else if (!names.stream().allMatch(ResourceName::isValid)) {
            throw SettingValue.wrong("cpln.watch.gvcs", gvcs, "*, or " + ResourceName.ALLOWED + ", several separated "
                    + "by commas");
        }
        this.gvcs = List.copyOf(names);
    }

    /**
     * Sets the age that a picture may reach.
     *
     * @param interval 20 ms to 1 day, such as {@code 10s}
     * @throws IllegalArgumentException if it is something else
     */
    public void setInterval(String interval) {
        this.interval = SettingValue.duration("cpln.watch.interval", interval, SHORTEST, LONGEST);
    }

    /**
     * Sets the time over which the readings of quiet workloads are spread.
     *
     * @param sweep 20 ms to 1 day, such as {@code 60s}; a shorter one than the interval counts as the interval
     * @throws IllegalArgumentException if it is something else
     */
    public void setSweep(String sweep) {
        this.sweep = SettingValue.duration("cpln.watch.sweep", sweep, SHORTEST, LONGEST);
    }

    /**
     * Sets how many calls a second all watches may make.
     *
     * @param maxCallsPerSecond 1 to 100000
     * @throws IllegalArgumentException if it is something else
     */
    public void setMaxCallsPerSecond(String maxCallsPerSecond) {
        this.maxCallsPerSecond = (int) SettingValue.number("cpln.watch.max-calls-per-second", maxCallsPerSecond, 1,
                100_000);
    }

    /**
     * Sets whether another usage of CPU or memory alone is a change.
     *
     * @param usage {@code true} or {@code false}
     * @throws IllegalArgumentException if it is something else
     */
    public void setUsage(String usage) {
        if (!List.of("true", "false").contains(usage.trim())) {
            throw SettingValue.wrong("cpln.watch.usage", usage, "true or false");
        }
        this.usage = Boolean.parseBoolean(usage.trim());
    }

    /**
     * Sets how many subscribers there may be at a time.
     *
     * @param maxSubscribers 0 to 100000
     * @throws IllegalArgumentException if it is something else
     */
    public void setMaxSubscribers(String maxSubscribers) {
        this.maxSubscribers = (int) SettingValue.number("cpln.watch.max-subscribers", maxSubscribers, 0, 100_000);
    }

    List<String> gvcs() {
        return gvcs;
    }

    Duration interval() {
        return interval;
    }

    Duration sweep() {
        return sweep.compareTo(interval) < 0 ? interval : sweep;
    }

    int maxCallsPerSecond() {
        return maxCallsPerSecond;
    }

    boolean usage() {
        return usage;
    }

    int maxSubscribers() {
        return maxSubscribers;
    }
}
