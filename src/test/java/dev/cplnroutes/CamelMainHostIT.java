package dev.cplnroutes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cplnroutes.testing.HostExtension;
import dev.cplnroutes.testing.StandaloneProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The packaged jar in an application of Camel Main. */
@Timeout(300)
class CamelMainHostIT {

    @RegisterExtension
    private static final HostExtension host = HostExtension.builtBy("camel-main", "process-classes");

    private final HostCases cases = new HostCases(host);

    @Test
    void hostGetsTheListingAndKeepsWhatItHas() throws Exception {
        cases.getsTheListingAndKeepsWhatItHas();
    }

    @Test
    void hostAddsTriggersByOneSetting() throws Exception {
        cases.addsTriggersByOneSetting(200);
    }

    @Test
    void unknownTriggerEndsTheStartWithTheNamesThatThereAre() throws Exception {
        try (StandaloneProcess process = host.launch().property("cpln.triggers", "http,tmer").start()) {
            assertThat(process.exitCode()).isNotZero();
            assertThat(process.errors()).anyMatch(line -> line.contains("Setting cpln.triggers has the value "
                    + "'http,tmer'; allowed is one of these, or several separated by commas: http, timer, kafka."));
        }
    }
}
