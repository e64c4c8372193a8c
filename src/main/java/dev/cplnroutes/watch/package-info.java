/**
 * Pictures of containers that are kept up to date, and those who look at them. The routes of
 * {@code cpln-watch.camel.yaml} come in through {@link dev.cplnroutes.watch.WatchSteps}, subscribers through
 * {@link dev.cplnroutes.watch.Watches}.
 */
package dev.cplnroutes.watch;
