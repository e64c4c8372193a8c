/**
 * The HTTP trigger: reads requests, limits the listings that run at a time, and answers results and problems. The
 * routes of {@code cpln-http} use it, and the standalone process takes {@link dev.cplnroutes.trigger.http.Refusals} and
 * {@link dev.cplnroutes.trigger.http.ServerInternals} from it.
 */
package dev.cplnroutes.trigger.http;
