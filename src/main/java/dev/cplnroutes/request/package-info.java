/**
 * Reads and checks listing requests: their options, the defaults of these and the cursor. Every trigger and every
 * caller in the JVM comes in through {@link dev.cplnroutes.request.RequestReader}.
 */
package dev.cplnroutes.request;
