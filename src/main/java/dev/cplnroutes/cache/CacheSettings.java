package dev.cplnroutes.cache;

import java.time.Duration;

import dev.cplnroutes.support.SettingValue;

/**
 * How much the cache keeps: the settings {@code cpln.cache.*}. A bean with setters, since Camel's YAML finds no
 * constructor that takes both a number as text and another bean.
 */
public final class CacheSettings {

    private long maximumBytes;
    private Duration maximumAge = Duration.ZERO;
    private Duration defaultTtl = Duration.ZERO;
    private double refreshAfter;

    /** Makes settings of a cache that keeps nothing. */
    public CacheSettings() {
    }

    /**
     * Bytes of answers at most.
     *
     * @return from 0
     */
    public long getMaximumBytes() {
        return maximumBytes;
    }

    /**
     * Sets the bytes of answers at most.
     *
     * @param maximumBytes 0 to 1 TiB
     * @throws IllegalArgumentException where it is something else
     */
    public void setMaximumBytes(String maximumBytes) {
        this.maximumBytes = SettingValue.number("cpln.cache.maximum-bytes", maximumBytes, 0, 1L << 40);
    }

    /**
     * Longest time that an answer is kept, whatever a request asks for.
     *
     * @return from zero
     */
    public Duration getMaximumAge() {
        return maximumAge;
    }

    /**
     * Sets the longest time that an answer is kept.
     *
     * @param maximumAge 0 to 24 hours, such as {@code 24h}
     * @throws IllegalArgumentException where it is something else
     */
    public void setMaximumAge(String maximumAge) {
        this.maximumAge = SettingValue.duration("cpln.cache.maximum-age", maximumAge, Duration.ZERO,
                Duration.ofDays(1));
    }

    /**
     * The part of its time after which an answer that was used is read again in the background.
     *
     * @return more than 0 and less than 1; 0 where none is
     */
    public double getRefreshAfter() {
        return refreshAfter;
    }

    /**
     * Sets the part of its time after which an answer that was used is read again in the background.
     *
     * @param part a number from 0.1 to 0.95; blank for never
     * @throws IllegalArgumentException where it is something else
     */
    public void setRefreshAfter(String part) {
        String text = part.trim();
        try {
            this.refreshAfter = text.isEmpty() ? 0 : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw wrongPart(part);
        }
        if (!text.isEmpty() && !(refreshAfter >= 0.1 && refreshAfter <= 0.95)) {
            throw wrongPart(part);
        }
    }

    private static IllegalArgumentException wrongPart(String part) {
        return SettingValue.wrong("cpln.cache.refresh-after", part, "a number from 0.1 to 0.95, or blank for never");
    }

    /**
     * How old an answer may be for a request that does not say so: what one with a TTL of 0 stores is kept so long.
     *
     * @return from zero
     */
    public Duration getDefaultTtl() {
        return defaultTtl;
    }

    /**
     * Sets how old an answer may be for a request that does not say so.
     *
     * @param seconds 0 to 86400
     * @throws IllegalArgumentException where it is something else
     */
    public void setDefaultTtlSeconds(String seconds) {
        this.defaultTtl = Duration.ofSeconds(SettingValue.number("cpln.listing.cache-ttl-seconds", seconds, 0, 86_400));
    }
}
