package dev.cplnroutes.api;

import java.net.URI;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cplnroutes.request.ResolvedRequest;
import dev.cplnroutes.support.Printable;
import dev.cplnroutes.support.ResourceName;

/**
 * The addresses of the API that a listing calls, made from checked names only, and the test whether an address that
 * came from outside is one of them.
 */
public final class ApiUris {

    private final ApiSettings settings;

    public ApiUris(ApiSettings settings) {
        this.settings = settings;
    }

    /** First page of a GVC's workloads, or of all workloads of the organization. */
    public URI workloads(String gvc) {
        return at(workloadsPath(gvc));
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
     * @param list the page
     * @return null where it is the last
     * @throws ApiException where the link is unreadable or leads to another origin
     */
    public URI nextPage(URI page, JsonNode list) throws ApiException {
        JsonNode link = nextLink(list);
        if (link == null) {
            return null;
        }
        String href = link.path("href").textValue();
        return next(page, href == null ? "" : href);
    }

    /** Whether a page says that there is another one after it. */
    public static boolean hasNext(JsonNode list) {
        return nextLink(list) != null;
    }

    private static JsonNode nextLink(JsonNode list) {
        for (JsonNode link : list.path("links")) {
            if ("next".equals(link.path("rel").textValue())) {
                return link;
            }
        }
        return null;
    }

    /**
     * Resolves the {@code href} of a {@code next} link as it is.
     *
     * @param page the page that it stands on
     * @param href path or absolute address
     * @throws ApiException where it is unreadable or leads to another origin
     */
    URI next(URI page, String href) throws ApiException {
        // Java's own resolve would drop the last segment of the path before a query.
        URI uri = resolve(href.startsWith("?") ? page.getRawPath() + href : href);
        if (uri == null) {
            throw ApiException.nonsense("the list's next link is not an address");
        }
        if (!isOurOrigin(uri)) {
            throw ApiException.nonsense("the list's next link leads to another origin and was not followed");
        }
        return uri;
    }

    /** Path and query of an address: what a request line, a cache key and a cursor say of it. */
    public static String relative(URI uri) {
        return uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    }

    /**
     * Resolves what a cursor remembers.
     *
     * @return null where it is not a page of this workload list at our origin
     */
    public URI page(String relative, String gvc) {
        URI uri = resolve(relative);
        boolean ours = uri != null && isOurOrigin(uri)
                && workloads(gvc).getRawPath().equals(uri.getRawPath())
                && relative.equals(relative(uri));
        return ours ? uri : null;
    }

    /** Whether an address has the scheme, host and port of the endpoint: the token goes nowhere else. */
    boolean isOurOrigin(URI uri) {
        return isSameOrigin(settings.getEndpoint(), uri);
    }

    private static boolean isSameOrigin(URI one, URI other) {
        return origin(one).equals(origin(other));
    }

    private static String origin(URI uri) {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        int port = uri.getPort() != -1 ? uri.getPort() : "https".equals(scheme) ? 443 : 80;
        return scheme + "://" + String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT) + ":" + port;
    }

    private URI resolve(String href) {
        try {
            URI uri = URI.create(href);
            if (href.isBlank()) {
                return null;
            }
            if (uri.isAbsolute()) {
                boolean isUsable =
                        uri.getHost() != null && uri.getRawUserInfo() == null && uri.getRawFragment() == null;
                return isUsable ? uri : null;
            }
            if (uri.getRawAuthority() != null || uri.getRawFragment() != null) {
                // A link of the form //host/path: its host decides, so it has to pass the origin's test.
                return uri.getHost() == null ? null : settings.getEndpoint().resolve(uri);
            }
            String base = settings.getEndpoint().getRawPath();
            boolean hasBase = base == null || base.isEmpty() || !href.startsWith("/") || href.startsWith(base + "/");
            return hasBase ? settings.getEndpoint().resolve(uri) : at(href);
        } catch (IllegalArgumentException e) {
            return null;
        }
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

    private static String checked(String name) {
        if (!ResourceName.isPathSegment(name)) {
            throw new IllegalArgumentException("Not a name: " + Printable.text(name));
        }
        return name;
    }
}
