package dev.cplnroutes;

/**
 * Where the time of one listing went. Each moment is divided equally among the listing's calls, and each share counts
 * for the part that its call is in. The parts therefore add up to {@link ListingStatistics#durationSeconds()}, however
 * many calls are in flight.
 *
 * @param apiSeconds     requests to the API were under way, seconds
 * @param backoffSeconds calls waited before they were sent again, seconds
 * @param limiterSeconds calls waited for their turn: for the pace of the process, for a pause that the API asked for,
 *                       or for a free place among the calls in flight, seconds
 * @param cacheSeconds   calls waited for an answer that another call was reading already, seconds
 * @param otherSeconds   no call was in one of these parts, as while answers are parsed and mapped, seconds
 */
public record ListingTimings(double apiSeconds, double backoffSeconds, double limiterSeconds, double cacheSeconds,
        double otherSeconds) {
}
