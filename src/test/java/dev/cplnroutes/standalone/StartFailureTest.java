package dev.cplnroutes.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.BindException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.standalone.BoundedVertx.ListenException;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.Main;
import org.apache.camel.support.DefaultExchange;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The exit code and the line of a process that failed. */
class StartFailureTest {

    private static StartFailure of(Exception failure, String... timerComponent) {
        return of(timerComponent.length == 0 ? Map.of() : Map.of("CPLN_TIMER_COMPONENT", timerComponent[0]), failure);
    }

    private static StartFailure of(Map<String, String> environment, Exception failure) {
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

    @ParameterizedTest
    @CsvSource({"8080, camel.server.port (CAMEL_SERVER_PORT)", "9876, camel.management.port (CAMEL_MANAGEMENT_PORT)"})
    void portInUseIsSaidWithItsSetting(int port, String setting) {
        StartFailure failure = of(Map.of("CAMEL_SERVER_ENABLED", "true"), wrapped(
                new ListenException("127.0.0.1", port, new BindException("Address already in use"))));

        assertThat(failure).isEqualTo(new StartFailure(1, "Port " + port + " of 127.0.0.1 is in use: set another "
                + setting + ", or end the process that has it."));
    }

    /** What arguments and settings come to together is checked by the routes. */
    @Test
    void aRefusedRequestIsWrongUse() {
        assertThat(of(listing(new InvalidRequestException("latest", true, "false"))))
                .isEqualTo(new StartFailure(2, "Option 'latest' has the value 'true'; allowed is false."));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "cpln.gvc | {{nosuch}} | has the placeholder {{nosuch}}, which has no value; set nosuch in "
                + "config/application.properties, or give it a default: {{nosuch:value}}.",
        "cpln.org | s3cret-{{cpln.kafka.group-id:{{nosuch}}}} | has the placeholder {{nosuch}}, which has no value; "
                + "set nosuch in config/application.properties, or give it a default: {{nosuch:value}}.",
        "cpln.progress.endpoints | log:s3cret{{x.y}} | has the placeholder {{x.y}}, which has no value; set x.y in "
                + "config/application.properties, or give it a default: {{x.y:value}}.",
        "cpln.gvc | {{env:NO_SUCH}} | has the placeholder {{env:NO_SUCH}}, which has no value; set NO_SUCH in the "
                + "environment, or give it a default: {{env:NO_SUCH:value}}.",
        "cpln.gvc | {{sys:no.such}} | has the placeholder {{sys:no.such}}, which has no value; set it, or give it a "
                + "default: {{sys:no.such:value}}.",
        "cpln.gvc | {{cpln.gvc}} | has the placeholder {{cpln.gvc}}, which leads back to itself; write a value in its "
                + "place.",
        "cpln.gvc | s3cret{{nosuch | lacks the }} of a placeholder; write it as {{name}}, or as {{name:value}} with "
                + "a default.",
        "cpln.gvc | s3cret}} | lacks the {{ of a placeholder; write it as {{name}}, or as {{name:value}} with a "
                + "default."})
    void placeholderWithoutAValueIsSaidWithItsSetting(String name, String value, String said) {
        Properties properties = new Properties();
        properties.setProperty(name, value);
        StandaloneSettings settings = StandaloneSettings.load(Path.of("no-such-folder"), Map.of(), properties);
        CamelContext context = new DefaultCamelContext();
        context.getPropertiesComponent().setOverrideProperties(settings.toProperties());
        settings.takeSecrets();
        Exception failure = catchThrowableOfType(Exception.class,
                () -> context.resolvePropertyPlaceholders("{{" + name + "}}"));

        assertThat(StartFailure.of(wrapped(failure), settings))
                .isEqualTo(new StartFailure(2, "Setting " + name + " " + said));
        assertThat(of(wrapped(failure)).line()).as("no setting of ours has it").isNull();
    }

    @Test
    void portOfTheDemoInUseIsSaidWithItsSetting() {
        assertThat(of(Map.of("CPLN_DEMO_PORT", "18080"), wrapped(new BindException("Address already in use"))))
                .isEqualTo(new StartFailure(1, "Port 18080 of 127.0.0.1 is in use: set another cpln.demo.port "
                        + "(CPLN_DEMO_PORT), or end the process that has it."));
    }

