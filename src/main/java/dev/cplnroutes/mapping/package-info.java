/**
 * Reads the API's JSON into types, and maps them to containers and their health, without Camel and without HTTP. The
 * cache comes in through {@link dev.cplnroutes.mapping.ApiAnswer.Kind}, a listing through
 * {@link dev.cplnroutes.mapping.ContainerMapper}.
 */
package dev.cplnroutes.mapping;
