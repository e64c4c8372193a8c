package host;

import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;

/** A Spring Boot application; tells on standard output what it has and where it serves. */
@SpringBootApplication
public class Host {

    private final CamelContext camel;
    private final Environment environment;

    Host(CamelContext camel, Environment environment) {
        this.camel = camel;
        this.environment = environment;
    }

    @EventListener(ApplicationReadyEvent.class)
    void ready() {
        camel.getRoutes().forEach(route -> System.out.println("route " + route.getId()));
        camel.getEndpoints().forEach(endpoint -> System.out.println("endpoint " + endpoint));
        camel.getComponent("platform-http", PlatformHttpComponent.class).getHttpEndpoints()
                .forEach(path -> System.out.println("path " + path.getUri()));
        System.out.println("serves http://127.0.0.1:" + environment.getProperty("local.server.port"));
    }

    public static void main(String[] arguments) {
        SpringApplication.run(Host.class, arguments);
    }
}
