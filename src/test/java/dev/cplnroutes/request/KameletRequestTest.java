package dev.cplnroutes.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
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
        assertThat(request.options()).isEqualTo(Map.of("gvc", List.of("prod"),
                "location", List.of("aws-us-west-2"),
                "workloadName", List.of("api"), "filterUnhealthy", true, "includeSystemContainers", true,
                "maxResults", 1,
                "maxWorkers", 7, "cacheTtlSeconds", 60));
        ResolvedRequest read = new RequestReader(RequestDefaultsTest.packaged()).read(request.options());
        assertThat(read.gvc()).isEqualTo("prod");
        assertThat(read.lanes()).isEqualTo(7);
    }

    @Test
    void selectingValuesAreReadAsTexts() {
        request.setGvc("prod,stage");
        request.setContainerName("main,side-*");
        request.setImage("*/app:1*");
        request.setWorkloadType("cron");
        request.setTag("team=a,tier");
        request.setHealthStatus("unhealthy,unknown");
        request.setFields("name,image");
        request.setLatest("false");
        request.setRestartedWithin("1h30m");
        request.setMinRestarts(3);
        assertThat(request.options()).isEqualTo(Map.of("gvc", List.of("prod", "stage"),
                "containerName", List.of("main", "side-*"), "image", List.of("*/app:1*"),
                "workloadType", List.of("cron"), "tag", List.of("team=a", "tier"),
                "healthStatus", List.of("unhealthy", "unknown"), "fields", List.of("name", "image"), "latest", false,
                "restartedWithin", Duration.ofMinutes(90), "minRestarts", 3));
        Selection read = new RequestReader(RequestDefaultsTest.packaged()).read(request.options()).selection();
        assertThat(read.tags()).containsExactly("team=a", "tier");
        assertThat(read.restartedWithin()).isEqualTo(Duration.ofMinutes(90));
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
