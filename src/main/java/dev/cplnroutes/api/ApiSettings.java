package dev.cplnroutes.api;

import java.net.URI;
import java.time.Duration;

import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.Token;
import dev.cplnroutes.support.HostName;
import dev.cplnroutes.support.Printable;
import dev.cplnroutes.support.ResourceName;
import dev.cplnroutes.support.SettingValue;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;

/**
 * The settings of Control Plane's API: {@code cpln.endpoint}, {@code cpln.org}, {@code cpln.token} or
 * {@code cpln.token-file}, and {@code cpln.api.*}. A bean with setters, since Camel writes constructor arguments into
 * messages, where a token must not be.
 */
public final class ApiSettings implements CamelContextAware {

    /** The message where the token and its file are both set. */
    public static final String TWO_TOKENS = "Setting cpln.token-file (CPLN_TOKEN_FILE) is given as well as cpln.token "
            + "(CPLN_TOKEN); allowed is one of them.";

    /** No name service knows it (RFC 2606). */
    private static final String STAND_IN = "cpln-endpoint.invalid";

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private CamelContext camelContext;
    private URI endpoint;
    private String org;
    private String token;
    private TokenFile tokenFile;
    private int maxConnections = 256;
    private Duration connectTimeout = Duration.ofSeconds(5);
    private Duration responseTimeout = Duration.ofSeconds(30);
    private int maximumAnswerBytes = 64 * 1024 * 1024;
    private int maximumPages = 10_000;

    /**
     * The base of the API.
     *
     * @return an http or https address without a trailing slash
     */
    public URI getEndpoint() {
        return endpoint;
    }

    /**
     * Sets the base of the API.
     *
     * @param endpoint an http or https address; a path is kept and put before every path of the API
     * @throws IllegalArgumentException where it is something else
     */
    public void setEndpoint(String endpoint) {
        String text = endpoint.trim();
        while (text.endsWith("/")) {
            text = text.substring(0, text.length() - 1);
        }
        try {
            URI uri = URI.create(text);
            if (HostName.of(uri) != null && HostName.port(uri) != 0 && HostName.port(uri) <= 65_535
                    && HostName.user(uri) == null && uri.getRawQuery() == null && uri.getRawFragment() == null
                    && ("https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme()))) {
                this.endpoint = uri;
                return;
            }
        } catch (IllegalArgumentException e) {
            // The message below names the setting.
        }
        throw new IllegalArgumentException("Setting cpln.endpoint has the value '"
                + Printable.text(text) + "'; allowed is an http or https address such as "
                + "https://api.cpln.io, without user, query or fragment.");
    }

    /** Whether the endpoint's host has an underscore, so that Camel's http component takes no such address. */
    boolean hasStandIn() {
        return endpoint.getHost() == null;
    }

    /**
     * The address of the endpoint for Camel's http component. Errors, logs and meters of ours name the endpoint itself.
     *
     * @return the endpoint; where its host has an underscore, another host in its place, for which the HTTP client puts
     *         the endpoint's own
     */
    public String callAddress() {
        if (!hasStandIn()) {
            return endpoint.toString();
        }
        String port = HostName.port(endpoint) < 0 ? "" : ":" + HostName.port(endpoint);
        return endpoint.getScheme() + "://" + STAND_IN + port + endpoint.getRawPath();
    }

    /**
     * The organization.
     *
     * @return its name; null where it is not set
     */
    public String getOrg() {
        return org;
    }

    /**
     * Sets the organization.
     *
     * @param org its name; blank for none
     * @throws IllegalArgumentException where Control Plane would not allow the name
     */
    public void setOrg(String org) {
        if (org == null || org.isBlank()) {
            this.org = null;
            return;
        }
        if (!ResourceName.isValid(org.trim())) {
            throw new IllegalArgumentException("Setting cpln.org has the value '"
                    + Printable.text(org) + "'; allowed is " + ResourceName.ALLOWED + ".");
        }
        this.org = org.trim();
    }

    /**
     * Sets the token. There is no getter: only {@link #authorization()} gives it out, to the HTTP client.
     *
     * @param token bearer token, {@code Bearer } in front is accepted; blank for none
     * @throws IllegalArgumentException where it holds a character that is not allowed in an HTTP header, or
     *                                  {@code cpln.token-file} is set
     */
    public void setToken(String token) {
        this.token = checkedToken(token);
        requireOneToken();
    }

    /**
     * Reads the value of {@code cpln.token}.
     *
     * @param text token, {@code Bearer } in front is accepted; may be null
     * @return the token alone; null if the text has none, such as {@code Bearer } alone
     * @throws IllegalArgumentException if no token has this form; does not repeat the text
     */
    private static String checkedToken(String text) {
        String plain = TokenText.plain(text);
        String trouble = plain == null ? null : TokenText.trouble(plain);
        if (trouble != null) {
            throw new IllegalArgumentException("Setting cpln.token (CPLN_TOKEN) " + trouble + ".");
        }
        return plain;
    }

    /**
     * Checks the value of {@code cpln.token} before the process starts anything.
     *
     * @param text token, {@code Bearer } in front is accepted; may be null
     * @return whether the text has a token; {@code Bearer } alone has none
     * @throws IllegalArgumentException if no token has this form; does not repeat the text
     */
    public static boolean hasToken(String text) {
        return checkedToken(text) != null;
    }

    /**
     * Sets the file that holds the token. It may be replaced at any time, and need not be there yet.
     *
     * @param path path of a file of up to 64 KiB with the token; {@code Bearer } in front and white space around it are
     *             accepted; blank for none
     * @throws IllegalArgumentException where it is no path, or a token is set
     */
    public void setTokenFile(String path) {
        tokenFile = path == null || path.isBlank() ? null : new TokenFile(path.trim());
        requireOneToken();
    }

    private void requireOneToken() {
        if (token != null && tokenFile != null) {
            throw new IllegalArgumentException(TWO_TOKENS);
        }
    }

    @Override
    public CamelContext getCamelContext() {
        return camelContext;
    }

    /** Takes the {@link Token} that is bound in the registry, where there is one. */
    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
        Token bound = camelContext.getRegistry().lookupByNameAndType(Token.BEAN_NAME, Token.class);
        if (bound != null) {
            setToken(bound.text());
        }
    }

