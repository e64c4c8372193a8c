package dev.cplnroutes.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import dev.cplnroutes.support.Printable;
import dev.cplnroutes.support.Utf8Text;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token in a file that may be replaced at any time: the setting {@code cpln.token-file}. The file is read at most
 * once a second, and always whole. A mounted secret changes by a symbolic link, which neither a file watch nor the
 * modification time has to show, and reading a few bytes costs hardly more than reading that time. While the file
 * cannot be read, or holds no token, the last token stays in use.
 */
public final class TokenFile {

    private static final Logger LOG = LoggerFactory.getLogger(TokenFile.class);
    private static final int LARGEST_BYTES = 64 * 1024;
    private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** Tokens that are removed from texts: a call that was sent with an earlier one may be answered late. */
    private static final int MOST_USED = 8;

    /** A token, and since when it is in use, as {@link System#nanoTime()}. */
    private record Held(String token, long since) {
    }

    /** The file holds no usable token. The message says why, and nothing of the file's content. */
    private static final class NoTokenException extends Exception {

        private static final long serialVersionUID = 1L;

        NoTokenException(String why) {
            super(why, null, false, false);
        }
    }

    private final Path path;
    private final ReentrantLock reading = new ReentrantLock();
    private final Deque<String> used = new ArrayDeque<>();
    private volatile Held held;
    private volatile long lookedAt;
    private volatile String trouble;

    /**
     * Makes the token of a file, which is read when the token is needed.
     *
     * @param path of the file, relative to the working directory
     * @throws IllegalArgumentException where it is no path
     */
    TokenFile(String path) {
        try {
            this.path = Path.of(path);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("Setting cpln.token-file has the value '"
                    + Printable.text(path) + "'; allowed is the path of a file.");
        }
    }

    /**
     * Checks that a file holds a token now, for a process that need not start without.
     *
     * @param path of the file
     * @throws IllegalArgumentException where it does not; says why
     */
    public static void require(String path) {
        TokenFile file = new TokenFile(path);
        try {
            file.read();
        } catch (NoTokenException e) {
            throw new IllegalArgumentException("Setting cpln.token-file (CPLN_TOKEN_FILE) has the value '"
                    + Printable.text(path) + "'; this file " + e.getMessage() + ".");
        }
    }

    /** The token that the file holds, or held last; null where it never held one. */
    String token() {
        // A call that has a token does not wait for the thread that reads; without a token, every call reads.
        look(false);
        Held present = held;
        return present == null ? null : present.token();
    }

    /**
     * Whether the file has another token than at a time.
     *
     * @param since     the time, as {@link System#nanoTime()}
     * @param isRefused whether the API has refused the token of that time: then the file is read now
     */
    boolean hasChangedSince(long since, boolean isRefused) {
        look(isRefused);
        Held present = held;
        return present != null && present.since() - since > 0;
    }

    /** Why the file gave no token the last time: what follows its name in a sentence. */
    String trouble() {
        String present = trouble;
        // The file may have appeared in the meantime.
        return present == null ? "was not there" : present;
    }

    /** Removes the present and the last tokens of the file from a text. */
    String removedFrom(String text) {
        List<String> known;
        synchronized (used) {
            known = new ArrayList<>(used);
        }
        // The longest first: one token may be a part of another.
        known.sort(Comparator.comparingInt(String::length).reversed());
        String cleaned = text;
        for (String token : known) {
            cleaned = cleaned.replace(token, "***");
        }
        return cleaned;
    }

    private void look(boolean isUrgent) {
        boolean mustRead = held == null || isUrgent;
        if (!mustRead && System.nanoTime() - lookedAt < LOOK_AGAIN_NANOS) {
            return;
        }
        if (mustRead) {
            reading.lock();
        } else if (!reading.tryLock()) {
            return;
        }
        try {
            take(read());
        } catch (NoTokenException e) {
            fail(e.getMessage());
        } finally {
            lookedAt = System.nanoTime();
            reading.unlock();
        }
    }

    private String read() throws NoTokenException {
        try {
            if (!Files.exists(path)) {
                throw new NoTokenException("does not exist");
            }
            // Reading a pipe would take bytes from its real reader, or never end.
            if (!Files.isRegularFile(path)) {
                throw new NoTokenException("is no regular file");
            }
            if (!Files.isReadable(path)) {
                throw new NoTokenException("may not be read");
            }
            byte[] bytes;
            try (InputStream content = Files.newInputStream(path)) {
                bytes = content.readNBytes(LARGEST_BYTES + 1);
            }
            if (bytes.length > LARGEST_BYTES) {
                throw new NoTokenException("is larger than " + LARGEST_BYTES + " bytes");
            }
            String encoding = Utf8Text.otherEncoding(bytes);
            if (encoding != null) {
                throw new NoTokenException("is in " + encoding + "; save it in UTF-8");
            }
            String token = TokenText.plain(Utf8Text.of(bytes));
            if (token == null) {
                throw new NoTokenException("is empty");
            }
            String trouble = TokenText.trouble(token);
            if (trouble != null) {
                throw new NoTokenException(trouble);
            }
            return token;
        } catch (IOException e) {
            throw new NoTokenException("could not be read");
        }
    }

    private void take(String token) {
        boolean isBack = trouble != null;
        trouble = null;
        Held before = held;
        if (before != null && before.token().equals(token)) {
            if (isBack) {
                LOG.info("The file of cpln.token-file, {}, can be read again; the token is the same", path);
            }
            return;
        }
        synchronized (used) {
            used.remove(token);
            used.addFirst(token);
            if (used.size() > MOST_USED) {
                used.removeLast();
            }
        }
        held = new Held(token, System.nanoTime());
        if (before != null) {
            LOG.info("The file of cpln.token-file, {}, holds another token, which is used from now on", path);
        }
    }

    private void fail(String why) {
        // One line for all the time that it takes, unless the reason changes.
        if (!why.equals(trouble)) {
            trouble = why;
            LOG.warn("The file of cpln.token-file, {}, {}; {}", path, why,
                    held == null ? "there is no token" : "the last token stays in use");
        }
    }
}
