package dev.cplnroutes.api;

/**
 * The token as a bean: bound to Camel's registry as {@link #BEAN_NAME}, it takes the place of the setting
 * {@code cpln.token}. Camel writes every property that it resolves to its log at level DEBUG, a bean it does not.
 *
 * @param text bearer token, {@code Bearer } in front is accepted
 */
public record Token(String text) {

    /** Name of the bean in Camel's registry. */
    public static final String BEAN_NAME = "cplnToken";

    /** The token of a text alone, without what may stand around it; null where there is none. */
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

    /** Says nothing of the token. */
    @Override
    public String toString() {
        return "Token[***]";
    }
}
