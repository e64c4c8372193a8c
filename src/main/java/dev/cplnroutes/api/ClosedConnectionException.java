package dev.cplnroutes.api;

import java.io.IOException;

/**
 * A connection that had been used before broke before any byte of an answer came: the server had closed it meanwhile.
 */
final class ClosedConnectionException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Keeps what the connection broke with. */
    ClosedConnectionException(IOException cause) {
        super(cause);
    }

    @Override
    public synchronized IOException getCause() {
        return (IOException) super.getCause();
    }
}
