package dev.cplnroutes.api;

import java.net.URI;

import dev.cplnroutes.request.ResolvedRequest;
import dev.cplnroutes.support.Printable;
import dev.cplnroutes.support.ResourceName;

/**
 * The addresses of the API that a listing calls, made from checked names only, and the test whether an address that
 * came from outside is one of them.
 */
public final class ApiUris {

    private static final String QUERY = "/-query";

    private final ApiSettings settings;

    /**
     * Makes the addresses of one API.
     *
     * @param settings name the endpoint and the organization
     */
    public ApiUris(ApiSettings settings) {
        this.settings = settings;
    }

    /** First page of a GVC's workloads, or of all workloads of the organization. */
    public URI workloads(String gvc) {
        return at(workloadsPath(gvc));
    }

    /** The workloads of the organization that a query selects: the query goes there, its next pages come from there. */
    public URI workloadQuery() {
        return at(queryPath());
    }

    /** Whether an address is that of a query, or of a page of what it selected. */
    public boolean isQuery(URI uri) {
        return workloadQuery().getRawPath().equals(uri.getRawPath());
    }

    /** First page of the organization's GVCs. */
    public URI gvcs() {
        return at(organizationPath() + "/gvc");
    }

    /** One workload. */
    public URI workload(String gvc, String workload) {
        return at(workloadsPath(checked(gvc)) + "/" + checked(workload));
    }

    /** A workload's deployments, one for each location. */
    public URI deployments(String gvc, String workload) {
        return at(workloadsPath(checked(gvc)) + "/" + checked(workload) + "/deployment");
    }

    /**
     * The page after one of a list.
     *
     * @param page address of the page
     * @param href {@code href} of its {@code next} link; null where it has none
     * @return null where it is the last
     * @throws ApiException where the link is unreadable or leads to another origin
     */
    public URI nextPage(URI page, String href) throws ApiException {
        return href == null ? null : next(page, href);
    }

    /**
     * Refuses to go on with a list that has had as many pages as it may have.
     *
     * @param list  what it is called in messages
     * @param pages pages read so far
     * @param most  pages that this list may have, where that is less than the setting allows
     * @throws ApiException where there is no page left
     */
    public void checkEnd(String list, int pages, int most) throws ApiException {
        int allowed = Math.min(most, settings.getMaximumPages());
        if (pages >= allowed) {
            throw ApiException.nonsense("the " + list + " does not end after " + allowed + " pages"
                    + (allowed < most ? " (cpln.api.maximum-pages)" : ""));
        }
    }

    /**
     * Resolves the {@code href} of a {@code next} link.
     *
     * @param page the page that it stands on
     * @param href path or whole address; it stays as it came, but for what may not stand on a request line
     * @return the address at the endpoint's own spelling of our origin
     * @throws ApiException where it is unreadable or leads to another origin
     */
    URI next(URI page, String href) throws ApiException {
        LinkTarget target = LinkTarget.of(page, href);
        if (target == null) {
            throw ApiException.nonsense("the list's next link is not an address");
        }
        if (!Origin.of(settings.getEndpoint()).equals(target.origin())) {
            throw ApiException.nonsense("the list's next link leads to another origin and was not followed");
        }
        String base = hasBase(target.path()) ? "" : basePath();
        return atOrigin(base + target.path() + (target.query() == null ? "" : "?" + target.query()));
    }

    /** Whether a path is one of the endpoint: an API behind a proxy's path may not know that path, and leave it out. */
    private boolean hasBase(String path) {
        String base = basePath();
        String ours = organizationPath() + "/";
        return path.startsWith(base + ours) || path.startsWith(base + "/") && !path.startsWith(ours);
    }

    private String basePath() {
        String path = settings.getEndpoint().getRawPath();
        return path == null ? "" : path;
    }

    /** Path and query of an address: what a request line, a cache key and a cursor say of it. */
    public static String relative(URI uri) {
        return uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    }

    /**
     * What a cursor remembers of a page.
     *
     * @return path and query; null for the first page of a query, which has no address without the query itself
     */
    public static String remembered(URI page) {
        boolean isFirstOfQuery = page.getRawPath().endsWith(QUERY) && page.getRawQuery() == null;
        return isFirstOfQuery ? null : relative(page);
    }

    /** The same, of a plain list alone. */
    URI page(String relative, String gvc) {
        return page(relative, gvc, false);
    }

    /**
     * The address that a cursor remembers.
     *
     * @param relative  path and query
     * @param gvc       GVC of the list; {@code *} for the list of the organization
     * @param isQueried whether it may also be a further page of what a query selected
     * @return null where it is not a page of this workload list at our origin
     */
    public URI page(String relative, String gvc, boolean isQueried) {
        try {
            URI uri = relative.startsWith("/") ? atOrigin(relative) : null;
            boolean ours = uri != null && relative.equals(relative(uri))
                    && (workloads(gvc).getRawPath().equals(uri.getRawPath())
                            || isQueried && isQuery(uri) && uri.getRawQuery() != null);
            return ours ? uri : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Whether an address has the scheme, host and port of the endpoint: the token goes nowhere else. */
    boolean isOurOrigin(URI uri) {
        URI endpoint = settings.getEndpoint();
        // Of nearly all calls; the comparison of two origins takes two regular expressions.
        boolean isSpeltTheSame = endpoint.getScheme().equals(uri.getScheme())
                && endpoint.getRawAuthority().equals(uri.getRawAuthority());
        return isSpeltTheSame || Origin.of(endpoint).equals(Origin.of(uri));
    }

    private URI atOrigin(String pathAndQuery) {
        URI endpoint = settings.getEndpoint();
        return URI.create(endpoint.getScheme() + "://" + endpoint.getRawAuthority() + pathAndQuery);
    }

    private URI at(String path) {
        return URI.create(settings.getEndpoint() + path);
    }

    private String organizationPath() {
        return "/org/" + settings.getOrg();
    }

    private String workloadsPath(String gvc) {
        return organizationPath() + (ResolvedRequest.ALL_GVCS.equals(gvc) ? "" : "/gvc/" + checked(gvc)) + "/workload";
    }

    private String queryPath() {
        return organizationPath() + "/workload" + QUERY;
    }

    private static String checked(String name) {
        if (!ResourceName.isPathSegment(name)) {
            throw new IllegalArgumentException("Not a name: " + Printable.text(name));
        }
        return name;
    }
}
