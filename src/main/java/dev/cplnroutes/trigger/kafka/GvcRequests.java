package dev.cplnroutes.trigger.kafka;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.listing.GvcReader;
import dev.cplnroutes.request.RequestBody;
import dev.cplnroutes.request.RequestOption;
import dev.cplnroutes.request.RequestReader;
import dev.cplnroutes.request.ResolvedRequest;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.language.simple.Simple;

/**
 * Splits a listing of the whole organization into one request for each GVC, so that several processes share the work.
 */
public final class GvcRequests {

    private static final String GVC = RequestOption.GVC.optionName();

    /**
     * Makes a request for each GVC of the organization.
     *
     * @param exchange its body: options of all requests, in a form that {@link RequestBody#of} takes, without
     *                 {@code gvc}, {@code workloadName} and {@code cursor}
     * @param requests checks the options; a bean of the other packaged files, which may be loaded after this one
     * @param gvcs     reads the GVC list; likewise
     * @return options of each request, its {@code gvc} among them, in the order of the API's GVC list; an option that
     *         the body lacks has the default of the process that lists
     * @throws InvalidRequestException if the options are not allowed; before any API call
     * @throws ListingFailedException  if the GVC list cannot be read to its end
     */
    public List<Map<String, Object>> spread(Exchange exchange,
            @Simple("${ref:cplnRequestReader}") RequestReader requests,
            @Simple("${ref:cplnGvcReader}") GvcReader gvcs) {
        Map<String, Object> given = RequestReader.given(RequestBody.of(exchange));
        for (RequestOption option : List.of(RequestOption.GVC, RequestOption.WORKLOAD_NAME, RequestOption.CURSOR)) {
            if (given.containsKey(option.optionName())) {
                throw new InvalidRequestException(option.optionName(), given.get(option.optionName()),
                        "none, because each GVC gets a request");
            }
        }
        Map<String, Object> wholeList = new LinkedHashMap<>(given);
        wholeList.put(GVC, ResolvedRequest.ALL_GVCS);
        wholeList.put(RequestOption.WORKLOAD_NAME.optionName(), null);
        // Checks the given value of parallel, which the next line replaces.
        requests.read(wholeList);
        wholeList.put(RequestOption.PARALLEL.optionName(), false);
        return gvcs.read(requests.read(wholeList)).stream().map(gvc -> request(given, gvc)).toList();
    }

    private static Map<String, Object> request(Map<String, Object> given, String gvc) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put(GVC, gvc);
        request.putAll(given);
        return request;
    }

    /**
     * The GVCs that requests are for.
     *
     * @param spread result of {@link #spread}
     * @return names of the GVCs, in the same order
     */
    public List<String> gvcs(@Body List<Map<String, Object>> spread) {
        return spread.stream().map(request -> (String) request.get(GVC)).toList();
    }
}
