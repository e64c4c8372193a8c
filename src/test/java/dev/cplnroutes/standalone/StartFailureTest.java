package dev.cplnroutes.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.BindException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The exit code and the line of a process that failed. */
class StartFailureTest {

    private static StartFailure of(Exception failure, String... timerComponent) {
        Map<String, String> environment =
                timerComponent.length == 0 ? Map.of() : Map.of("CPLN_TIMER_COMPONENT", timerComponent[0]);
        return StartFailure.of(failure, StandaloneSettings.load(Path.of("no-such-folder"), environment,
                new Properties()));
    }

    private static Exception wrapped(Throwable cause) {
        return new IllegalStateException("outer", new RuntimeException("inner", cause));
    }

    private static CamelExecutionException listing(Throwable cause) {
        CamelContext context = new DefaultCamelContext();
        return new CamelExecutionException("Exception occurred during execution", new DefaultExchange(context), cause);
    }

    @Test
    void portInUseIsSaidWithItsSettings() {
        StartFailure failure = of(wrapped(new BindException("Address already in use")));

        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(failure.line()).startsWith("The port is in use").contains("camel.server.port",
                "camel.management.port",
                "cpln.demo.port").doesNotContain("\n");
    }

    @Test
    void wrongSettingIsSaidAsItWasRefused() {
        assertThat(of(wrapped(new IllegalArgumentException("Setting cpln.x has the value '0'; allowed is 1."))))
                .isEqualTo(new StartFailure(2, "Setting cpln.x has the value '0'; allowed is 1."));
    }

    @Test
    void settingThatCamelDoesNotTakeIsNamedWithoutItsValue() {
        StartFailure failure = of(wrapped(new PropertyBindingException(new Object(), "prt", "s3cret", "camel.server.",
                "prt",
                null)));

        assertThat(failure.exitCode()).isEqualTo(2);
        assertThat(failure.line()).contains("camel.server.prt").doesNotContain("s3cret");
    }

    @ParameterizedTest
    @CsvSource({"timer,'timer', master:cpln-timer:timer together", "tmer,'tmer',allowed is timer",
        "master:x:timer,'master:x:timer',camel.beans.cluster"})
    void timerThatCannotBeMadeIsSaidWithWhatItNeeds(String component, String named, String advice) {
        StartFailure failure = of(wrapped(timer("cpln-timer")), component);

        assertThat(failure.exitCode()).isEqualTo(2);
        assertThat(failure.line()).startsWith("Setting cpln.timer.component has the value ").contains(named, advice)
                .doesNotContain("\n");
    }

    @Test
    void timerIsTheComponentWhereNoneIsSet() {
        assertThat(of(timer("cpln-timer")).line()).contains("has the value 'timer'");
    }

    private static Exception timer(String route) {
        return new FailedToCreateRouteException(route, null, "timer:x", new IllegalStateException("inner"));
    }

    @Test
    void failedListingIsSaidByItsReason() {
        assertThat(of(listing(new IllegalStateException("The API answered 500."))))
                .isEqualTo(new StartFailure(1, "The listing failed: The API answered 500."));
        assertThat(StartFailure.reason(listing(new IllegalStateException("why")))).isEqualTo("why");
        assertThat(StartFailure.reason(new IllegalStateException("why", new RuntimeException("inner"))))
                .isEqualTo("why");
    }

    @Test
    void listingWithoutACauseIsSaidByItsOwnMessage() {
        assertThat(StartFailure.reason(listing(null))).startsWith("Exception occurred during execution");
    }

    @Test
    void anythingElseNeedsItsStackTrace() {
        StartFailure unexpected = new StartFailure(1, null);

        assertThat(of(wrapped(new IllegalArgumentException("no setting")))).isEqualTo(unexpected);
        assertThat(of(new IllegalArgumentException((String) null))).isEqualTo(unexpected);
        assertThat(of(wrapped(timer("cpln-http")))).isEqualTo(unexpected);
        assertThat(of(new PropertyBindingException(new Object(), new RuntimeException("x")))).isEqualTo(unexpected);
    }
}
