package dev.cplnroutes.demo;

import java.util.Map;

/**
 * A request as it reached a {@link DemoServer}, for the hook that may answer it.
 *
 * @param method  the HTTP method, upper case
 * @param path    the path as it was sent, without query
 * @param query   what follows the question mark, as it was sent; null where there is none
 * @param headers header names in lower case; of a repeated header the first value
 * @param attempt how often exactly this method, path and query came so far, this time included: from 1
 */
public record DemoRequest(String method, String path, String query, Map<String, String> headers, int attempt) {

    /** Takes a copy of the headers. */
    public DemoRequest {
        headers = Map.copyOf(headers);
    }

    /**
     * Whether it asks for the list of deployments of a workload.
     *
     * @return true for {@code GET …/deployment}
     */
    public boolean isDeploymentList() {
        return method.equals("GET") && path.endsWith("/deployment");
    }
}
