/**
 * A stand-in for the Control Plane API: simulated organizations, and an HTTP server on the loopback interface that
 * responds for them as the API does. The standalone process comes in for {@code --demo}, tests and benchmarks for their
 * server; this package uses no other package of the project.
 */
package dev.cplnroutes.demo;
