package dev.cplnroutes.standalone;

import java.time.Instant;

import dev.cplnroutes.demo.DemoChanges;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.request.ResolvedRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stand-in for Control Plane that {@code --demo} starts.
 */
final class DemoApi {

    private static final int SECONDS_OF_A_CHANGE = 5;
    private static final Logger LOG = LoggerFactory.getLogger(Application.class);

    private DemoApi() {
    }

    /**
     * Starts the stand-in and points the settings at it.
     *
     * @param settings  settings of the process; afterwards none of them leads to a real account
     * @param isWatched whether its organization changes all the time, so that there is something to watch
     * @return the server, to be closed with the process
     */
    static DemoServer start(StandaloneSettings settings, boolean isWatched) {
        DemoOrganization organization = DemoOrganization.realistic("acme", Instant.now());
        int port = Integer.parseInt(settings.get("cpln.demo.port", "0"));
        DemoServer demo = DemoServer.start(organization, DemoSettings.demo().withPort(port));
        if (isWatched) {
            DemoChanges.begin(demo, organization, SECONDS_OF_A_CHANGE);
            // Nobody else calls this server: changes show before the next one comes.
            settings.setDefault("cpln.watch.interval", "1s");
            settings.setDefault("cpln.watch.sweep", "3s");
            settings.setDefault("cpln.watch.max-calls-per-second", "100");
        }
        LOG.info("cpln-demo endpoint={} org={} simulates {}", demo.endpoint(), demo.org(), organization.summary());
        settings.set("cpln.endpoint", demo.endpoint().toString());
        settings.set("cpln.org", demo.org());
        settings.set("cpln.token", "demo");
        settings.remove("cpln.token-file");
        settings.set("cpln.gvc", ResolvedRequest.ALL_GVCS);
        if (settings.isTrue("cpln.kafka.enabled")) {
            // Its answers would be made up, and the senders of the requests could not know.
            LOG.warn("cpln.kafka.enabled=true has no effect with --demo");
            settings.set("cpln.kafka.enabled", "false");
            settings.set("cpln.timer.requests", "false");
        }
        return demo;
    }
}
