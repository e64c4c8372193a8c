package dev.cplnroutes.api;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.cplnroutes.support.Utf8Text;

/**
 * The form of a token, as settings and files give it.
 */
final class TokenText {

    /** A word of its own: a token may begin with these letters. */
    private static final Pattern SCHEME = Pattern.compile("bearer(\\s+|$)", Pattern.CASE_INSENSITIVE);

    private TokenText() {
    }

    /** The token of a text alone, without {@code Bearer} and white space around it; null where there is none. */
    static String plain(String text) {
        String token = text == null ? "" : Utf8Text.withoutMark(text.trim()).trim();
        Matcher scheme = SCHEME.matcher(token);
        if (scheme.lookingAt()) {
            token = token.substring(scheme.end());
        }
        return token.isEmpty() ? null : token;
    }

    /**
     * Why a token cannot be sent: what follows the name of its place in a sentence, without the token; null if it can
     * be sent. No bearer token has quotes (RFC 6750), and those of a shell or a file of variables stay in the value
     * unnoticed.
     */
    static String trouble(String token) {
        if (token.indexOf('"') >= 0 || token.indexOf('\'') >= 0) {
            return "holds quotes, which are no part of a token; leave them out";
        }
        return token.chars().allMatch(c -> c > 0x20 && c < 0x7f) ? null : "holds a character that no token can have";
    }
}
