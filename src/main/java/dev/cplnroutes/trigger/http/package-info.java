/**
 * The HTTP trigger: reads requests, admits so many listings at a time and answers problems. The routes of
 * {@code cpln-http} come in here.
 */
package dev.cplnroutes.trigger.http;
