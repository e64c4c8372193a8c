package dev.cplnroutes.demo;

import java.time.Duration;
import java.time.Instant;

/**
 * A simulated workload's name and age, and the figures derived from them. The same identity gives the same figures in
 * every process.
 *
 * @param gvc  the name of its GVC
 * @param name the workload's name
 * @param now  the time that the workload's times are relative to
 */
record WorkloadIdentity(String gvc, String name, Instant now) {

    /** A number from 0 to 99,999 to vary figures by. */
    int seed() {
        // String.hashCode is specified, so it is the same in every process.
        return Math.floorMod((gvc + "/" + name).hashCode(), 100_000);
    }

    /** The workload's version, from 2, so that there is an older one. */
    int version() {
        return 2 + seed() % 9;
    }

    /** The first label of the workload's host name. */
    String host() {
        return name + "-" + ApiJson.identifier("host", gvc + "/" + name).substring(0, 8);
    }

    /** How long ago the workload was last changed. */
    Duration sinceChange() {
        return Duration.ofHours(2 + seed() % 700);
    }

    /** The time that lies so long ago, in the API's notation. */
    String ago(Duration duration) {
        return ApiJson.time(now.minus(duration));
    }
}
