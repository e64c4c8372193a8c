package dev.cplnroutes;

/**
 * The token as a bean: bound to Camel's registry as {@link #BEAN_NAME}, it takes the place of the setting
 * {@code cpln.token}. Camel writes every property that it resolves to its log at level DEBUG; it does not write beans.
 *
 * @param text bearer token, {@code Bearer } in front is accepted
 */
public record Token(String text) {

    /** Name of the bean in Camel's registry. */
    public static final String BEAN_NAME = "cplnToken";

    /** Hides the token. */
    @Override
    public String toString() {
        return "Token[***]";
    }
}