    /** The present token; null without one. */
    private String token() {
        return tokenFile == null ? token : tokenFile.token();
    }

    /** The value of the Authorization header; null where there is no token. */
    String authorization() {
        String present = token();
        return present == null ? null : "Bearer " + present;
    }

    /**
     * Whether there is another token than at a time.
     *
     * @param since     the time, as {@link System#nanoTime()}
     * @param isRefused whether the API has refused the token of that time
     */
    public boolean hasNewToken(long since, boolean isRefused) {
        return tokenFile != null && tokenFile.hasChangedSince(since, isRefused);
    }

    /** Removes the token from a text that came from outside. */
    String withoutToken(String text) {
        if (text == null) {
            return null;
        }
        return tokenFile != null ? tokenFile.removedFrom(text) : token == null ? text : text.replace(token, "***");
    }

    /**
     * Checks that a listing can begin.
     *
     * @throws ListingFailedException where the organization is not set or there is no token; says how to set it
     */
    public void requireComplete() {
        boolean hasToken = token() != null;
        if (org == null || !hasToken) {
            throw new ListingFailedException(500, "Not configured", "Set "
                    + (org == null ? "cpln.org (environment CPLN_ORG)" : "")
                    + (org == null && !hasToken ? " and " : "")
                    + (hasToken ? "" : missingToken()) + ".");
        }
    }

    /** Without the path of the file, which callers must not learn; the log names it. */
    private String missingToken() {
        return tokenFile == null ? "cpln.token (environment CPLN_TOKEN) or cpln.token-file (CPLN_TOKEN_FILE)"
                : "a readable cpln.token-file (environment CPLN_TOKEN_FILE): the file " + tokenFile.trouble();
    }

    /**
     * Calls in flight over all listings of the process.
     *
     * @return at least 1
     */
    public int getMaxConnections() {
        return maxConnections;
    }

    /**
     * Sets the calls in flight over all listings of the process.
     *
     * @param maxConnections 1 to 10000
     * @throws IllegalArgumentException where it is something else
     */
    public void setMaxConnections(String maxConnections) {
        this.maxConnections = (int) SettingValue.number("cpln.api.max-connections", maxConnections, 1, 10_000);
    }

    /**
     * Longest wait for a connection.
     *
     * @return more than zero
     */
    public Duration getConnectTimeout() {
        return connectTimeout;
    }

    /**
     * Sets the longest wait for a connection.
     *
     * @param connectTimeout 1 millisecond to 10 minutes, such as {@code 5s}
     * @throws IllegalArgumentException where it is something else
     */
    public void setConnectTimeout(String connectTimeout) {
        this.connectTimeout = SettingValue.duration("cpln.api.connect-timeout", connectTimeout, SHORTEST, LONGEST);
    }

    /**
     * Longest time for one call, from sending it to the last byte of its answer.
     *
     * @return more than zero
     */
    public Duration getResponseTimeout() {
        return responseTimeout;
    }

    /**
     * Sets the longest time for one call.
     *
     * @param responseTimeout 1 millisecond to 10 minutes, such as {@code 30s}
     * @throws IllegalArgumentException where it is something else
     */
    public void setResponseTimeout(String responseTimeout) {
        this.responseTimeout = SettingValue.duration("cpln.api.response-timeout", responseTimeout, SHORTEST, LONGEST);
    }

    /**
     * Largest answer that is read, after decompression.
     *
     * @return bytes
     */
    public int getMaximumAnswerBytes() {
        return maximumAnswerBytes;
    }

    /**
     * Sets the largest answer that is read.
     *
     * @param maximumAnswerBytes bytes after decompression, 1024 to 1 GiB
     * @throws IllegalArgumentException where it is something else
     */
    public void setMaximumAnswerBytes(String maximumAnswerBytes) {
        this.maximumAnswerBytes =
                (int) SettingValue.number("cpln.api.maximum-answer-bytes", maximumAnswerBytes, 1024, 1 << 30);
    }

    /**
     * Pages of one list at most: a list with more does not end.
     *
     * @return from 1
     */
    public int getMaximumPages() {
        return maximumPages;
    }

    /**
     * Sets the pages of one list at most.
     *
     * @param maximumPages 1 to 1000000, empty pages included
     * @throws IllegalArgumentException where it is something else
     */
    public void setMaximumPages(String maximumPages) {
        this.maximumPages = (int) SettingValue.number("cpln.api.maximum-pages", maximumPages, 1, 1_000_000);
    }
}
