/**
 * Registers what was recorded as meters with Micrometer and Prometheus, where the runtime has them. Camel creates
 * {@link dev.cplnroutes.metrics.MeterBinding} as a bean; nothing else comes in.
 */
package dev.cplnroutes.metrics;
