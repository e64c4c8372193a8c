package dev.cplnroutes.trigger.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The names by which an anonymous server on loopback may be asked: {@code localhost}, loopback addresses in any
 * spelling, and those that the operator names. A web page can make its own name lead to the loopback address (DNS
 * rebinding) and would read all answers; its requests carry that name.
 */
public final class OwnNames {

    /** Takes every name: for a server that asks for credentials, or that other machines reach. */
    public static final OwnNames EVERY = new OwnNames("", true);

    private static final Pattern AUTHORITY = Pattern.compile("(\\[[^\\]]*]|[^:\\[\\]]*)(?::[0-9]*)?");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]");

    private final Set<String> allowed;
    private final boolean isEvery;

    private OwnNames(String allowed, boolean isEvery) {
        this.allowed = split(allowed).map(OwnNames::plain).collect(Collectors.toUnmodifiableSet());
        this.isEvery = isEvery;
    }

    /**
     * Takes the names of loopback and more.
     *
     * @param allowed value of {@code cpln.http.allowed-hosts}: names with commas or white space between them, may be
     *                empty
     * @return the names
     */
    public static OwnNames with(String allowed) {
        return new OwnNames(allowed, false);
    }

    /**
     * Whether a text is a list of names.
     *
     * @param allowed value of {@code cpln.http.allowed-hosts}
     * @return false where one is no name, such as one with a port or a {@code *}
     */
    public static boolean isList(String allowed) {
        return split(allowed).allMatch(name -> NAME.matcher(name).matches());
    }

    /**
     * Whether a request asks for a name that is ours.
     *
     * @param hosts  values of its {@code Host} headers, any port; none, as in HTTP/1.0, is ours
     * @param target its target: a path, or an address, whose host counts as well
     * @return false where a name is not ours
     */
    public boolean have(List<String> hosts, String target) {
        if (isEvery) {
            return true;
        }
        int authority = target.startsWith("/") ? -1 : target.indexOf("://");
        String asked = authority < 0 ? null : target.substring(authority + 3).split("[/?#]", 2)[0];
        return hosts.stream().allMatch(this::isOurs) && (asked == null || isOurs(asked));
    }

    private boolean isOurs(String authority) {
        Matcher parts = AUTHORITY.matcher(authority.trim());
        if (!parts.matches()) {
            return false;
        }
        String name = plain(parts.group(1));
        return name.equals("localhost") || allowed.contains(name)
                || (name.startsWith("[") ? isLoopback6(name) : isLoopback4(name));
    }

    private static Stream<String> split(String names) {
        return Stream.of(names.split("[,\\s]+")).filter(name -> !name.isEmpty());
    }

    private static String plain(String name) {
        return (name.endsWith(".") ? name.substring(0, name.length() - 1) : name).toLowerCase(Locale.ROOT);
    }

    private static boolean isLoopback6(String name) {
        try {
            // What stands in brackets is never looked up.
            return InetAddress.getByName(name).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** As inet_aton reads it: up to four numbers, of which the last fills what is left. */
    private static boolean isLoopback4(String name) {
        String[] parts = name.split("\\.", -1);
        if (parts.length > 4 || !name.matches("[0-9a-fx.]+")) {
            return false;
        }
        try {
            long address = 0;
            for (int i = 0; i < parts.length; i++) {
                int bytes = i < parts.length - 1 ? 1 : 5 - parts.length;
                long part = Long.decode(parts[i]);
                if (part >= 1L << 8 * bytes) {
                    return false;
                }
                address = address << 8 * bytes | part;
            }
            return address >>> 24 == 127;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
