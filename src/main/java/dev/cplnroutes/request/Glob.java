package dev.cplnroutes.request;

/**
 * A pattern of a name: {@code *} stands for any number of characters, {@code ?} for one. It matches the whole text, and
 * upper and lower case are different.
 */
final class Glob {

    private Glob() {
    }

    /** Whether a value is a pattern; else it is a name that only an equal one matches. */
    static boolean isPattern(String value) {
        return value.indexOf('*') >= 0 || value.indexOf('?') >= 0;
    }

    /**
     * Whether a text matches a pattern. Not by a regular expression: one with many stars would take exponential time.
     *
     * @param pattern a pattern or a name
     * @param text    may be null: nothing matches it
     */
    static boolean matches(String pattern, String text) {
        if (text == null) {
            return false;
        }
        int p = 0;
        int t = 0;
        // Where the last star was met: only that one may have to take one character more.
        int star = -1;
        int taken = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                taken = t;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++taken;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