    @Test
    void portThatNeedsRightsAndHostOfAnotherMachineAreSaid() {
        Map<String, String> settings = Map.of("CAMEL_SERVER_ENABLED", "true", "CAMEL_SERVER_PORT", "80");

        assertThat(of(settings, wrapped(new ListenException("127.0.0.1", 80, new SocketException("Permission denied"))))
                .line()).isEqualTo("Port 80 of 127.0.0.1 may not be used: set a camel.server.port "
                        + "(CAMEL_SERVER_PORT) above 1023.");
        for (Exception cause : List.of(new BindException("Cannot assign requested address"),
                new UnknownHostException("nowhere.invalid"))) {
            assertThat(of(settings, wrapped(new ListenException("nowhere.invalid", 80, cause))).line())
                    .isEqualTo("The server cannot listen at nowhere.invalid: set camel.server.host "
                            + "(CAMEL_SERVER_HOST) to an address of this machine.");
        }
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

    /** Such as a cluster service whose jar was forgotten. */
    @ParameterizedTest
    @CsvSource({"camel.component.kafak.brokers, x, component kafak", "camel.language.smple.trim, true, language smple",
        "camel.dataformat.jakson.prettyPrint, true, dataformat jakson",
        "camel.beans.cluster, #class:no.Such, class no.Such"})
    void whatIsNotOnTheClassPathIsNamedWithItsSetting(String setting, String value, String missing) {
        Properties system = new Properties();
        system.setProperty(setting, value);
        Main main = new Main();
        main.configure().withRoutesIncludePattern("classpath:no-such-routes/*.yaml");
        main.setOverrideProperties(system);

        Exception failure = catchThrowableOfType(Exception.class, main::start);

        assertThat(StartFailure.of(failure, StandaloneSettings.load(Path.of("no-such-folder"), Map.of(), system)))
                .satisfies(explained -> assertThat(explained.exitCode()).isEqualTo(2))
                .satisfies(explained -> assertThat(explained.line()).startsWith("Setting " + setting + " ")
                        .contains(" the " + missing + ", which is not on the class path; "));
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
    void refusedRequestIsWrongUse() {
        InvalidRequestException refused = new InvalidRequestException("pageSize", 5, "none in a stream");

        assertThat(of(listing(refused))).isEqualTo(new StartFailure(2, refused.getMessage()));
    }

    @Test
    void listingWithoutACauseIsSaidByItsOwnMessage() {
        assertThat(StartFailure.reason(listing(null))).startsWith("Exception occurred during execution");
    }

    /** What Kafka's own client says, which Camel passes on as the cause. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "security.protocol | s3cret | Kafka's client does not take the value of "
                + "camel.component.kafka.securityProtocol: String must be one of (case insensitive): SASL_SSL",
        "ssl.keystore.certificate.chain | s3cret | Kafka's client does not start with the settings",
        "max.poll.records | -1 | camel.component.kafka.maxPollRecords: Value must be at least 1; correct it.",
        "sasl.jaas.config | s3cret | camel.component.kafka.*: "})
    void settingThatKafkasClientDoesNotTakeIsNamedWithoutItsValue(String option, String value, String said) {
        Map<String, Object> options = new HashMap<>(Map.of("bootstrap.servers", "127.0.0.1:9", "group.id", "g",
                "security.protocol", "SASL_SSL", "sasl.mechanism", "PLAIN", "sasl.jaas.config", "x y z;"));
        options.put(option, value);
        Exception refusal = catchThrowableOfType(KafkaException.class, () -> new KafkaConsumer<>(options,
                new StringDeserializer(), new StringDeserializer()).close());

        StartFailure failure = of(wrapped(new FailedToStartRouteException("cpln-kafka", "why", refusal)));
        assertThat(failure.exitCode()).isEqualTo(2);
        assertThat(failure.line()).contains(said).endsWith(".").doesNotContain("\n", "s3cret");
        assertThat(of(wrapped(refusal))).as("elsewhere").isEqualTo(new StartFailure(1, null));
    }

    @Test
    void anythingElseNeedsItsStackTrace() {
        StartFailure unexpected = new StartFailure(1, null);

        assertThat(of(wrapped(new IllegalArgumentException("no setting")))).isEqualTo(unexpected);
        assertThat(of(new IllegalArgumentException((String) null))).isEqualTo(unexpected);
        assertThat(of(wrapped(new ClassNotFoundException("no.Such")))).isEqualTo(unexpected);
        assertThat(of(wrapped(timer("cpln-http")))).isEqualTo(unexpected);
        assertThat(of(new PropertyBindingException(new Object(), new RuntimeException("x")))).isEqualTo(unexpected);
    }
}
