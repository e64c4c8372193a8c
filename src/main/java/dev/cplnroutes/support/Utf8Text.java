package dev.cplnroutes.support;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads text in UTF-8 as editors and tools write it: a byte order mark in front is no part of the text, and another
 * encoding is named.
 */
public final class Utf8Text {

    private static final char MARK = '\uFEFF';
    private static final int LONGEST_UNIT = 4;

    private Utf8Text() {
    }

    /**
     * Reads bytes.
     *
     * @param bytes text in UTF-8, with or without a byte order mark; not null
     * @return the text without the mark; a malformed part is U+FFFD
     */
    public static String of(byte[] bytes) {
        return withoutMark(new String(bytes, StandardCharsets.UTF_8));
    }

    /**
     * Takes the byte order mark off a text.
     *
     * @param text may be null
     * @return the text without the mark
     */
    public static String withoutMark(String text) {
        return text != null && !text.isEmpty() && text.charAt(0) == MARK ? text.substring(1) : text;
    }

    /**
     * Names the encoding of a text that is not in UTF-8.
     *
     * @param bytes the text; not null
     * @return such as {@code UTF-16}, or {@code another encoding than UTF-8}; null for UTF-8
     */
    public static String otherEncoding(byte[] bytes) {
        int zeros = 0;
        for (int i = 0; i < Math.min(bytes.length, LONGEST_UNIT); i++) {
            zeros += bytes[i] == 0 ? 1 : 0;
        }
        boolean isMarked = begins(bytes, 0xff, 0xfe) || begins(bytes, 0xfe, 0xff);
        // Text begins with ASCII characters; each has a zero beside it in UTF-16, and three in UTF-32.
        if (zeros > 2 || begins(bytes, 0xff, 0xfe, 0, 0) || begins(bytes, 0, 0, 0xfe, 0xff)) {
            return "UTF-32";
        }
        if (isMarked || zeros > 0) {
            return "UTF-16";
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return null;
        } catch (CharacterCodingException e) {
            return "another encoding than UTF-8";
        }
    }

    private static boolean begins(byte[] bytes, int... expected) {
        for (int i = 0; i < expected.length; i++) {
            if (i >= bytes.length || (bytes[i] & 0xff) != expected[i]) {
                return false;
            }
        }
        return true;
    }
}
