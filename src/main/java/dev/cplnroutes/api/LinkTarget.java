package dev.cplnroutes.api;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a link leads: its {@code href}, resolved against the page that it stands on as RFC 3986 says, section 5.2.
 *
 * <p>The link is opaque: it stays as it came. Only what may not stand on a request line is percent-encoded, once. A
 * {@code #} behind the {@code ?} belongs to the query: no API writes fragments, but one that does not encode {@code "}
 * does not encode it either. {@link URI#resolve} follows an older specification and takes no such character.
 *
 * @param origin scheme, host and port
 * @param path   path, encoded, from the root on
 * @param query  query, encoded; null where there is none
 */
record LinkTarget(Origin origin, String path, String query) {

    private static final Pattern REFERENCE =
            Pattern.compile("(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?://([^/?#]*))?([^?#]*)(?:\\?(.*))?", Pattern.DOTALL);
    /** Of path and query alike; a query may also have a question mark. */
    private static final String PLAIN = "-._~!$&'()*+,;=:@/";
    private static final String HEX = "0123456789ABCDEF";

    /**
     * Resolves a link.
     *
     * @param page address of the page that it stands on
     * @param href what the link says
     * @return where it leads; null where it is no address, has a user, or leads nowhere but to the page itself
     */
    static LinkTarget of(URI page, String href) {
        Matcher parts = REFERENCE.matcher(href);
        // Some servers take a backslash for a slash, so that nobody knows which host it leads to.
        if (href.isBlank() || !parts.matches() || parts.group(3).indexOf('\\') >= 0) {
            return null;
        }
        String scheme = parts.group(1);
        String authority = parts.group(2);
        Origin origin = Origin.of(page);
        if (scheme != null || authority != null) {
            origin = Origin.of(scheme == null ? page.getScheme() : scheme, authority);
        }
        if (origin == null) {
            return null;
        }
        String query = parts.group(4) == null ? null : encoded(parts.group(4), PLAIN + "?");
        String path = encoded(parts.group(3), PLAIN);
        boolean isWhole = scheme != null || authority != null;
        if (!isWhole && path.isEmpty()) {
            return new LinkTarget(origin, page.getRawPath(), query);
        }
        if (!isWhole && !path.startsWith("/")) {
            path = page.getRawPath().substring(0, page.getRawPath().lastIndexOf('/') + 1) + path;
        }
        return new LinkTarget(origin, withoutDots(path), query);
    }

    /** Takes the segments {@code .} and {@code ..} out of a path. */
    private static String withoutDots(String path) {
        Deque<String> segments = new ArrayDeque<>();
        boolean endsInFolder = true;
        for (String segment : path.substring(path.startsWith("/") ? 1 : 0).split("/", -1)) {
            endsInFolder = segment.equals(".") || segment.equals("..");
            if (segment.equals("..")) {
                segments.pollLast();
            } else if (!segment.equals(".")) {
                segments.addLast(segment);
            }
        }
        return "/" + String.join("/", segments) + (endsInFolder && !segments.isEmpty() ? "/" : "");
    }

    private static String encoded(String text, String plain) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            boolean isEscape = c == '%' && i + 2 < text.length()
                    && isHex(text.charAt(i + 1)) && isHex(text.charAt(i + 2));
            if (isEscape || plain.indexOf(c) >= 0 || c < 0x80 && Character.isLetterOrDigit(c)) {
                encoded.append((char) c);
            } else {
                for (byte octet : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    encoded.append('%').append(HEX.charAt(octet >> 4 & 15)).append(HEX.charAt(octet & 15));
                }
            }
            i += Character.charCount(c);
        }
        return encoded.toString();
    }

    private static boolean isHex(char c) {
        return c < 0x80 && Character.digit(c, 16) >= 0;
    }
}
