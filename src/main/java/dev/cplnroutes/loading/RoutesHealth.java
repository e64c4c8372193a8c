package dev.cplnroutes.loading;

import java.util.Map;

import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckResultBuilder;

/**
 * The health check {@code cpln-routes}. It is down for readiness while {@code direct:cpln-list-containers} has no
 * consumer: nothing can be listed. Camel finds it as a bean where {@code camel-health} is on the class path; else it is
 * never asked. Thread-safe.
 */
final class RoutesHealth implements HealthCheck {

    /** Name of the bean in a Camel registry. */
    static final String BEAN_NAME = "cplnRoutesHealth";

    private static final String LISTING = "direct://cpln-list-containers";

    private final CamelContext context;
    private volatile boolean isEnabled = true;

    RoutesHealth(CamelContext context) {
        this.context = context;
    }

    @Override
    public String getId() {
        return "cpln-routes";
    }

    @Override
    public String getGroup() {
        return "cpln";
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    public boolean isEnabled() {
        return isEnabled;
    }

    @Override
    public void setEnabled(boolean enabled) {
        isEnabled = enabled;
    }

    @Override
    public Result call(Map<String, Object> options) {
        HealthCheckResultBuilder result = HealthCheckResultBuilder.on(this);
        if (!isEnabled || context.getRoutes().stream().anyMatch(this::lists)) {
            return result.up().build();
        }
        return result.message("No route consumes direct:cpln-list-containers: it was stopped, removed or never loaded. "
                + "Start it, or restart the application.").down().build();
    }

    private boolean lists(Route route) {
        return LISTING.equals(route.getEndpoint().getEndpointBaseUri())
                && context.getRouteController().getRouteStatus(route.getRouteId()) == ServiceStatus.Started;
    }
}
