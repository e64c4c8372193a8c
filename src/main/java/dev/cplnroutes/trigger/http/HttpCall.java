package dev.cplnroutes.trigger.http;

import java.util.function.Supplier;

/**
 * The parts of an HTTP request that say what it asks for.
 *
 * @param method      method, in upper case
 * @param path        path, still encoded; it may begin with the path of the server and of the trigger
 * @param query       query, still encoded; null if there is none
 * @param accept      header {@code Accept}, its lines joined by commas; empty if there is none
 * @param contentType header {@code Content-Type}; empty if there is none
 * @param mayStream   whether the server sends a stream as it is made
 * @param body        gives the body, or null; asked at most once, and only if the body matters
 */
record HttpCall(String method, String path, String query, String accept, String contentType, boolean mayStream,
        Supplier<byte[]> body) {
}
