/**
 * The standalone process: arguments, settings, protection of its server and the table of containers. It begins in
 * {@link dev.cplnroutes.standalone.Application}.
 */
package dev.cplnroutes.standalone;
