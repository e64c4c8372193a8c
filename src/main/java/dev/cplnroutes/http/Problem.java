package dev.cplnroutes.http;

/**
 * The body of an error answer (RFC 9457); its {@code type} is the default, {@code about:blank}.
 *
 * @param status HTTP status
 * @param title  the problem in a few words, the same for each of its kind
 * @param detail what happened and what to do, for a person
 */
public record Problem(int status, String title, String detail) {
}
