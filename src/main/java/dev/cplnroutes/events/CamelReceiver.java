package dev.cplnroutes.events;

import java.time.Duration;

import dev.cplnroutes.support.ListingLog;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
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
            Exception failure = send(exchange -> form.write(event, exchange.getMessage()));
            if (failure != null || !form.hasTombstones() || !event.endsItsKey()) {
                return failure;
            }
            // Behind the event, in one attempt with it: where this fails, both are sent again.
            return send(exchange -> EventForm.writeTombstone(event, exchange.getMessage()));
        }
    }

    private Exception send(Processor writing) {
        return template.send(endpoint, exchange -> {
            writing.process(exchange);
            if (exchange.getContext().hasService(CamelTracingService.class) != null) {
                // A trace shows what a listing reads, not what becomes of its events.
                exchange.getExchangeExtension().setNotifyEvent(true);
            }
        }).getException();
    }
}
