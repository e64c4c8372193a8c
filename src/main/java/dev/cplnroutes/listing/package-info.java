/**
 * One listing on its way: the feed of work, the lanes that drain it, and the pages of the workload list. The routes of
 * {@code cpln-list-containers} come in through {@link dev.cplnroutes.listing.ListingOpening} and leave through
 * {@link dev.cplnroutes.listing.ListingClosing}; each lane comes in through {@link dev.cplnroutes.listing.WorkSteps}.
 */
package dev.cplnroutes.listing;
