/**
 * Puts what was recorded into Micrometer and Prometheus, where a host has them. Camel comes in through
 * {@link dev.cplnroutes.metrics.MeterBinding}.
 */
package dev.cplnroutes.metrics;
