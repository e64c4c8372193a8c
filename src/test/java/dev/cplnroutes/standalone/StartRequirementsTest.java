package dev.cplnroutes.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What has to be set before the process starts, for each of its arguments. */
class StartRequirementsTest {

    @TempDir
    private Path directory;

    private void require(String arguments, String variables) throws IOException {
        Path token = Files.writeString(directory.resolve("token"), "s3cret\n");
        Map<String, String> environment = new HashMap<>();
        for (String variable : variables.trim().split(" +")) {
            if (!variable.isEmpty()) {
                environment.put(variable.split("=")[0], variable.split("=")[1].replace("FILE", token.toString()));
            }
        }
        StartRequirements.require(CommandLine.parse(arguments == null ? List.of() : List.of(arguments.split(" "))),
                StandaloneSettings.load(directory, environment, new Properties()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "               | CPLN_ORG=acme CPLN_TOKEN=s3cret", "--once | CPLN_ORG=acme CPLN_TOKEN=s3cret",
        "               | CPLN_ORG=acme CPLN_TOKEN_FILE=FILE", "--demo | ''", "--demo --once | ''",
        "--demo         | CPLN_TOKEN=s3cret CPLN_TOKEN_FILE=nowhere",
        "               | CPLN_ORG=acme CPLN_TOKEN=s3cret CPLN_KAFKA_ENABLED=true CPLN_KAFKA_BROKERS=localhost:9092",
        "               | CPLN_ORG=acme CPLN_TOKEN=s3cret CPLN_KAFKA_ENABLED=true "
                + "CAMEL_COMPONENT_KAFKA_BROKERS=kafka:9092",
        "               | CPLN_ORG=acme CPLN_TOKEN=s3cret CPLN_KAFKA_ENABLED=true CPLN_KAFKA_BROKERS=localhost:9092 "
                + "CPLN_TIMER_ENABLED=true CPLN_TIMER_REQUESTS=true",
        "               | CPLN_ORG=acme CPLN_TOKEN=s3cret CPLN_TIMER_ENABLED=true",
        "               | CPLN_ORG=acme CPLN_TOKEN=s3cret CPLN_TIMER_REQUESTS=true",
        "--once         | CPLN_ORG=acme CPLN_TOKEN=s3cret CPLN_KAFKA_ENABLED=true",
        "--once         | CPLN_ORG=acme CPLN_TOKEN=s3cret CAMEL_SERVER_HOST=0.0.0.0"})
    void isEnough(String arguments, String variables) {
        assertThatCode(() -> require(arguments, variables)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "       | ''                                   | CPLN_TOKEN (                    | and CPLN_ORG (",
        "--once | ''                                   | CPLN_TOKEN_FILE (               | or try --demo",
        "       | CPLN_ORG=acme                        | Missing CPLN_TOKEN (            | or try --demo",
        "       | CPLN_TOKEN=s3cret                    | Missing CPLN_ORG (              | or try --demo",
        "       | CPLN_TOKEN_FILE=FILE                 | Missing CPLN_ORG (              | or try --demo",
        "       | CPLN_ORG=acme CPLN_TOKEN=s3cret CPLN_TOKEN_FILE=FILE | cpln.token-file | as well as",
        "--once | CPLN_ORG=acme CPLN_TOKEN_FILE=nowhere | cpln.token-file                 | nowhere",
        "       | CPLN_ORG=acme CPLN_TOKEN=s3cret CPLN_KAFKA_ENABLED=true | cpln.kafka.brokers | localhost:9092",
        "       | CPLN_ORG=acme CPLN_TOKEN=s3cret CPLN_TIMER_ENABLED=true CPLN_TIMER_REQUESTS=true "
                + "| cpln.timer.requests | cpln.kafka.enabled=true",
        "--demo | CAMEL_SERVER_HOST=0.0.0.0            | camel.server.host=0.0.0.0       | cpln.http.allow-anonymous",
        "--demo | CPLN_TIMER_PERIOD=soon               | cpln.timer.period               | 'soon'"})
    void isNotEnoughAndSaysWhatToSet(String arguments, String variables, String first, String second) {
        assertThatIllegalArgumentException().isThrownBy(() -> require(arguments, variables))
                .withMessageContainingAll(first, second)
                .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("\n", "s3cret"));
    }
}
