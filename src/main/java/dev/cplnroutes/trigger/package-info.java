/**
 * What the triggers share: the time limit of a listing. Each trigger has a package of its own below this one.
 */
package dev.cplnroutes.trigger;
