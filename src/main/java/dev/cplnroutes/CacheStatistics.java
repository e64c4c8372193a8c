package dev.cplnroutes;

/**
 * What the cache holds and has done since the start of the process.
 *
 * @param size      answers that are not past their time
 * @param bytes     their weight: bytes of the answers
 * @param loading   answers that are being read from the API for it
 * @param evictions answers that were dropped because the cache was full
 */
public record CacheStatistics(long size, long bytes, long loading, long evictions) {
}
