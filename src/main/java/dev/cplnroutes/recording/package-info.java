/**
 * What calls and listings record of themselves: counts, times, progress and the containers found. Calls and listings
 * write to it; {@code dev.cplnroutes.metrics} reads it. It needs no Micrometer and no Camel.
 */
package dev.cplnroutes.recording;
