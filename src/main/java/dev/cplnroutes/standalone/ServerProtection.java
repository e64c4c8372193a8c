package dev.cplnroutes.standalone;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import dev.cplnroutes.support.Printable;
import dev.cplnroutes.support.SettingValue;
import dev.cplnroutes.trigger.http.OwnNames;

/**
 * The check that Camel's servers are open only to those the operator has chosen. Camel itself starts a server without
 * authentication if {@code authenticationEnabled} is set but no mechanism, and with authentication of one path only.
 */
final class ServerProtection {

    private static final String SERVER = "camel.server";
    private static final String MANAGEMENT = "camel.management";

    /**
     * Every path of a server, also of routes that are added later. The value {@code /cpln} means that one path only.
     */
    private static final String EVERY_PATH = "/*";
    private static final Set<String> EVERY_PATH_FOR_CAMEL = Set.of("/", EVERY_PATH);

    private static final List<String> CHECKED = List.of("enabled", "host", "port", "authenticationEnabled",
            "authenticationPath", "basicPropertiesFile", "jwtKeystoreType", "jwtKeystorePath", "jwtKeystorePassword");

    private final StandaloneSettings settings;

    ServerProtection(StandaloneSettings settings) {
        this.settings = settings;
    }

    /**
     * Makes Camel authenticate every path, if no other is set. Camel's default is the path of the server, which it then
     * looks for below that path.
     */
    void setDefaults() {
        settings.setDefault(SERVER + ".authenticationPath", EVERY_PATH);
        settings.setDefault(MANAGEMENT + ".authenticationPath", EVERY_PATH);
    }

    /**
     * Requires that a server which other machines can reach authenticates every request, unless the operator allows
     * everyone. Requires also that authentication can work wherever it is turned on.
     *
     * @throws IllegalArgumentException if a server is not safe; names what to set
     */
    void require() {
        for (String name : CHECKED) {
            for (String server : List.of(SERVER, MANAGEMENT)) {
                String value = settings.get(server + "." + name, "");
                if (value.contains("{{")) {
                    // Camel resolves it later, so this check cannot see the value.
                    throw new IllegalArgumentException("Setting " + server + "." + name
                            + " must not have a placeholder; write the value itself.");
                }
            }
        }
        boolean hasServer = isTrue("camel.server.enabled", true);
        boolean hasManagement = isTrue("camel.management.enabled", true);
        String port = settings.get("camel.server.port", "8080");
        boolean isShared = hasServer && settings.get("camel.management.port", port).equals(port);
        if (hasServer) {
            require(SERVER);
        }
        if (hasManagement && !isShared) {
            require(MANAGEMENT);
        }
        if (hasManagement && isShared && authenticates(MANAGEMENT) && !authenticates(SERVER)) {
            throw new IllegalArgumentException("camel.management.authenticationEnabled=true does nothing on the port "
                    + "of camel.server, where camel.server.authenticationEnabled counts: set that, or another "
                    + "camel.management.port.");
        }
    }

    private void require(String server) {
        if (authenticates(server)) {
            requireMechanism(server);
        }
        String host = settings.get(server + ".host", "127.0.0.1");
        if (settings.isTrue("cpln.http.allow-anonymous") || isLoopback(host)) {
            return;
        }
        if (!authenticates(server)) {
            throw new IllegalArgumentException(server + ".host=" + host + " can be reached from other machines: set up "
                    + "authentication (" + server + ".authenticationEnabled=true with " + mechanisms(server)
                    + ") or allow everyone with cpln.http.allow-anonymous=true.");
        }
        String path = settings.get(server + ".authenticationPath", EVERY_PATH);
        if (!EVERY_PATH_FOR_CAMEL.contains(path)) {
            throw new IllegalArgumentException(server + ".authenticationPath=" + Printable.text(path)
                    + " leaves other paths of " + server + ".host=" + host + " open: leave it out, or allow everyone "
                    + "there with cpln.http.allow-anonymous=true.");
        }
    }

    /**
     * The names by which a server may be asked: its own alone where it is on loopback and asks for no credentials.
     *
     * @param port port of the server as in its setting
     */
    OwnNames ownNames(int port) {
        boolean isMain = isTrue("camel.server.enabled", true)
                && settings.get("camel.server.port", "8080").equals(String.valueOf(port));
        String server = isMain ? SERVER : MANAGEMENT;
        return authenticates(server) || !isLoopback(settings.get(server + ".host", "127.0.0.1")) ? OwnNames.EVERY
                : OwnNames.with(settings.get("cpln.http.allowed-hosts", ""));
    }

    private void requireMechanism(String server) {
        String users = settings.get(server + ".basicPropertiesFile", null);
        String type = settings.get(server + ".jwtKeystoreType", null);
        if (users != null) {
            if (!isReadable(users)) {
                throw SettingValue.wrong(server + ".basicPropertiesFile", users, "a file that can be read");
            }
        } else if (type != null) {
            requireKey(server, type);
        } else {
            throw new IllegalArgumentException(server + ".authenticationEnabled=true authenticates nobody without "
                    + mechanisms(server) + ".");
        }
    }

    private void requireKey(String server, String type) {
        String path = settings.get(server + ".jwtKeystorePath", null);
        String password = settings.get(server + ".jwtKeystorePassword", null);
        if (path == null || password == null) {
            throw new IllegalArgumentException(server + ".jwtKeystoreType needs " + server + ".jwtKeystorePath and "
                    + ".jwtKeystorePassword; set both.");
        }
        KeyStoreFile file = new KeyStoreFile(server + ".jwtKeystorePath", path, type, password,
                "a key store of " + server + ".jwtKeystoreType that opens with .jwtKeystorePassword");
        if (!TokenKeys.isIn(file.open(), password.toCharArray())) {
            throw SettingValue.wrong(server + ".jwtKeystorePath", path,
                    "a key store with a key whose alias is its algorithm, one of " + TokenKeys.ALIASES);
        }
    }

    private boolean authenticates(String server) {
        return settings.isTrue(server + ".authenticationEnabled");
    }

    private boolean isTrue(String name, boolean defaultValue) {
        return Boolean.parseBoolean(settings.get(name, String.valueOf(defaultValue)));
    }

    private static String mechanisms(String server) {
        return server + ".basicPropertiesFile, or .jwtKeystoreType, .jwtKeystorePath and .jwtKeystorePassword";
    }

    private static boolean isReadable(String file) {
        try {
            Path path = Path.of(file);
            return Files.isRegularFile(path) && Files.isReadable(path);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
