package dev.cplnroutes.standalone;

import java.util.Set;

import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.ListingStatistics;
import dev.cplnroutes.request.RequestOption;

/**
 * The exit codes of the standalone process.
 */
final class ExitCode {

    /** The listing is complete, the wait has reached what it is for, or the process was asked to end. */
    static final int COMPLETE = 0;

    /** The listing or the process failed. */
    static final int FAILED = 1;

    /** An argument or a setting is missing or wrong. */
    static final int WRONG_USE = 2;

    /** Some workloads of the listing could not be read, or {@code --fail-on} cannot tell. */
    static final int PARTIAL = 3;

    /** The time of a wait was up before everything was as asked. */
    static final int NOT_REACHED = 4;

    /** All was read, and a container is as {@code --fail-on} says. */
    static final int FOUND = 5;

    /** Options that say how a container is. That no container is so may be good news. */
    private static final Set<String> STATES = Set.of(RequestOption.HEALTH_STATUS.optionName(),
            RequestOption.LATEST.optionName(), RequestOption.MIN_RESTARTS.optionName(),
            RequestOption.RESTARTED_WITHIN.optionName());

    private ExitCode() {
    }

    /**
     * The exit code of a listing that did not fail. What was not read, or not looked at, wins over what was found: only
     * a whole answer is an answer. 0 with {@code failOn} is an all-clear.
     *
     * @param result a listing with statistics, or the rest of one; the statistics may be absent without {@code failOn}
     * @param failOn health that a container must not have; may be empty
     */
    static int of(ListingResult result, Set<HealthStatus> failOn) {
        if (!result.complete()) {
            return PARTIAL;
        }
        if (failOn.isEmpty()) {
            return COMPLETE;
        }
        if (found(result.statistics(), failOn) > 0) {
            return FOUND;
        }
        boolean isNotFound = result.unmatched() != null && !STATES.containsAll(result.unmatched().keySet());
        return result.truncated() || result.nextCursor() != null || isNotFound ? PARTIAL : COMPLETE;
    }

    private static long found(ListingStatistics statistics, Set<HealthStatus> failOn) {
        return failOn.stream().mapToLong(status -> switch (status) {
            case HEALTHY -> statistics.healthyContainers();
            case UNHEALTHY -> statistics.unhealthyContainers();
            case SUSPENDED -> statistics.suspendedContainers();
            case UNKNOWN -> statistics.unknownContainers();
        }).sum();
    }
}
