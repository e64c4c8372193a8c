package dev.cplnroutes.demo;

import java.util.Map;

/**
 * A request as a {@link DemoServer} received it, for the hook that may respond to it.
 *
 * @param method  the HTTP method, upper case
 * @param path    the path as it was sent, without the query
 * @param query   what follows the question mark, as it was sent; null: nothing
 * @param headers header values by name in lower case; the first value of a repeated header
 * @param attempt how often the same method, path and query have come so far, this request included; from 1
 */
public record DemoRequest(String method, String path, String query, Map<String, String> headers, int attempt) {

    /** Copies the headers. */
    public DemoRequest {
        headers = Map.copyOf(headers);
    }

    /**
     * Whether the request asks for the deployments of a workload.
     *
     * @return true for {@code GET …/deployment}
     */
    public boolean isDeploymentList() {
        return method.equals("GET") && path.endsWith("/deployment");
    }
}
