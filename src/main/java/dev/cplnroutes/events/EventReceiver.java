package dev.cplnroutes.events;

import java.time.Duration;

/**
 * Where events go.
 */
interface EventReceiver {

    /**
     * Sends an event, once.
     *
     * @param event the event
     * @param limit time after which the attempt is given up
     * @throws DeliveryException    where it did not arrive, or nobody knows
     * @throws InterruptedException where the thread was interrupted
     */
    void send(Event event, Duration limit) throws DeliveryException, InterruptedException;
}
