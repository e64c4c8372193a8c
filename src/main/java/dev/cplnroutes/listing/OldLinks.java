package dev.cplnroutes.listing;

import java.time.Instant;

import dev.cplnroutes.api.ApiException;

/**
 * The rules about links that may be older than the list they lead into: a link on a cached page, or in a cursor.
 */
final class OldLinks {

    private OldLinks() {
    }

    /** Whether the API says that it does not know a link any more. */
    static boolean isInvalid(ApiException cause) {
        return cause.kind() == ApiException.Kind.STATUS && switch (cause.status()) {
            case 400, 404, 409, 410, 412, 422 -> true;
            default -> false;
        };
    }

    /** The later of two times, either of which may be null. */
    static Instant newer(Instant one, Instant other) {
        return one == null || other != null && other.isAfter(one) ? other : one;
    }
}
