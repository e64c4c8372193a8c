package dev.cplnroutes.watch;

import java.time.Instant;

/**
 * What is known of a workload whose state cannot be read now.
 *
 * @param since   since when
 * @param status  HTTP status of the API's last answer, as of {@link dev.cplnroutes.WorkloadError}; 200 where it said
 *                that its own knowledge is stale
 * @param message why, for a person
 */
record Unconfirmed(Instant since, int status, String message) {

    /** The same reason or another one, as long as it lasts. */
    static Unconfirmed of(Unconfirmed before, Instant now, int status, String message) {
        return new Unconfirmed(before == null ? now : before.since, status, message);
    }
}
