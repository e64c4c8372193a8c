package dev.cplnroutes.support;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class ListingLogTest {

    @AfterEach
    void clear() {
        MDC.clear();
    }

    @Test
    void closingRestoresTheValueBefore() {
        MDC.put("other", "x");
        try (ListingLog outer = ListingLog.of("one")) {
            assertThat(outer).isNotNull();
            assertThat(MDC.get("cplnListingId")).isEqualTo("one");
            try (ListingLog inner = ListingLog.of("two")) {
                assertThat(inner).isNotNull();
                assertThat(MDC.get(ListingLog.KEY)).isEqualTo("two");
            }
            assertThat(MDC.get(ListingLog.KEY)).isEqualTo("one");
        }
        assertThat(MDC.getCopyOfContextMap()).containsOnlyKeys("other").containsEntry("other", "x");
    }
}
