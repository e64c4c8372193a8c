package dev.cplnroutes.trigger.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.Stopping;
import dev.cplnroutes.trigger.ListingTimeLimits;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many listings of HTTP callers run at a time, and for how long. */
class ListingAdmissionTest {

    private final ListingAdmission admission = new ListingAdmission();

    @AfterEach
    void close() {
        admission.close();
    }

    @Test
    void oneListingMoreIsRefusedUntilAnotherHasEnded() {
        admission.setMostListings("2");
        admission.setListingTimeout("24h");
        admission.admit(new Stopping());
        ListingTimeLimits.Limit second = admission.admit(new Stopping());

        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(ListingFailedException.class).isThrownBy(() -> admission.admit(new Stopping()))
                    .satisfies(refused -> {
                        assertThat(refused.status()).isEqualTo(503);
                        assertThat(refused.title()).isEqualTo("Too many listings");
                        assertThat(refused.getMessage()).contains("2 are running", "cpln.http.max-concurrent-listings");
                        assertThat(refused.retryAfterSeconds()).hasValue(2);
                        assertThat(refused.wasStopped()).isFalse();
                    });
        }
        admission.leave(second);
        admission.admit(new Stopping());
        assertThatExceptionOfType(ListingFailedException.class).isThrownBy(() -> admission.admit(new Stopping()));
    }

    @Test
    void sixtyFourAtATimeIsTheDefault() {
        admission.setListingTimeout("24h");
        List<ListingTimeLimits.Limit> admitted = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            admitted.add(admission.admit(new Stopping()));
        }

        assertThatExceptionOfType(ListingFailedException.class).isThrownBy(() -> admission.admit(new Stopping()))
                .withMessageContaining("64 are running");
        admitted.forEach(admission::leave);
        admission.admit(new Stopping());
    }

    @Test
    void listingThatTakesTooLongIsStopped() {
        admission.setListingTimeout("1ms");
        Stopping stopping = new Stopping();
        ListingTimeLimits.Limit limit = admission.admit(stopping);

        await().atMost(Duration.ofSeconds(30)).until(stopping::isStopped);
        assertThat(limit.problem().detail()).contains("1ms", "cpln.http.listing-timeout");
    }

    /** Told by the one whose time is over and who was started behind it. */
    @Test
    void listingThatHasEndedIsNotStopped() {
        admission.setListingTimeout("200ms");
        Stopping ended = new Stopping();
        admission.leave(admission.admit(ended));
        Stopping running = new Stopping();
        admission.admit(running);

        await().atMost(Duration.ofSeconds(30)).until(running::isStopped);
        assertThat(ended.isStopped()).isFalse();
    }

    @Test
    void requestKeepsTheStoppingItHasAndGetsOneOtherwise() {
        admission.setListingTimeout("24h");
        Stopping own = new Stopping();
        Exchange with = new DefaultExchange(new DefaultCamelContext());
        with.setProperty(Stopping.PROPERTY, own);
        Exchange without = new DefaultExchange(with.getContext());
        admission.enter(with);
        admission.enter(without);

        assertThat(with.getProperty(Stopping.PROPERTY)).isSameAs(own);
        assertThat(without.getProperty(Stopping.PROPERTY)).isInstanceOf(Stopping.class).isNotSameAs(own);
        assertThat(with.getVariable(ListingAdmission.TIME_LIMIT)).isInstanceOf(ListingTimeLimits.Limit.class)
                .isNotSameAs(without.getVariable(ListingAdmission.TIME_LIMIT));
    }

    @Test
    void closedBeanStartsNoListing() {
        admission.close();
        admission.setListingTimeout("24h");
        admission.close();

        assertThatThrownBy(() -> admission.admit(new Stopping())).isInstanceOf(RejectedExecutionException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "10000", " 7 "})
    void numberOfListingsIsTaken(String number) {
        assertThat(ListingAdmission.mostListings(number)).isEqualTo(Integer.parseInt(number.trim()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "10001", "many", ""})
    void anotherNumberIsRefused(String number) {
        assertThatIllegalArgumentException().isThrownBy(() -> admission.setMostListings(number))
                .withMessage("Setting cpln.http.max-concurrent-listings has the value '" + number
                        + "'; allowed is a whole number from 1 to 10000.");
        assertThatIllegalArgumentException().isThrownBy(() -> new ListingHttpEngine().setMostListings(number))
                .withMessageContaining("cpln.http.max-concurrent-listings");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "86400001", "25h", "soon"})
    void anotherTimeIsRefused(String time) {
        assertThatIllegalArgumentException().isThrownBy(() -> admission.setListingTimeout(time))
                .withMessageStartingWith("Setting cpln.http.listing-timeout has the value '" + time + "'");
    }
}
