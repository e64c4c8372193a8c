package dev.cplnroutes.events;

import java.time.Duration;

/**
 * A receiver of events.
 */
interface EventReceiver {

    /**
     * Sends an event, once.
     *
     * @param event the event
     * @param limit time after which the attempt is given up
     * @throws DeliveryException    if the event did not arrive, or if that is not known
     * @throws InterruptedException if the thread was interrupted
     */
    void send(Event event, Duration limit) throws DeliveryException, InterruptedException;
}
