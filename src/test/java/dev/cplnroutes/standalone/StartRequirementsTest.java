package dev.cplnroutes.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import dev.cplnroutes.api.ApiSettings;
import dev.cplnroutes.api.TokenFile;
import dev.cplnroutes.testing.KeyStores;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What has to be set before the process starts, for each of its arguments. */
class StartRequirementsTest {

    @TempDir
    private static Path stores;
    private static Path keys;

    @TempDir
    private Path directory;

    @BeforeAll
    static void makeKeyStore() throws IOException, GeneralSecurityException {
        keys = KeyStores.forTokens(stores.resolve("keys"), "HS256");
    }

    private void require(String arguments, String variables) throws IOException {
        Path token = Files.writeString(directory.resolve("token"), "s3cret\n");
        Map<String, String> environment = new HashMap<>();
        String written = variables.replace("KAFKA ", "CPLN_ORG=acme CPLN_TOKEN=s3cret CPLN_KAFKA_ENABLED=true "
                        + (variables.contains("BROKERS") ? "" : "CPLN_KAFKA_BROKERS=127.0.0.1:9 "))
                .replace("SSL ", "CAMEL_COMPONENT_KAFKA_SECURITYPROTOCOL=SASL_SSL ")
                .replace(" TRUST=", " CAMEL_COMPONENT_KAFKA_SSLTRUSTSTORELOCATION=")
                .replace("TLS=", "CPLN_ORG=acme CPLN_TOKEN=s3cret CAMEL_SSL_ENABLED=true "
                        + "CAMEL_SSL_KEYSTOREPASSWORD=" + KeyStores.PASSWORD + " CAMEL_SSL_KEYSTORE=");
        for (String variable : written.trim().split(" +")) {
            if (!variable.isEmpty()) {
                environment.put(variable.split("=")[0], variable.split("=")[1].replace("FILE", token.toString())
                        .replace("KEYS", keys.toString()).replace("DIR", directory.toString()));
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
                + "CAMEL_COMPONENT_KAFKA_BROKERS=127.0.0.1:9092",
        "               | CPLN_ORG=acme CPLN_TOKEN=s3cret CPLN_KAFKA_ENABLED=true CPLN_KAFKA_BROKERS=localhost:9092 "
                + "CPLN_TIMER_ENABLED=true CPLN_TIMER_REQUESTS=true",
        "               | CPLN_ORG=acme CPLN_TOKEN=s3cret CPLN_TIMER_ENABLED=true",
        "               | CPLN_ORG=acme CPLN_TOKEN=s3cret CPLN_TIMER_REQUESTS=true",
        "--once         | CPLN_ORG=acme CPLN_TOKEN=s3cret CPLN_KAFKA_ENABLED=true",
        "--once         | CPLN_ORG=acme CPLN_TOKEN=s3cret CAMEL_SERVER_HOST=0.0.0.0",
        "--demo         | CAMEL_SERVER_PORT=65535 CAMEL_MANAGEMENT_PORT=0",
        "               | KAFKA CPLN_KAFKA_BROKERS=a.invalid:1,PLAINTEXT://127.0.0.1:2",
        "               | KAFKA CPLN_KAFKA_BROKERS={{broker:a.invalid:1}}",
        "               | KAFKA SSL TRUST=KEYS CAMEL_COMPONENT_KAFKA_SSLTRUSTSTOREPASSWORD=" + KeyStores.PASSWORD,
        "               | KAFKA SSL TRUST=FILE CAMEL_COMPONENT_KAFKA_SSLTRUSTSTORETYPE=PEM",
        "               | KAFKA TRUST=DIR/none",
        "               | KAFKA SSL TRUST={{trust:x}}",
        "--demo         | TLS=file:KEYS",
        "--demo         | TLS=KEYS",
        "--demo         | TLS=classpath:server.p12", "--demo | TLS={{store:x}}",
        "--demo         | CAMEL_SSL_KEYSTORE=DIR/none"})
    void isEnough(String arguments, String variables) {
        assertThatCode(() -> require(arguments, variables)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"UTF-16, is in UTF-16; save it in UTF-8", "UTF-16LE, is in UTF-16; save it in UTF-8",
        "UTF-32, is in UTF-32; save it in UTF-8"})
    void encodingOfTheTokenFileIsNamed(String encoding, String why) throws IOException {
        Path file = Files.write(directory.resolve("encoded"), "s3cret".getBytes(Charset.forName(encoding)));

        assertThatIllegalArgumentException().isThrownBy(() -> TokenFile.require(file.toString()))
                .withMessageEndingWith("this file " + why + ".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uFEFFs3cret", "\uFEFFBearer s3cret\r\n", "\uFEFF\ns3cret\n"})
    void markInFrontIsNoPartOfAToken(String token) throws IOException {
        Path file = Files.writeString(directory.resolve("marked"), token);

        assertThatCode(() -> TokenFile.require(file.toString())).doesNotThrowAnyException();
        assertThat(ApiSettings.hasToken(token)).isTrue();
    }

    @Test
    void markAloneIsNoToken() throws IOException {
        Path file = Files.writeString(directory.resolve("marked"), "\uFEFF\n");

        assertThatIllegalArgumentException().isThrownBy(() -> TokenFile.require(file.toString()))
                .withMessageEndingWith("is empty.");
        assertThat(ApiSettings.hasToken("\uFEFF")).isFalse();
    }

    /** Values as a shell, a file of variables or a template leave them. */
    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "Bearer", "bearer\t", " BEARER  ", "  "})
    void schemeWithoutATokenIsNoToken(String token) {
        assertThatIllegalArgumentException().isThrownBy(() -> StartRequirements.require(CommandLine.parse(List.of()),
                        StandaloneSettings.load(directory, Map.of("CPLN_ORG", "acme", "CPLN_TOKEN", token),
                                new Properties())))
                .withMessageStartingWith("Missing CPLN_TOKEN (");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"s3cret\"", "'s3cret'", "Bearer \"s3cret\"", "\"Bearer s3cret\"", "s3cret\"", "\"s3cret"})
    void tokenInQuotesIsRefusedWithoutShowingIt(String token) throws IOException {
        for (List<String> arguments : List.of(List.<String>of(), List.of("--once"))) {
            assertThatIllegalArgumentException().isThrownBy(() -> StartRequirements.require(
                            CommandLine.parse(arguments), StandaloneSettings.load(directory,
                                    Map.of("CPLN_ORG", "acme", "CPLN_TOKEN", token), new Properties())))
                    .withMessage("Setting cpln.token (CPLN_TOKEN) holds quotes, which are no part of a token; "
                            + "leave them out.");
        }
        Path file = Files.writeString(directory.resolve("quoted"), token + "\n");
        assertThatIllegalArgumentException().isThrownBy(() -> StartRequirements.require(
                        CommandLine.parse(List.of()), StandaloneSettings.load(directory,
                                Map.of("CPLN_ORG", "acme", "CPLN_TOKEN_FILE", file.toString()), new Properties())))
                .withMessageStartingWith("Setting cpln.token-file (CPLN_TOKEN_FILE)")
                .withMessageContaining("holds quotes").withMessageNotContaining("s3cret");
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
        "--demo | CPLN_TIMER_PERIOD=soon               | cpln.timer.period               | 'soon'",
        "--demo | CAMEL_SERVER_PORT=99999              | camel.server.port has the value '99999' | from 0 to 65535",
        "--demo | CAMEL_SERVER_PORT=-1                 | camel.server.port has the value '-1'    | from 0 to 65535",
        "--once | CAMEL_SERVER_PORT=http               | camel.server.port has the value 'http'  | whole number",
        "--demo | CAMEL_MANAGEMENT_PORT=65536          | camel.management.port           | from 0 to 65535",
        "--demo | CAMEL_MANAGEMENT_PORT=9.5            | camel.management.port           | '9.5'",
        "       | KAFKA CPLN_KAFKA_BROKERS=a.invalid:1,b.invalid:2 | cpln.kafka.brokers has the value 'a.invalid:1,"
                + "b.invalid:2' | no such host can be found: check the names",
        "       | KAFKA CAMEL_COMPONENT_KAFKA_BROKERS=a.invalid:1  | camel.component.kafka.brokers | 'a.invalid:1'",
        "       | KAFKA CPLN_KAFKA_BROKERS=127.0.0.1:99999 | cpln.kafka.brokers | up to 65535",
        "       | KAFKA SSL TRUST=DIR/none             | sslTruststoreLocation           | there is no such file",
        "       | KAFKA SSL TRUST=DIR                  | sslTruststoreLocation           | this is a folder",
        "       | KAFKA SSL TRUST=FILE                 | sslTruststoreLocation           | Type that opens",
        "       | KAFKA SSL TRUST=KEYS CAMEL_COMPONENT_KAFKA_SSLTRUSTSTOREPASSWORD=s3cret | sslTruststoreLocation | "
                + "opens with .sslTruststorePassword",
        "       | KAFKA SSL CAMEL_COMPONENT_KAFKA_SSLKEYSTORELOCATION=DIR/none | sslKeystoreLocation | no such file",
        "--demo | TLS=file:DIR/none.p12                | camel.ssl.keyStore              | there is no such file",
        "--once | TLS=DIR/none.p12                     | camel.ssl.keyStore              | there is no such file",
        "--demo | TLS=DIR                              | camel.ssl.keyStore              | this is a folder",
        "--demo | TLS=FILE                             | camel.ssl.keyStore              | camel.ssl.keyStoreType",
        "--demo | TLS=KEYS CAMEL_SSL_KEYSTOREPASSWORD=s3cret | camel.ssl.keyStore        | camel.ssl.keystorePassword",
        "--demo | TLS=KEYS CAMEL_SSL_KEYSTORETYPE=nope | camel.ssl.keyStore              | camel.ssl.keyStoreType",
        "--demo | CAMEL_SSL_ENABLED=true CAMEL_SSL_KEYSTORE=x | camel.ssl.keyStore needs | camel.ssl.keystorePassword",
        "--demo | TLS=KEYS CAMEL_SSL_TRUSTSTORE=FILE   | camel.ssl.trustStore            | trustStorePassword"})
    void isNotEnoughAndSaysWhatToSet(String arguments, String variables, String first, String second) {
        assertThatIllegalArgumentException().isThrownBy(() -> require(arguments, variables))
                .withMessageContainingAll(first, second)
                .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("\n", "s3cret"));
    }
}
