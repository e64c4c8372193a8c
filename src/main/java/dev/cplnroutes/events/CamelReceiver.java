package dev.cplnroutes.events;

import java.time.Duration;

import dev.cplnroutes.support.ListingLog;
import org.apache.camel.Endpoint;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.spi.CamelTracingService;

/**
 * A receiver behind a Camel endpoint. An attempt has a time limit, even if the component has none.
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

    // Closing the log context is its only use.
    @SuppressWarnings("try")
    private Exception send(Event event) {
        // The endpoint may be a log, whose lines carry the listing's id.
        try (ListingLog log = ListingLog.of(event.listingId())) {
            return template.send(endpoint, exchange -> {
                form.write(event, exchange.getMessage());
                if (exchange.getContext().hasService(CamelTracingService.class) != null) {
                    // A trace shows what a listing reads, not what becomes of its events.
                    exchange.getExchangeExtension().setNotifyEvent(true);
                }
            }).getException();
        }
    }
}
