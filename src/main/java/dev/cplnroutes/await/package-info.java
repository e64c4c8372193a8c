/**
 * Waits: listings that are repeated until everything selected is as asked, or time is up. The route
 * {@code cpln-await-containers} comes in through {@link dev.cplnroutes.await.AwaitSteps}.
 */
package dev.cplnroutes.await;
