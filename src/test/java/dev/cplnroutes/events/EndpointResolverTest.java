package dev.cplnroutes.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EndpointResolverTest {

    private static final EndpointResolver.Setting SETTING = new EndpointResolver.Setting("cpln.progress.endpoints", 2,
            "log:x?levle=s3cret&plain=true&nothing=1");

    @Test
    void errorNamesSettingAndPlaceAndShowsNoOption() {
        assertThat(SETTING.unresolved("it is not a valid address")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Setting cpln.progress.endpoints: endpoint 2 (log:x) cannot be resolved: it is not a valid "
                        + "address.");
        assertThat(SETTING).hasToString("cpln.progress.endpoints 2");
    }

    @Test
    void unknownOptionsAreThoseThatCamelLists() {
        assertThat(SETTING.unknownOptions("Failed to resolve endpoint: log://x?levle=s3cret&plain=true due to: There "
                + "are 2 parameters that couldn't be set on the endpoint. Check the uri if the parameters are spelt "
                + "correctly. "
                + "Unknown parameters=[{levle=s3cret, nothing=1}]")).containsExactly("levle", "nothing");
        assertThat(SETTING.unknownOptions("Failed to resolve endpoint: log://x?levle=s3cret due to: none")).isEmpty();
        assertThat(SETTING.unknownOptions("Unknown parameters=[{nothing=1}]")).containsExactly("nothing");
        assertThat(SETTING.unknownOptions(null)).isEmpty();
    }
}
