/**
 * What callers of the routes use: requests, results, exceptions and listeners. A caller sends a
 * {@link dev.cplnroutes.ListingRequest} to {@code direct:cpln-list-containers} and gets a
 * {@link dev.cplnroutes.ListingResult}; nothing else of the project is part of its public interface.
 */
package dev.cplnroutes;
