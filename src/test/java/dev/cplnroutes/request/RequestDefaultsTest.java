package dev.cplnroutes.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;

import dev.cplnroutes.InvalidRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Defaults of a request as the settings give them.
 */
class RequestDefaultsTest {

    /** The packaged defaults. */
    static RequestDefaults packaged() {
        RequestDefaults defaults = new RequestDefaults();
        defaults.getOptions().putAll(Map.ofEntries(
                Map.entry("gvc", "*"), Map.entry("location", ""), Map.entry("workloadName", ""),
                Map.entry("parallel", "true"), Map.entry("maxWorkers", "5"), Map.entry("cache", "true"),
                Map.entry("cacheTtlSeconds", "300"), Map.entry("maxResults", ""), Map.entry("pageSize", ""),
                Map.entry("retry", "true"), Map.entry("maxRetries", "3"), Map.entry("retryDelaySeconds", "1.0"),
                Map.entry("retryBackoffFactor", "2.0"), Map.entry("filterUnhealthy", "false"),
                Map.entry("includeSystemContainers", "false"), Map.entry("collectStatistics", "true")));
        return defaults;
    }

    @Test
    void settingsAreReadAsTextAndTrimmed() {
        RequestDefaults defaults = packaged();
        defaults.getOptions().put("maxWorkers", " 7 ");
        defaults.getOptions().put("location", "\taws-us-west-2\n");
        assertThat(defaults.checked()).isEqualTo(Map.ofEntries(
                Map.entry(RequestOption.GVC, List.of("*")),
                Map.entry(RequestOption.LOCATION, List.of("aws-us-west-2")),
                Map.entry(RequestOption.PARALLEL, true), Map.entry(RequestOption.MAX_WORKERS, 7),
                Map.entry(RequestOption.CACHE, true), Map.entry(RequestOption.CACHE_TTL_SECONDS, 300),
                Map.entry(RequestOption.RETRY, true), Map.entry(RequestOption.MAX_RETRIES, 3),
                Map.entry(RequestOption.RETRY_DELAY_SECONDS, 1.0),
                Map.entry(RequestOption.RETRY_BACKOFF_FACTOR, 2.0),
                Map.entry(RequestOption.FILTER_UNHEALTHY, false),
                Map.entry(RequestOption.INCLUDE_SYSTEM_CONTAINERS, false),
                Map.entry(RequestOption.COLLECT_STATISTICS, true)));
    }

    @ParameterizedTest
    @EnumSource
    void missingOrBlankValueIsRefusedWhereAListingNeedsOne(RequestOption option) {
        for (String value : new String[] {null, "", " \t"}) {
            RequestDefaults defaults = packaged();
            defaults.getOptions().put(option.optionName(), value);
            if (option.hasDefault()) {
                assertThatThrownBy(defaults::checked).isInstanceOf(InvalidRequestException.class)
                        .hasMessage("Setting " + option.settingName() + " has no value; allowed is " + option.allowed()
                                + ".");
            } else {
                assertThat(defaults.checked()).doesNotContainKey(option);
            }
        }
    }

    @Test
    void nearestWordIsSaid() {
        RequestDefaults defaults = packaged();
        defaults.getOptions().put("healthStatus", "unknown, unhealty");
        assertThatThrownBy(defaults::checked).isInstanceOf(InvalidRequestException.class)
                .hasMessage("Setting cpln.listing.health-status: Option 'healthStatus' has the value 'unhealty'; "
                        + "allowed is one or more of healthy, unhealthy, suspended, unknown; the nearest is "
                        + "unhealthy.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "257", "many", "5.5"})
    void refusedValueIsNamedWithItsSetting(String value) {
        RequestDefaults defaults = packaged();
        defaults.getOptions().put("maxWorkers", value);
        assertThatThrownBy(defaults::checked).isInstanceOf(InvalidRequestException.class)
                .hasMessage("Setting cpln.listing.max-workers: Option 'maxWorkers' has the value '" + value
                        + "'; allowed is a whole number from 1 to 256.");
        assertThatThrownBy(() -> new RequestReader(defaults)).as("when the routes start")
                .isInstanceOf(InvalidRequestException.class).hasMessageContaining("cpln.listing.max-workers");
    }
}
