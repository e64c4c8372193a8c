package host;

import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.HttpServerStart;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.PlatformHttpComponent;

/** A Quarkus application; tells on standard output what it has and where it serves. */
@ApplicationScoped
public class Host {

    @Inject
    CamelContext camel;
    @Inject
    HttpServer server;

    void serving(@ObservesAsync HttpServerStart event) {
        camel.getRoutes().forEach(route -> System.out.println("route " + route.getId()));
        camel.getEndpoints().forEach(endpoint -> System.out.println("endpoint " + endpoint));
        camel.getComponent("platform-http", PlatformHttpComponent.class).getHttpEndpoints()
                .forEach(path -> System.out.println("path " + path.getUri()));
        System.out.println("serves http://127.0.0.1:" + server.getPort());
    }
}
