package host;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.main.Main;

/** A Camel Main application that lists once, writes what it got to standard output, and ends. */
public final class Host {

    private Host() {
    }

    public static void main(String[] arguments) throws Exception {
        Main main = new Main();
        main.start();
        try {
            Object result = main.getCamelContext().createProducerTemplate()
                    .requestBody("direct:cpln-list-containers", "{\"gvc\":\"prod\",\"retryDelaySeconds\":0.001}");
            System.out.println(new ObjectMapper().writeValueAsString(result));
        } finally {
            main.stop();
        }
    }
}
