/**
 * The finds of a listing: the containers or the error of each workload in list order, and the answer made from them.
 * The lanes of a listing come in through {@link dev.cplnroutes.outcome.ListingOutcome}.
 */
package dev.cplnroutes.outcome;
