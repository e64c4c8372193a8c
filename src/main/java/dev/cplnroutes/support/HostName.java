package dev.cplnroutes.support;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The host of an address, also where its name has an underscore, as names of services in Docker Compose have:
 * {@link URI#getHost()} knows no such host, since RFC 952 allows none.
 */
public final class HostName {

    private static final Pattern WITH_UNDERSCORE = Pattern.compile("(?:[^@]*@)?([A-Za-z0-9._-]*_[A-Za-z0-9._-]*)"
            + "(?::([0-9]{0,5}))?");

    private HostName() {
    }

    /**
     * The host of an address.
     *
     * @param uri the address
     * @return name or IP address, IPv6 in brackets; null where it has none
     */
    public static String of(URI uri) {
        Matcher parts = uri.getHost() == null ? withUnderscore(uri) : null;
        return parts == null ? uri.getHost() : parts.group(1);
    }

    /**
     * The port of an address.
     *
     * @param uri the address
     * @return -1 where it has none
     */
    public static int port(URI uri) {
        Matcher parts = uri.getHost() == null ? withUnderscore(uri) : null;
        boolean isWritten = parts != null && parts.group(2) != null && !parts.group(2).isEmpty();
        return isWritten ? Integer.parseInt(parts.group(2)) : uri.getPort();
    }

    /**
     * The user of an address, and a password behind a colon.
     *
     * @param uri the address
     * @return decoded; null where there is none
     */
    public static String user(URI uri) {
        String authority = uri.getAuthority();
        int end = authority == null ? -1 : authority.lastIndexOf('@');
        return end < 0 ? null : authority.substring(0, end);
    }

    private static Matcher withUnderscore(URI uri) {
        Matcher parts = WITH_UNDERSCORE.matcher(uri.getRawAuthority() == null ? "" : uri.getRawAuthority());
        return parts.matches() ? parts : null;
    }
}
