/**
 * The API's answers in the cache, and the calls in flight that others wait for. The route {@code cpln-api-attempt}
 * comes in through {@link dev.cplnroutes.cache.AnswerCache}.
 */
package dev.cplnroutes.cache;
