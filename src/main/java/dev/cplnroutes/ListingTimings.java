package dev.cplnroutes;

/**
 * Where the time of one listing went. Of each moment the parts get equal shares for each of the listing's calls that is in
 * one of them, so that they add up to {@link ListingStatistics#durationSeconds()} however many calls are in flight.
 *
 * @param apiSeconds     requests to the API were under way, seconds
 * @param backoffSeconds calls waited before they were sent again, seconds
 * @param limiterSeconds calls waited for their turn: the process's pace, a pause that the API asked for, or the calls in
 *                       flight that there may be, seconds
 * @param cacheSeconds   calls waited for an answer that another call was reading already, seconds
 * @param otherSeconds   no call was in any of them: what is left for finding, reading and putting together, seconds
 */
public record ListingTimings(double apiSeconds, double backoffSeconds, double limiterSeconds, double cacheSeconds,
        double otherSeconds) {
}
