package dev.cplnroutes.api;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.NoHttpResponseException;

/**
 * The reason why there is no connection, or why it broke, in words. Java tells it by classes and texts of exceptions.
 *
 * @param message     what happened, with the address
 * @param mayHealSoon whether trying again may help
 */
public record BrokenConnection(String message, boolean mayHealSoon) {

    private static final Pattern ALERT = Pattern.compile("fatal alert: (\\w+)");
    /** Alerts of TLS that say the same the next time. */
    private static final Pattern LASTING_ALERT = Pattern.compile("certificate|handshake_failure|protocol_version|"
            + "unrecognized_name|unknown_ca|access_denied|insufficient_security|no_application_protocol");

    /**
     * Explains a failure of a call of the API.
     *
     * @param failure  what the client threw
     * @param endpoint where the connection led
     */
    static BrokenConnection of(IOException failure, URI endpoint) {
        return of(failure, "the API at " + endpoint, ProxyUse.of(endpoint), true);
    }

    /**
     * Explains a failure to reach a receiver of events. Names neither its address nor its host, which may be secret.
     *
     * @param failure what the client threw
     * @param address where the connection led; null where it is not known
     * @return what happened
     */
    public static BrokenConnection toReceiver(IOException failure, URI address) {
        return of(failure, "the receiver", address == null ? null : ProxyUse.of(address), false);
    }

    /**
     * Explains an answer that comes from a proxy instead of the receiver of events behind it.
     *
     * @param answer  what came
     * @param address what was asked for
     * @return what happened; null where the receiver itself answered
     */
    public static BrokenConnection ofProxy(HttpResponse answer, URI address) {
        return answer.getCode() == HttpStatus.SC_PROXY_AUTHENTICATION_REQUIRED
                || answer.containsHeader(RequestSender.PROXY_HEADER)
                ? refusedByProxy(address.getScheme(), answer.getCode()) : null;
    }

    /** What it means that a proxy refuses, instead of passing the request on; names the settings of the proxy. */
    static BrokenConnection refusedByProxy(String scheme, int status) {
        return new BrokenConnection(ProxyUse.named(scheme) + " answered " + status
                + (status == HttpStatus.SC_PROXY_AUTHENTICATION_REQUIRED
                        ? ": it wants a user and a password, or others than it was given" : " and made no connection"),
                status >= 500 || status == 408 || status == 429);
    }

    private static BrokenConnection of(IOException failure, String peer, String proxy, boolean isApi) {
        String unreachable = peer + " cannot be reached" + (proxy == null ? "" : " through " + proxy) + ": ";
        String broken = "the connection to " + peer + (proxy == null ? "" : " through " + proxy) + " broke";
        if (failure instanceof UnknownHostException) {
            return unknownHost(failure, unreachable, proxy != null, isApi);
        }
        if (failure instanceof ConnectTimeoutException) {
            return soon(unreachable + "no connection was made in time" + (isApi ? " (cpln.api.connect-timeout)" : ""));
        }
        if (failure instanceof NoRouteToHostException) {
            return soon(unreachable + "there is no route to the host");
        }
        if (failure instanceof ConnectException) {
            return soon(unreachable + (says(failure, "refused")
                    ? "the connection was refused, nothing listens on that port"
                    : says(failure, "network is unreachable") ? "there is no route to the host"
                    : "no connection was made"));
        }
        if (failure instanceof SSLException tls) {
            String lasting = lasting(tls);
            return lasting == null ? soon(broken + " during TLS") : new BrokenConnection(unreachable + lasting, false);
        }
        if (failure instanceof NoHttpResponseException) {
            return soon(broken + " before an answer came");
        }
        if (failure instanceof ZipException) {
            return soon("the API's answer is not compressed as its headers say");
        }
        if (find(failure, HttpException.class) != null) {
            return soon(peer + " answered with something other than HTTP");
        }
        return soon(broken);
    }

    private static BrokenConnection unknownHost(IOException failure, String unreachable, boolean isProxied,
            boolean isNamed) {
        String[] parts = String.valueOf(failure.getMessage()).split(": ", 2);
        // A name server that gives no answer may give one soon; one that does not know the name will not.
        boolean isTemporary = parts.length > 1 && parts[1].toLowerCase(Locale.ROOT).contains("temporary");
        String name = isProxied ? "of the proxy" : isNamed ? parts[0] : "in its address";
        return new BrokenConnection(unreachable + (isTemporary ? "no name server tells the address of the host "
                : "there is no host with the name ") + name, isTemporary);
    }

    private static BrokenConnection soon(String message) {
        return new BrokenConnection(message, true);
    }

    /** What keeps TLS from working until somebody changes it; null where it is something else. */
    private static String lasting(SSLException failure) {
        if (find(failure, CertificateExpiredException.class) != null) {
            return "its certificate has expired";
        }
        if (find(failure, CertificateNotYetValidException.class) != null) {
            return "its certificate is not valid yet, or this machine's clock is wrong";
        }
        if (find(failure, SSLPeerUnverifiedException.class) != null || says(failure, "subject alternative")
                || says(failure, "no name matching")) {
            return "its certificate is for another host name";
        }
        if (find(failure, InvalidAlgorithmParameterException.class) != null) {
            return "the JVM's trust store (javax.net.ssl.trustStore) is missing or holds no certificate";
        }
        if (find(failure, CertificateException.class) != null || find(failure, CertPathBuilderException.class) != null
                || find(failure, CertPathValidatorException.class) != null) {
            return "its certificate is not trusted by the JVM's trust store (javax.net.ssl.trustStore)";
        }
        if (says(failure, "unrecognized ssl message") || says(failure, "plaintext connection")) {
            return "it does not speak TLS on that port, use http or another port";
        }
        if (says(failure, "no appropriate protocol")) {
            return "it has no version of TLS in common with the JVM";
        }
        Matcher alert = ALERT.matcher(String.valueOf(failure.getMessage()));
        return alert.find() && LASTING_ALERT.matcher(alert.group(1)).find()
                ? "it refused the TLS connection (" + alert.group(1).replace('_', ' ') + ")" : null;
    }

    private static boolean says(Throwable failure, String words) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT).contains(words)) {
                return true;
            }
        }
        return false;
    }

    private static Throwable find(Throwable failure, Class<? extends Throwable> type) {
        Throwable cause = failure;
        while (cause != null && !type.isInstance(cause)) {
            cause = cause.getCause();
        }
        return cause;
    }
}
