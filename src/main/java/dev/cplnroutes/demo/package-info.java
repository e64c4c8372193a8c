/**
 * A stand-in for the Control Plane API: made-up organizations, and an HTTP server on the loopback interface that
 * answers for them as the API does. For the demonstration mode, for tests and for benchmarks.
 */
package dev.cplnroutes.demo;
