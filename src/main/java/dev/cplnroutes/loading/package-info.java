/**
 * Brings the packaged routes into the Camel context that the jar is on the class path of, and tells by a health check
 * whether they are there. Camel comes in here by {@link dev.cplnroutes.loading.PackagedRoutes}.
 */
package dev.cplnroutes.loading;
