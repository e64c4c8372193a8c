package dev.cplnroutes.api;

import java.net.IDN;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The scheme, host and port of an address, equal however they are spelled: in upper case, with the default port written
 * out, an international name in letters or encoded, an IPv6 address short or long.
 *
 * @param scheme in lower case
 * @param host   in lower case
 * @param port   never left out
 */
record Origin(String scheme, String host, int port) {

    private static final Pattern AUTHORITY =
            Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^\\[\\]:@%\\\\\\s]+)(?::0*([0-9]{0,5}))?");

    /** The origin of an address; null where it has no host. */
    static Origin of(URI uri) {
        return of(uri.getScheme(), uri.getRawAuthority());
    }

    /**
     * Reads an origin.
     *
     * @param scheme    of the address, may be null
     * @param authority host and port, may be null
     * @return null where one is missing, or there is a user
     */
    static Origin of(String scheme, String authority) {
        Matcher parts = authority == null || scheme == null ? null : AUTHORITY.matcher(authority);
        if (parts == null || !parts.matches()) {
            return null;
        }
        String name = scheme.toLowerCase(Locale.ROOT);
        int port = "https".equals(name) ? 443 : "http".equals(name) ? 80 : -1;
        if (parts.group(2) != null && !parts.group(2).isEmpty()) {
            port = Integer.parseInt(parts.group(2));
        }
        String host = canonical(parts.group(1));
        return host == null ? null : new Origin(name, host, port);
    }

    private static String canonical(String host) {
        try {
            // An address in brackets is never looked up.
            return host.startsWith("[") ? InetAddress.getByName(host).getHostAddress()
                    : IDN.toASCII(host).toLowerCase(Locale.ROOT);
        } catch (UnknownHostException | IllegalArgumentException e) {
            return null;
        }
    }
}
