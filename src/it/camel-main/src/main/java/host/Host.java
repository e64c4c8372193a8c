package host;

import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;

/** A plain Camel Main application; tells on standard output what it has and where it serves. */
public final class Host {

    private Host() {
    }

    public static void main(String[] arguments) throws Exception {
        Main main = new Main();
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void afterStart(BaseMainSupport started) {
                CamelContext context = started.getCamelContext();
                PlatformHttpComponent http = context.getComponent("platform-http", PlatformHttpComponent.class);
                context.getRoutes().forEach(route -> System.out.println("route " + route.getId()));
                context.getEndpoints().forEach(endpoint -> System.out.println("endpoint " + endpoint));
                http.getHttpEndpoints().forEach(path -> System.out.println("path " + path.getUri()));
                System.out.println("serves http://127.0.0.1:" + http.getEngine().getServerPort());
            }
        });
        main.run();
    }
}
