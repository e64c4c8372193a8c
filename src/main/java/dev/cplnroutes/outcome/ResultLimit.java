package dev.cplnroutes.outcome;

import dev.cplnroutes.request.ResolvedRequest;

/**
 * The number of containers that one answer may have: what is left of {@code maxResults}, or {@code pageSize} where that
 * is less.
 *
 * @param containers     containers at most; {@link Integer#MAX_VALUE} without a limit
 * @param isOfPage       whether a next page of results follows where there are more
 */
public record ResultLimit(int containers, boolean isOfPage) {

    /**
     * The limit of a request.
     *
     * @param options the request
     * @param spent   containers on the pages of results before this one
     */
    public static ResultLimit of(ResolvedRequest options, int spent) {
        int left = options.maxResults() == null ? Integer.MAX_VALUE : options.maxResults() - spent;
        boolean isOfPage = options.pageSize() != null && options.pageSize() < left;
        return new ResultLimit(isOfPage ? options.pageSize() : left, isOfPage);
    }

    /** Whether there is a limit at all. */
    public boolean exists() {
        return containers < Integer.MAX_VALUE;
    }

    /** Containers after which nothing more is read: one more than a page shows tells whether there is a next page. */
    public int wanted() {
        return isOfPage ? containers + 1 : containers;
    }

    /** Whether so many containers are enough. */
    public boolean isReached(int found) {
        return found >= wanted();
    }
}
