/**
 * Listings whose containers are read while they run. The route {@code cpln-stream-containers} comes in through
 * {@link dev.cplnroutes.stream.StreamOpening}.
 */
package dev.cplnroutes.stream;
