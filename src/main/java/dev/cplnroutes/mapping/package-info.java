/**
 * Maps the API's JSON to containers and their health, without Camel and without HTTP. A listing comes in through
 * {@link dev.cplnroutes.mapping.ContainerMapper}.
 */
package dev.cplnroutes.mapping;
