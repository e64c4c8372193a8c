package dev.cplnroutes.metrics;

import java.util.Set;

import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.component.micrometer.routepolicy.MicrometerRoutePolicyFactory;
import org.apache.camel.spi.RoutePolicy;

/**
 * Camel's meters of routes, without those inside a listing: a listing has one route meter, and each API call one timer
 * ({@code cpln.api.calls}). An inner route is passed for each workload, and a meter for it costs more than most of its
 * steps.
 */
public final class RouteMeters extends MicrometerRoutePolicyFactory {

    /** Routes that a listing passes for each lane or workload. */
    static final Set<String> INNER = Set.of("cpln-lane", "cpln-work", "cpln-list-workloads", "cpln-list-deployments",
            "cpln-api-get", "cpln-api-tries", "cpln-api-attempt", "cpln-api-load", "cpln-api-call",
            "cpln-publish-progress", "cpln-publish-containers");

    /** Makes the factory. */
    public RouteMeters() {
    }

    @Override
    public RoutePolicy createRoutePolicy(CamelContext camelContext, String routeId, NamedNode routeDefinition) {
        return INNER.contains(routeId) ? null : super.createRoutePolicy(camelContext, routeId, routeDefinition);
    }
}
