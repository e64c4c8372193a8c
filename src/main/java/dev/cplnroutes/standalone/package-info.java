/**
 * The standalone process: arguments, settings, protection and limits of its HTTP server, and the table of containers.
 * It starts in {@link dev.cplnroutes.standalone.Application}.
 */
package dev.cplnroutes.standalone;
