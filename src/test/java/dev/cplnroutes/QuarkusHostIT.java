package dev.cplnroutes;

import dev.cplnroutes.testing.HostExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The packaged jar in a Quarkus application. */
@Timeout(300)
class QuarkusHostIT {

    /** Quarkus puts its application together when it is packaged: with the jar, and as if it had never heard of it. */
    @RegisterExtension
    private static final HostExtension host = HostExtension.builtBy("quarkus", "package",
            "package -Dwithout-the-jar -Doutput=target-without");

    private final HostCases cases = new HostCases(host);

    @Test
    void hostGetsTheListingAndKeepsWhatItHas() throws Exception {
        cases.getsTheListingAndKeepsWhatItHas();
    }

    @Test
    void hostAddsTriggersByOneSetting() throws Exception {
        cases.addsTriggersByOneSetting(200);
    }
}
