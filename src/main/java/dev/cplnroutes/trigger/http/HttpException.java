package dev.cplnroutes.trigger.http;

/**
 * A request that is refused with a status of HTTP itself: unknown path, wrong method, wrong content type.
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

    /** Value of the header {@code Allow}; null unless the method is the reason. */
    String allow() {
        return allow;
    }
}
