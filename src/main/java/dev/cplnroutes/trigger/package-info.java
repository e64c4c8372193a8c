/**
 * What the triggers share. The triggers themselves are in the packages below, one for each.
 */
package dev.cplnroutes.trigger;
