package dev.cplnroutes.api;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.http.io.HttpConnectionFactory;
import org.apache.hc.core5.util.Timeout;

/**
 * A connection that never logs what it sends, and bounds the headers that it reads. Apache's own connection, at level
 * DEBUG, writes each header and each byte to its loggers {@code headers} and {@code wire}, the token among them.
 */
final class UnloggedConnection extends DefaultBHttpClientConnection implements ManagedHttpClientConnection {

    /** By default a server could send headers for as long as it likes, and all of them would be kept. */
    private static final Http1Config BOUNDED_HEAD =
            Http1Config.custom().setMaxLineLength(64 * 1024).setMaxHeaderCount(500).build();

    private Timeout socketTimeout = Timeout.ZERO_MILLISECONDS;
    private boolean wasUsed;

    private UnloggedConnection() {
        // The parser does not get the connection's configuration by itself.
        super(BOUNDED_HEAD, null, null, null, null, null, new DefaultHttpResponseParserFactory(BOUNDED_HEAD));
    }

    /** Makes the connections of a pool. */
    static HttpConnectionFactory<ManagedHttpClientConnection> factory() {
        return socket -> {
            UnloggedConnection connection = new UnloggedConnection();
            if (socket != null) {
                connection.bind(socket);
            }
            return connection;
        };
    }

    /**
     * A request is sent on this connection. The one that opens a tunnel through a proxy does not count as a use.
     *
     * @return whether the connection was used before
     */
    boolean begins(HttpRequest request) {
        boolean before = wasUsed;
        wasUsed |= !Method.CONNECT.isSame(request.getMethod());
        return before;
    }

    @Override
    public void bind(Socket socket) throws IOException {
        super.bind(socket);
        socketTimeout = Timeout.ofMilliseconds(socket.getSoTimeout());
    }

    @Override
    public void bind(SSLSocket sslSocket, Socket socket) throws IOException {
        bind(new SocketHolder(sslSocket, socket));
        socketTimeout = Timeout.ofMilliseconds(sslSocket.getSoTimeout());
    }

    @Override
    public Socket getSocket() {
        SocketHolder holder = getSocketHolder();
        return holder == null ? null : holder.getSocket();
    }

    @Override
    public SSLSession getSSLSession() {
        return getSocket() instanceof SSLSocket sslSocket ? sslSocket.getSession() : null;
    }

    @Override
    public void setSocketTimeout(Timeout timeout) {
        super.setSocketTimeout(timeout);
        socketTimeout = timeout;
    }

    /** Back in the pool, nothing is waited for: no time-out must end it there. */
    @Override
    public void passivate() {
        super.setSocketTimeout(Timeout.ZERO_MILLISECONDS);
    }

    @Override
    public void activate() {
        super.setSocketTimeout(socketTimeout);
    }
}
