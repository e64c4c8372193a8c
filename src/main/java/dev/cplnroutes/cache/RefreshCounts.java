package dev.cplnroutes.cache;

/**
 * What became of the refreshes in the background, since the start.
 *
 * @param refreshed answers that were read again
 * @param failed    refreshes that failed: the answers before stay until their time is over
 */
public record RefreshCounts(long refreshed, long failed) {
}
