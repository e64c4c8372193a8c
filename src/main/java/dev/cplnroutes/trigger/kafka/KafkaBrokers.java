package dev.cplnroutes.trigger.kafka;

import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.component.kafka.KafkaComponent;

/**
 * The brokers of the Kafka trigger: those of its own setting, else those of Camel's component.
 */
public final class KafkaBrokers implements CamelContextAware {

    private CamelContext camelContext;
    private String own = "";

    /** Creates the bean. */
    public KafkaBrokers() {
    }

    /**
     * Sets the trigger's own brokers.
     *
     * @param own {@code host:port}, several separated by commas; blank to use those of Camel's component
     */
    public void setOwn(String own) {
        this.own = own.trim();
    }

    /**
     * The brokers to connect to first.
     *
     * @return {@code host:port}, several separated by commas
     * @throws IllegalArgumentException if neither names a broker
     */
    public String brokers() {
        String brokers = !own.isEmpty() ? own
                : camelContext.getComponent("kafka", KafkaComponent.class).getConfiguration().getBrokers();
        if (brokers == null || brokers.isBlank()) {
            throw new IllegalArgumentException("Setting cpln.kafka.brokers is missing; allowed is host:port, several "
                    + "separated by commas, or camel.component.kafka.brokers instead.");
        }
        return brokers;
    }

    @Override
    public CamelContext getCamelContext() {
        return camelContext;
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
    }
}
