package dev.cplnroutes.request;

import org.apache.camel.Body;

/**
 * A listing request of which the number of containers alone is wanted: it may group them.
 *
 * @param request a request in any form that {@link RequestReader#read} takes; may be null
 */
public record CountRequest(Object request) {

    /**
     * Marks a request as one of a count.
     *
     * @param body the request
     * @return the marked request
     */
    public static CountRequest of(@Body Object body) {
        return new CountRequest(body);
    }

    /**
     * The request itself.
     *
     * @param body a request, marked or not
     * @return the request, not marked
     */
    public static Object unmarked(Object body) {
        return body instanceof CountRequest count ? count.request() : body;
    }
}
