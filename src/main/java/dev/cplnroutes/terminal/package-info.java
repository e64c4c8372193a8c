/**
 * What people see at a terminal: a table of containers, a progress bar, colours where they are wanted. The standalone
 * process comes in here with a listing's answer.
 */
package dev.cplnroutes.terminal;
