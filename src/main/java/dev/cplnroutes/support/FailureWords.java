package dev.cplnroutes.support;

import java.io.IOException;
import java.util.List;
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

    /** What an operating system says of a file, where Java has no class of its own for it. */
    private static final List<String> OF_FILES = List.of("No space left on device", "Disk quota exceeded",
            "Read-only file system", "Too many open files", "Input/output error", "Permission denied",
            "File name too long", "Stale file handle", "There is not enough space on the disk");

    private FailureWords() {
    }

    /**
     * Tells the kind of a failure.
     *
     * @param failure what was thrown
     * @return such as {@code record too large} or {@code no space left on device}; of the first of its causes whose
     *         kind says something
     */
    public static String of(Throwable failure) {
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause(), depth++) {
            String ofFile = cause instanceof IOException ? ofFile(String.valueOf(cause.getMessage())) : null;
            if (ofFile != null) {
                return ofFile;
            }
            String words = kind(cause);
            if (!SAY_NOTHING.contains(words)) {
                return words;
            }
        }
        return "unexpected failure";
    }

    /** Words without the name of the file, which may be in front of them; null where the message has none of them. */
    private static String ofFile(String message) {
        return OF_FILES.stream().filter(words -> message.endsWith(words) || message.endsWith("(" + words + ")"))
                .findFirst().map(words -> words.toLowerCase(Locale.ROOT)).orElse(null);
    }

    private static String kind(Throwable failure) {
        return failure.getClass().getSimpleName().replaceFirst("(Exception|Error)$", "")
                .replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ").replaceAll("[^A-Za-z0-9]+", " ")
                .trim().toLowerCase(Locale.ROOT);
    }
}
