package dev.cplnroutes.support;

import java.util.Locale;
import java.util.Set;

/**
 * Words for a failure of a library whose own message must not be shown, since it may hold a secret.
 */
public final class FailureWords {

    /** Kinds that say no more than that something failed. */
    private static final Set<String> SAY_NOTHING = Set.of("", "io", "runtime", "runtime camel", "camel",
            "camel execution", "camel exchange", "illegal state", "illegal argument", "null pointer", "execution",
            "completion", "kafka", "failed", "failed to create producer", "unchecked io",
            "generic file operation failed");

    private FailureWords() {
    }

    /**
     * Tells the kind of a failure.
     *
     * @param failure what was thrown
     * @return such as {@code record too large}; of the first of its causes whose kind says something
     */
    public static String of(Throwable failure) {
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause(), depth++) {
            String words = kind(cause);
            if (!SAY_NOTHING.contains(words)) {
                return words;
            }
        }
        return "unexpected failure";
    }

    private static String kind(Throwable failure) {
        return failure.getClass().getSimpleName().replaceFirst("(Exception|Error)$", "")
                .replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ").replaceAll("[^A-Za-z0-9]+", " ")
                .trim().toLowerCase(Locale.ROOT);
    }
}
