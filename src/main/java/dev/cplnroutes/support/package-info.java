/**
 * Small helpers that every package may use: names, values of settings, texts for messages, the log's context. This
 * package knows no other package of the project.
 */
package dev.cplnroutes.support;
