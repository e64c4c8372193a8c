package dev.cplnroutes.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import dev.cplnroutes.testing.KeyStores;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which settings of Camel's servers are taken for safe, and what is said of the others. */
class ServerProtectionTest {

    @TempDir
    private static Path directory;

    @BeforeAll
    static void makeFiles() throws IOException, GeneralSecurityException {
        Files.writeString(directory.resolve("users"), "user.tim=sausages\n");
        KeyStores.forTokens(directory.resolve("keys"), "HS256");
        KeyStores.forTokens(directory.resolve("other-alias"), "jwt");
    }

    /** Settings of the server, without {@code camel.}; those of a key store are completed. */
    private static ServerProtection protection(String text) {
        StandaloneSettings settings = StandaloneSettings.load(directory, Map.of(), new Properties());
        for (String pair : text.split(" ")) {
            String name = pair.substring(0, pair.indexOf('='));
            String value = pair.substring(pair.indexOf('=') + 1).replace("DIR", directory.toString());
            settings.set(name.startsWith("cpln.") ? name : "camel." + name, value);
            if (name.endsWith(".jwtKeystorePath")) {
                String server = "camel." + name.substring(0, name.indexOf('.'));
                settings.setDefault(server + ".jwtKeystoreType", "pkcs12");
                settings.setDefault(server + ".jwtKeystorePassword", KeyStores.PASSWORD);
            }
        }
        return new ServerProtection(settings);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "server.port=1",
        "server.host=localhost",
        "server.host=127.0.0.2",
        "server.host=::1",
        "server.host=",
        "server.host=0.0.0.0 server.enabled=false",
        "server.host=0.0.0.0 cpln.http.allow-anonymous=true",
        "server.host=0.0.0.0 server.authenticationEnabled=true server.basicPropertiesFile=DIR/users",
        "server.host=:: server.authenticationEnabled=true server.basicPropertiesFile=DIR/users",
        "server.host=0.0.0.0 server.authenticationEnabled=true server.basicPropertiesFile=DIR/users "
                + "server.authenticationPath=/",
        "server.host=0.0.0.0 server.authenticationEnabled=true server.basicPropertiesFile=DIR/users "
                + "server.authenticationPath=/*",
        "server.host=0.0.0.0 server.authentication.enabled=true server.basic.properties.file=DIR/users",
        "server.host=0.0.0.0 server.authenticationEnabled=true server.jwtKeystorePath=DIR/keys",
        // The server's counts on its own port.
        "server.host=0.0.0.0 server.authenticationEnabled=true server.basicPropertiesFile=DIR/users "
                + "management.host=0.0.0.0",
        "management.host=0.0.0.0 server.port=1 management.port=1",
        "management.host=0.0.0.0 management.port=1 management.enabled=false",
        "management.host=0.0.0.0 management.port=1 management.authenticationEnabled=true "
                + "management.basicPropertiesFile=DIR/users",
        "server.authenticationEnabled=true server.basicPropertiesFile=DIR/users server.authenticationPath=/cpln*",
        "server.host=0.0.0.0 server.authenticationEnabled=true server.basicPropertiesFile=DIR/users "
                + "server.authenticationPath=/cpln* cpln.http.allow-anonymous=true"})
    void isSafe(String settings) {
        assertThatCode(protection(settings)::require).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "server.host=0.0.0.0 | camel.server.authenticationEnabled=true | cpln.http.allow-anonymous=true",
        "server.host=0 | camel.server.host=0 | cpln.http.allow-anonymous=true",
        "server.host=:: | camel.server.authenticationEnabled=true | basicPropertiesFile",
        "server.host=192.0.2.1 | camel.server.authenticationEnabled=true | jwtKeystorePath",
        "server.host=no-such-host.invalid | camel.server.host=no-such-host.invalid | allow-anonymous",
        "server.host=0.0.0.0 cpln.http.allow-anonymous=false | camel.server.authenticationEnabled | allow-anonymous",
        "server.host=0.0.0.0 server.authenticationEnabled=true | authenticates nobody | "
                + "camel.server.basicPropertiesFile",
        "server.authenticationEnabled=true | authenticates nobody | .jwtKeystorePath",
        "server.host=0.0.0.0 server.authenticationEnabled=true cpln.http.allow-anonymous=true | nobody | "
                + "basicPropertiesFile",
        "server.authenticationEnabled=true server.basicPropertiesFile=DIR/nowhere | "
                + "camel.server.basicPropertiesFile | can be read",
        "server.authenticationEnabled=true server.basicPropertiesFile=DIR | camel.server.basicPropertiesFile | can "
                + "be read",
        "server.authenticationEnabled=true server.jwtKeystoreType=pkcs12 | needs camel.server.jwtKeystorePath | "
                + "Password",
        "server.authenticationEnabled=true server.jwtKeystorePath=DIR/no | camel.server.jwtKeystorePath | can be read",
        "server.authenticationEnabled=true server.jwtKeystorePath=DIR/users | camel.server.jwtKeystorePath | opens "
                + "with",
        "server.authenticationEnabled=true server.jwtKeystoreType=x server.jwtKeystorePath=DIR/keys | Path | "
                + ".jwtKeystoreType",
        "server.authenticationEnabled=true server.jwtKeystorePassword=s3cret-wrong server.jwtKeystorePath=DIR/keys "
                + "| Path | opens",
        "server.authenticationEnabled=true server.jwtKeystorePath=DIR/other-alias | camel.server.jwtKeystorePath | "
                + "HS256",
        "server.host=0.0.0.0 server.authenticationEnabled=true server.basicPropertiesFile=DIR/users "
                + "server.authenticationPath=/cpln "
                + "| camel.server.authenticationPath=/cpln | leave it out",
        "server.host=0.0.0.0 server.authenticationEnabled=true server.basicPropertiesFile=DIR/users "
                + "server.authenticationPath=/cpln* "
                + "| camel.server.authenticationPath=/cpln* | leave it out",
        "server.host=0.0.0.0 management.authenticationEnabled=true management.basicPropertiesFile=DIR/users "
                + "| camel.server.authenticationEnabled | allow-anonymous",
        "management.authenticationEnabled=true management.basicPropertiesFile=DIR/users | does nothing | "
                + "camel.management.port",
        "management.host=0.0.0.0 management.port=1 | camel.management.host=0.0.0.0 | "
                + "camel.management.basicPropertiesFile",
        "management.host=0.0.0.0 server.enabled=false | camel.management.host=0.0.0.0 | allow-anonymous",
        "management.host=0.0.0.0 management.port=1 server.authenticationEnabled=true "
                + "server.basicPropertiesFile=DIR/users "
                + "| camel.management.authenticationEnabled=true | allow-anonymous"})
    void isNotSafeAndSaysWhatToSet(String settings, String first, String second) {
        assertThatIllegalArgumentException().isThrownBy(protection(settings)::require)
                .withMessageContainingAll(first, second)
                .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("\n", "s3cret", "sausages"));
    }

    /** Camel would resolve it to a value that was not checked. */
    @ParameterizedTest
    @ValueSource(strings = {"enabled", "host", "port", "authenticationEnabled", "authenticationPath",
        "basicPropertiesFile",
        "jwtKeystoreType", "jwtKeystorePath", "jwtKeystorePassword"})
    void placeholderIsRefusedWhereProtectionDependsOnIt(String name) {
        for (String server : List.of("server", "management")) {
            assertThatIllegalArgumentException().isThrownBy(protection(server + "." + name + "={{s3cret:x}}")::require)
                    .withMessageStartingWith("Setting camel." + server + "." + name + " must not have a placeholder")
                    .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("s3cret"));
        }
    }

    /** Camel's own default is the server's path, which it looks for below itself. */
    @Test
    void everyPathIsAuthenticatedUnlessAnotherIsSet() {
        StandaloneSettings settings = StandaloneSettings.load(directory, Map.of("CAMEL_SERVER_PATH", "/api",
                "CAMEL_MANAGEMENT_AUTHENTICATION_PATH", "/observe/metrics"), new Properties());
        new ServerProtection(settings).setDefaults();

        assertThat(settings.get("camel.server.authenticationPath", null)).isEqualTo("/*");
        assertThat(settings.get("camel.management.authenticationPath", null)).isEqualTo("/observe/metrics");
    }

    @Test
    void passwordsOfCamelsServersAreTakenOutOfWhatCamelLogs() {
        StandaloneSettings settings = StandaloneSettings.load(directory,
                Map.of("CAMEL_SSL_KEYSTOREPASSWORD", "s3cret-1",
                "CAMEL_SERVER_JWT_KEYSTORE_PASSWORD", "s3cret-2"), new Properties());
        settings.set("camel.management.jwt-keystore-password", "s3cret-3");
        settings.set("camel.ssl.trustStorePassword", "s3cret-4");
        settings.set("camel.ssl.keyStore", "file:x");

        assertThat(settings.takePasswords()).isEqualTo(Map.of("camel.ssl.keystorePassword", "s3cret-1",
                "camel.server.jwtKeystorePassword", "s3cret-2", "camel.management.jwtKeystorePassword", "s3cret-3",
                "camel.ssl.trustStorePassword", "s3cret-4"));
        assertThat(List.copyOf(settings.toProperties().values())).isEqualTo(List.of("file:x"));
    }
}
