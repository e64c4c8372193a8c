/**
 * One API call with all its tries: the gate, the pace of the process, the retry and its budget. The routes of
 * {@code cpln-api} and {@code cpln-retry} come in here.
 */
package dev.cplnroutes.call;
