package dev.cplnroutes.api;

import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.Locale;

/**
 * Whether an address is reached through a proxy, and the settings that say so. The proxy itself is not named: callers
 * learn no host beyond the one they set.
 */
final class ProxyUse {

    private ProxyUse() {
    }

    /**
     * The settings of the proxy that leads to an address.
     *
     * @param address where a connection leads
     * @return such as {@code the proxy (HTTPS_PROXY, https.proxyHost)}; null where there is none
     */
    static String of(URI address) {
        ProxySelector selector = ProxySelector.getDefault();
        try {
            boolean isUsed = selector != null
                    && selector.select(address).stream().anyMatch(proxy -> proxy.type() != Proxy.Type.DIRECT);
            return isUsed ? named(address.getScheme()) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The proxy for a scheme by the names of its settings. */
    static String named(String scheme) {
        return "https".equals(scheme.toLowerCase(Locale.ROOT)) ? "the proxy (HTTPS_PROXY or https.proxyHost)"
                : "the proxy (http_proxy or http.proxyHost)";
    }
}
