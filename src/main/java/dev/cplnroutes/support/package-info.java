/**
 * Small helpers that every package may use: names, values of settings, texts for messages, the context of the log, the
 * life of a bean. This package knows no other package of the project.
 */
package dev.cplnroutes.support;
