package dev.cplnroutes.trigger.http;

/**
 * A request that HTTP itself has an answer for: no such path, another method, another content type.
 */
final class HttpException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String title;
    private final String allow;

    HttpException(int status, String title, String detail) {
        this(status, title, detail, null);
    }

    HttpException(int status, String title, String detail, String allow) {
        super(detail);
        this.status = status;
        this.title = title;
        this.allow = allow;
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    /** Methods that are allowed; null where that is not the question. */
    String allow() {
        return allow;
    }
}
