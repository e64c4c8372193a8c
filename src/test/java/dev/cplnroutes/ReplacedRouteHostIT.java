package dev.cplnroutes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cplnroutes.testing.HostExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The packaged jar in an application that has a copy of one of our routes in its folder {@code routes}. */
@Timeout(300)
class ReplacedRouteHostIT {

    @RegisterExtension
    private static final HostExtension host = HostExtension.builtBy("replaced-route", "process-classes");

    @Test
    void hostGetsTheListingAndKeepsWhatItHas() throws Exception {
        new HostCases(host).getsTheListingAndKeepsWhatItHas(listing -> {
            assertThat(listing.get("containers")).isEqualTo(host.expected().get("containers"));
            assertThat(listing.at("/errors/0/workloadName")).isEqualTo(host.expected().at("/errors/0/workloadName"));
            assertThat(host.callsOfTheFailingWorkload()).as("the copy in routes/ sends nothing twice").isEqualTo(1);
        });
    }
}
