package dev.cplnroutes.api;

/**
 * The form of a token, as settings and files give it.
 */
final class TokenText {

    private TokenText() {
    }

    /** The token of a text alone, without {@code Bearer} and white space around it; null where there is none. */
    static String plain(String text) {
        String token = text == null ? "" : text.trim();
        if (token.regionMatches(true, 0, "Bearer ", 0, 7)) {
            token = token.substring(7).trim();
        }
        return token.isEmpty() ? null : token;
    }

    /** Whether it may stand in an HTTP header. */
    static boolean isSendable(String token) {
        return token.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    }
}
