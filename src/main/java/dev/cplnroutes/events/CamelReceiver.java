package dev.cplnroutes.events;

import java.time.Duration;

import dev.cplnroutes.support.ListingLog;
import org.apache.camel.Endpoint;
import org.apache.camel.ProducerTemplate;

/**
 * An endpoint of Camel's. Whatever its component does, an attempt ends.
 */
final class CamelReceiver implements EventReceiver {

    private final Endpoint endpoint;
    private final EventForm form;
    private final ProducerTemplate template;
    private final TimeLimitedCalls calls;

    CamelReceiver(Endpoint endpoint, EventForm form, ProducerTemplate template, TimeLimitedCalls calls) {
        this.endpoint = endpoint;
        this.form = form;
        this.template = template;
        this.calls = calls;
    }

    @Override
    public void send(Event event, Duration limit) throws DeliveryException, InterruptedException {
        calls.make(() -> send(event), limit);
    }

    // The scope of the log's mark is there to be closed.
    @SuppressWarnings("try")
    private Exception send(Event event) {
        // It may be a log that it goes to.
        try (ListingLog log = ListingLog.of(event.listingId())) {
            return template.send(endpoint, exchange -> form.write(event, exchange.getMessage())).getException();
        }
    }
}
