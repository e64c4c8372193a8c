/**
 * What calls and listings report of themselves: counts, times, progress and the containers found. It knows no
 * Micrometer; {@code dev.cplnroutes.metrics} reads it.
 */
package dev.cplnroutes.recording;
