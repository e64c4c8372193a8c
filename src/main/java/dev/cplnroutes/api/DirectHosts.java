package dev.cplnroutes.api;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.cplnroutes.support.HostName;

/**
 * The hosts that are reached without a proxy, as curl reads {@code NO_PROXY}: names with commas or white space between
 * them. A name stands for itself and everything below it, with or without a dot in front; an IP address may be a range
 * such as {@code 10.0.0.0/8}; {@code *} alone is every host. In addition, a name may have a port, and {@code *.} in
 * front as in {@code http.nonProxyHosts}, because <a
 * href="https://github.com/fabric8io/kubernetes-client/issues/2506">people write that</a>.
 */
final class DirectHosts {

    /** A name or an address, a port, and the bits of a range; an IPv6 address with a port needs its brackets. */
    private static final Pattern ENTRY = Pattern.compile(
            "(?:(\\[[^\\]]*]|[^:/]*)(?::([0-9]{1,5}))?|([^/]*:[^/]*:[^/]*))(?:/([0-9]{1,3}))?");
    private static final Pattern ADDRESS = Pattern.compile("[0-9]+(\\.[0-9]+){3}|\\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*]?");

    private final boolean isEvery;
    private final List<Entry> entries;

    private record Entry(String name, byte[] address, int bits, int port) {

        boolean has(String host, byte[] hostAddress, int hostPort) {
            if (port >= 0 && port != hostPort) {
                return false;
            }
            if (address == null) {
                return hostAddress == null && (host.equals(name) || host.endsWith("." + name));
            }
            return hostAddress != null && hostAddress.length == address.length && isInRange(hostAddress);
        }

        private boolean isInRange(byte[] hostAddress) {
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> bit % 8;
                if (((address[bit / 8] ^ hostAddress[bit / 8]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Reads the value of {@code NO_PROXY}; null is none. What is no entry stands for no host. */
    DirectHosts(String list) {
        String text = list == null ? "" : list.trim();
        this.isEvery = text.equals("*");
        this.entries = Stream.of(text.split("[,\\s]+")).map(DirectHosts::entry).filter(entry -> entry != null).toList();
    }

    private static Entry entry(String text) {
        Matcher parts = ENTRY.matcher(text);
        if (!parts.matches()) {
            return null;
        }
        String host = parts.group(1) == null ? parts.group(3) : parts.group(1);
        int port = parts.group(2) == null ? -1 : Integer.parseInt(parts.group(2));
        byte[] address = address(host);
        if (address != null) {
            int all = address.length * 8;
            int bits = parts.group(4) == null ? all : Integer.parseInt(parts.group(4));
            return bits > all ? null : new Entry(null, address, bits, port);
        }
        String below = host.startsWith("*.") ? host.substring(1) : host;
        String name = plain(below.startsWith(".") ? below.substring(1) : below);
        return name.isEmpty() || parts.group(4) != null ? null : new Entry(name, null, 0, port);
    }

    /** Whether an address is reached without a proxy. */
    boolean has(URI address) {
        String host = HostName.of(address);
        if (isEvery || host == null) {
            return isEvery;
        }
        int port = HostName.port(address);
        int known = port >= 0 ? port : "https".equalsIgnoreCase(address.getScheme()) ? 443 : 80;
        String name = plain(host);
        byte[] bytes = address(host);
        return entries.stream().anyMatch(entry -> entry.has(name, bytes, known));
    }

    private static String plain(String name) {
        return (name.endsWith(".") ? name.substring(0, name.length() - 1) : name).toLowerCase(Locale.ROOT);
    }

    /** The bytes of an IP address; null for a name, which is never looked up. */
    private static byte[] address(String text) {
        try {
            return ADDRESS.matcher(text).matches()
                    ? InetAddress.getByName(text.indexOf(':') >= 0 && !text.startsWith("[") ? "[" + text + "]" : text)
                            .getAddress() : null;
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
