/**
 * Makes a listing one span with a child for each API call, where the runtime has Camel's telemetry. Camel creates
 * {@link dev.cplnroutes.tracing.TraceBinding} as a bean; nothing else comes in.
 */
package dev.cplnroutes.tracing;
