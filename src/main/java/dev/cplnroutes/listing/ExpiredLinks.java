package dev.cplnroutes.listing;

import java.time.Instant;

import dev.cplnroutes.api.ApiException;

/**
 * The rules for expired links: links on cached pages and in cursors, which the API may not know any more.
 */
final class ExpiredLinks {

    private ExpiredLinks() {
    }

    /** Whether the API's answer may mean that it does not know a link any more. */
    static boolean mayHaveExpired(ApiException cause) {
        return cause.kind() == ApiException.Kind.STATUS && switch (cause.status()) {
            case 400, 404, 409, 410, 412, 422 -> true;
            default -> false;
        };
    }

    /**
     * The later of two times.
     *
     * @param one   null where there is none
     * @param other null where there is none
     * @return null where both are
     */
    static Instant newer(Instant one, Instant other) {
        return one == null || other != null && other.isAfter(one) ? other : one;
    }
}
