package dev.cplnroutes.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;

import org.junit.jupiter.api.Test;

/**
 * Requests made from the properties of a Kamelet.
 */
class KameletRequestTest {

    private final KameletRequest request = new KameletRequest();

    @Test
    void valuesThatSayNothingAreLeftToTheSettings() {
        request.setGvc(" ");
        request.setLocation("");
        request.setWorkloadName("\t");
        request.setFilterUnhealthy(false);
        request.setIncludeSystemContainers(false);
        request.setMaxResults(0);
        request.setMaxWorkers(0);
        assertThat(request.options()).isEmpty();
    }

    @Test
    void otherValuesAreAskedFor() {
        request.setGvc("prod");
        request.setLocation("aws-us-west-2");
        request.setWorkloadName("api");
        request.setFilterUnhealthy(true);
        request.setIncludeSystemContainers(true);
        request.setMaxResults(1);
        request.setMaxWorkers(7);
        request.setCacheTtlSeconds(60);
        assertThat(request.options()).isEqualTo(Map.of("gvc", "prod", "location", "aws-us-west-2",
                "workloadName", "api", "filterUnhealthy", true, "includeSystemContainers", true, "maxResults", 1,
                "maxWorkers", 7, "cacheTtlSeconds", 60));
        ResolvedRequest read = new RequestReader(RequestDefaultsTest.packaged()).read(request.options());
        assertThat(read.gvc()).isEqualTo("prod");
        assertThat(read.lanes()).isEqualTo(7);
    }

    @Test
    void zeroSecondsMeanThatEverythingIsReadFromTheApi() {
        request.setCacheTtlSeconds(0);
        assertThat(request.options()).isEqualTo(Map.of("cacheTtlSeconds", 0));
    }

    @Test
    void wrongValuesArePassedOnToBeRefused() {
        request.setMaxResults(-1);
        assertThat(request.options()).isEqualTo(Map.of("maxResults", -1));
    }

    @Test
    void optionsAreACopy() {
        Map<String, Object> before = request.options();
        request.setGvc("prod");
        assertThat(before).isEmpty();
        assertThatThrownBy(() -> request.options().clear()).isInstanceOf(UnsupportedOperationException.class);
    }
}
