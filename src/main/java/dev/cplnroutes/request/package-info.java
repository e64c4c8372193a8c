/**
 * Reads and checks a listing request: its options, their defaults and the cursor. Every trigger comes in through
 * {@link dev.cplnroutes.request.RequestReader}.
 */
package dev.cplnroutes.request;
