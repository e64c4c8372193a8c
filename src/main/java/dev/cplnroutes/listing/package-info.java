/**
 * One listing on its way: the feed of work, the lanes that drain it, the pages of the workload list and the outcome.
 * The routes of {@code cpln-list-containers} come in through {@link dev.cplnroutes.listing.ListingLifecycle}.
 */
package dev.cplnroutes.listing;
