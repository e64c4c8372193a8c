package dev.cplnroutes.api;

import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

import dev.cplnroutes.support.HostName;

/**
 * The proxies that the environment names, read as curl reads them: {@code http_proxy} in lower case only, since CGI
 * sets {@code HTTP_PROXY} to a header of the caller; {@code https_proxy} and {@code HTTPS_PROXY}; {@code all_proxy} and
 * {@code ALL_PROXY} for both; {@code no_proxy} and {@code NO_PROXY}. The lower case wins. Properties of the JVM win
 * over all of them. The standalone process alone uses this class: it holds for the whole JVM.
 */
public final class EnvironmentProxies extends ProxySelector {

    /** curl's port where an address has none. */
    private static final int DEFAULT_PORT = 1080;

    private final ProxySelector jvm;
    private final URI neverProxied;
    private final Map<String, Entry> proxies = new HashMap<>();
    private final DirectHosts direct;

    /** A proxy; its user, with a password behind a colon, is null where there is none. */
    private record Entry(String host, int port, String user) {

        Proxy toProxy() {
            return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(host, port));
        }

        PasswordAuthentication credentials() {
            int colon = user.indexOf(':');
            return new PasswordAuthentication(colon < 0 ? user : user.substring(0, colon),
                    (colon < 0 ? "" : user.substring(colon + 1)).toCharArray());
        }

        /** Does not show the user. */
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    private EnvironmentProxies(Map<String, String> environment, Properties system, ProxySelector jvm,
            URI neverProxied) {
        this.jvm = jvm;
        this.neverProxied = neverProxied;
        boolean isSocks = has(system, "socksProxyHost");
        if (!isSocks && !has(system, "http.proxyHost")) {
            add("http", environment, "http_proxy", "all_proxy", "ALL_PROXY");
        }
        if (!isSocks && !has(system, "https.proxyHost")) {
            add("https", environment, "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY");
        }
        String list = environment.get("no_proxy");
        this.direct = system.getProperty("http.nonProxyHosts") != null ? null
                : new DirectHosts(list == null ? environment.get("NO_PROXY") : list);
    }

    private static boolean has(Properties system, String name) {
        return !system.getProperty(name, "").isBlank();
    }

    /**
     * Makes the JVM use the proxies of the environment.
     *
     * @param environment  environment variables
     * @param system       properties of the JVM, which win
     * @param neverProxied base address of a server in this process, never reached through a proxy; null for none
     * @throws IllegalArgumentException where a variable names no proxy that can be used; does not repeat its value
     */
    public static void install(Map<String, String> environment, Properties system, URI neverProxied) {
        EnvironmentProxies proxies = new EnvironmentProxies(environment, system, ProxySelector.getDefault(),
                neverProxied);
        ProxySelector.setDefault(proxies);
        if (proxies.proxies.values().stream().anyMatch(entry -> entry.user() != null)) {
            Authenticator.setDefault(proxies.authenticator());
        }
    }

    private void add(String scheme, Map<String, String> environment, String... variables) {
        for (String variable : variables) {
            String value = environment.getOrDefault(variable, "").trim();
            if (!value.isEmpty()) {
                proxies.put(scheme, entry(variable, value));
                return;
            }
        }
    }

    private static Entry entry(String variable, String value) {
        try {
            URI uri = URI.create(value.contains("://") ? value : "http://" + value);
            int port = HostName.port(uri) < 0 ? DEFAULT_PORT : HostName.port(uri);
            if ("http".equals(uri.getScheme().toLowerCase(Locale.ROOT)) && HostName.of(uri) != null && port > 0
                    && port <= 65_535) {
                return new Entry(HostName.of(uri).replaceAll("[\\[\\]]", ""), port, HostName.user(uri));
            }
        } catch (IllegalArgumentException e) {
            // The message below names the variable; the value may hold a password.
        }
        throw new IllegalArgumentException("Setting " + variable + " of the environment names no proxy that can be "
                + "used; allowed is http://host:port, with user:password@ in front of the host where the proxy wants "
                + "it.");
    }

    @Override
    public List<Proxy> select(URI uri) {
        if (uri == null || uri.getScheme() == null) {
            throw new IllegalArgumentException("Not an address");
        }
        if (neverProxied != null && Origin.of(neverProxied).equals(Origin.of(uri))) {
            return List.of(Proxy.NO_PROXY);
        }
        Entry proxy = proxies.get(uri.getScheme().toLowerCase(Locale.ROOT));
        if (proxy == null) {
            return jvm == null ? List.of(Proxy.NO_PROXY) : jvm.select(uri);
        }
        boolean isDirect = direct == null ? isNonProxyHost(HostName.of(uri)) : direct.has(uri);
        return List.of(isDirect ? Proxy.NO_PROXY : proxy.toProxy());
    }

    /** Reads the JVM's property as the JVM does: texts with {@code |} between them and {@code *} at their ends. */
    private static boolean isNonProxyHost(String host) {
        for (String pattern : System.getProperty("http.nonProxyHosts", "").split("\\|")) {
            String text = pattern.trim().toLowerCase(Locale.ROOT);
            if (host != null && !text.isEmpty() && host.toLowerCase(Locale.ROOT).matches(
                    ("\\Q" + text + "\\E").replace("*", "\\E.*\\Q"))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        // There is one proxy for each address.
    }

    private Authenticator authenticator() {
        return new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return getRequestorType() != RequestorType.PROXY ? null : proxies.values().stream()
                        .filter(entry -> entry.user() != null && entry.port() == getRequestingPort()
                                && entry.host().equalsIgnoreCase(getRequestingHost()))
                        .findFirst().map(Entry::credentials).orElse(null);
            }
        };
    }
}
