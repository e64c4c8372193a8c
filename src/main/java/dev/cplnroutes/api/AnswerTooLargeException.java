package dev.cplnroutes.api;

import java.io.IOException;

/**
 * An answer that is larger than {@code cpln.api.maximum-answer-bytes}; the rest was not read.
 */
final class AnswerTooLargeException extends IOException {

    private static final long serialVersionUID = 1L;

    AnswerTooLargeException(int maximumBytes) {
        super("the API's answer is larger than " + maximumBytes + " bytes");
    }
}
