/**
 * What a listing found: each workload's containers or error in list order, and the answer made from them. The lanes of
 * a listing come in through {@link dev.cplnroutes.outcome.ListingOutcome}.
 */
package dev.cplnroutes.outcome;
