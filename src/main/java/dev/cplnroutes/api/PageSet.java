package dev.cplnroutes.api;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.Set;

/**
 * The pages of one list that were found so far: tells a page that comes back.
 *
 * <p>It holds a digest of each address. An address may carry a token of several kilobytes, and a list that never ends
 * has as many of them as {@code cpln.api.maximum-pages} allows. Not thread-safe.
 */
public final class PageSet {

    /** Half of a SHA-256: nobody finds two addresses with the same one. */
    private record Digest(long first, long second) {
    }

    private final Set<Digest> pages = new HashSet<>();

    /** Makes an empty set. */
    public PageSet() {
    }

    /**
     * Adds a page.
     *
     * @param page its address
     * @return false where it was there already
     */
    public boolean add(URI page) {
        return pages.add(digest(page));
    }

    /** Whether a page was added. */
    public boolean contains(URI page) {
        return pages.contains(digest(page));
    }

    /** Number of pages that were added, from 0. */
    public int size() {
        return pages.size();
    }

    /** Forgets all pages. */
    public void clear() {
        pages.clear();
    }

    private static Digest digest(URI page) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256")
                    .digest(page.toString().getBytes(StandardCharsets.UTF_8)));
            return new Digest(bytes.getLong(), bytes.getLong());
        } catch (NoSuchAlgorithmException e) {
            // Every Java platform has SHA-256.
            throw new IllegalStateException(e);
        }
    }
}
