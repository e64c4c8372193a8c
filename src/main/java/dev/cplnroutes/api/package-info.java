/**
 * Control Plane's addresses, errors, token and HTTP client. Calls come in through
 * {@link dev.cplnroutes.api.ApiHttpClient}, which adds the token for our own origin only.
 */
package dev.cplnroutes.api;
