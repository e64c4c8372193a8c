/**
 * Small helpers that every room may use: values of settings, names, the log's context. This package knows no other
 * package of the project.
 */
package dev.cplnroutes.support;
