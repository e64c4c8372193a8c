package dev.cplnroutes;

import java.util.concurrent.Semaphore;

import org.apache.camel.Variable;

/**
 * Lets API calls through, no more at a time than the process may have in flight over all its listings. First come,
 * first served, so that a listing with many lanes does not keep out one with few.
 */
public final class ApiGate {

    private final Semaphore places;

    /**
     * Opens the gate.
     *
     * @param settings the API's settings
     */
    public ApiGate(ApiSettings settings) {
        this.places = new Semaphore(settings.getMaxConnections(), true);
    }

    /**
     * Waits for a place and counts the call as sent.
     *
     * @param call the call
     * @throws ApiException where the listing was stopped meanwhile
     */
    public void enter(@Variable("cplnCall") ApiCall call) throws ApiException {
        if (!places.tryAcquire()) {
            try {
                call.stopping().interruptible(Thread.currentThread());
                places.acquire();
            } catch (InterruptedException e) {
                throw ApiException.cancelled();
            } finally {
                call.stopping().uninterruptible(Thread.currentThread());
            }
        }
        call.stopping().uninterruptible(Thread.currentThread());
        if (!call.isWanted()) {
            places.release();
            throw ApiException.cancelled();
        }
        call.sending();
    }

    /**
     * Gives the place back.
     */
    public void leave() {
        places.release();
    }
}
