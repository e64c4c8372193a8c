package host;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.Quarkus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.CamelEvent.CamelContextStartedEvent;

/** A Quarkus application that lists once, writes what it got to standard output, and ends. */
@ApplicationScoped
public class Host {

    void started(@Observes CamelContextStartedEvent event) throws Exception {
        CamelContext camel = event.getContext();
        camel.getRoutes().forEach(route -> System.out.println("route " + route.getId()));
        Object result = camel.createProducerTemplate().requestBody("direct:cpln-list-containers", "{\"gvc\":\"prod\"}");
        System.out.println("listing " + new ObjectMapper().writeValueAsString(result));
        Quarkus.asyncExit();
    }
}
