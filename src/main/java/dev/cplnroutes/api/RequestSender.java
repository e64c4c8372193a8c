package dev.cplnroutes.api;

import java.io.IOException;
import java.io.InterruptedIOException;

import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * The sender of a request on a connection. It tells the failure of a connection that the server had closed since it was
 * used last from any other failure: only then another connection helps at once.
 */
final class RequestSender extends HttpRequestExecutor {

    /** Marks a 408 on a connection that had been used before; an API cannot set it. */
    static final String CLOSED_HEADER = "cpln-closed-connection";

    /** Carries a path that may be secret to the request line, past the logs of the client's steps; never sent. */
    static final String PATH_HEADER = "cpln-path";
    /** Marks what a proxy answered to a request for a connection; an API cannot set it. */
    static final String PROXY_HEADER = "cpln-refused-by-proxy";

    private final boolean readsOnly;

    /**
     * Makes a sender.
     *
     * @param readsOnly whether every request only reads, whatever its method: a query is sent by POST
     */
    RequestSender(boolean readsOnly) {
        this.readsOnly = readsOnly;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, HttpClientConnection connection,
            HttpResponseInformationCallback callback, HttpContext context) throws IOException, HttpException {
        Header path = request.getFirstHeader(PATH_HEADER);
        if (path == null) {
            return send(request, connection, callback, context);
        }
        String shown = request.getPath();
        request.setPath(path.getValue());
        request.removeHeaders(PATH_HEADER);
        try {
            return send(request, connection, callback, context);
        } finally {
            // It is sent once more where a proxy asks for credentials.
            request.setPath(shown);
            request.setHeader(path);
        }
    }

    private ClassicHttpResponse send(ClassicHttpRequest request, HttpClientConnection connection,
            HttpResponseInformationCallback callback, HttpContext context) throws IOException, HttpException {
        EndpointDetails details = connection.getEndpointDetails();
        boolean wasUsed = connection instanceof UnloggedConnection ours && ours.begins(request);
        long received = details == null ? 0 : details.getReceivedBytesCount();
        try {
            ClassicHttpResponse response = super.execute(request, connection, callback, context);
            response.removeHeaders(CLOSED_HEADER);
            response.removeHeaders(PROXY_HEADER);
            if (Method.CONNECT.isSame(request.getMethod()) && response.getCode() >= HttpStatus.SC_REDIRECTION) {
                response.setHeader(PROXY_HEADER, "true");
            }
            if (wasUsed && response.getCode() == HttpStatus.SC_REQUEST_TIMEOUT) {
                response.setHeader(CLOSED_HEADER, "true");
            }
            return response;
        } catch (InterruptedIOException e) {
            // The server has the request and is late, or we do not want the answer any more.
            throw e;
        } catch (IOException e) {
            boolean isUnanswered = details == null || details.getReceivedBytesCount() == received;
            boolean isReading = readsOnly || Method.GET.isSame(request.getMethod());
            throw wasUsed && isReading && isUnanswered ? new ClosedConnectionException(e) : e;
        }
    }
}
