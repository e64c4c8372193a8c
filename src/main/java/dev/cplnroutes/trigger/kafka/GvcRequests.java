package dev.cplnroutes.trigger.kafka;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.listing.GvcReader;
import dev.cplnroutes.request.RequestOption;
import dev.cplnroutes.request.RequestReader;
import dev.cplnroutes.request.ResolvedRequest;
import org.apache.camel.Body;

/**
 * Spreads a listing of the whole organization over one request a GVC, for whoever shares the work.
 */
public final class GvcRequests {

    private static final String GVC = RequestOption.GVC.optionName();

    private final RequestReader requests;
    private final GvcReader gvcs;

    /**
     * Makes the bean.
     *
     * @param requests check the options
     * @param gvcs     reads the GVC list
     */
    public GvcRequests(RequestReader requests, GvcReader gvcs) {
        this.requests = requests;
        this.gvcs = gvcs;
    }

    /**
     * A request for each GVC of the organization.
     *
     * @param body the options of all requests, in a form that {@link RequestReader#read} takes, without {@code gvc},
     *             {@code workloadName} and {@code cursor}
     * @return the options of each request, its {@code gvc} among them, in the order of the API's GVC list; what the body
     *         does not say is left to the defaults of who lists
     * @throws InvalidRequestException where the options are not allowed; before any API call
     * @throws ListingFailedException  where the GVC list cannot be read to its end
     */
    public List<Map<String, Object>> spread(@Body Object body) {
        Map<String, Object> given = RequestReader.given(body);
        for (RequestOption option : List.of(RequestOption.GVC, RequestOption.WORKLOAD_NAME, RequestOption.CURSOR)) {
            if (given.containsKey(option.optionName())) {
                throw new InvalidRequestException(option.optionName(), given.get(option.optionName()),
                        "none where every GVC is asked for");
            }
        }
        Map<String, Object> wholeList = new LinkedHashMap<>(given);
        wholeList.put(GVC, ResolvedRequest.ALL_GVCS);
        wholeList.put(RequestOption.WORKLOAD_NAME.optionName(), null);
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
     * Which GVCs requests are for.
     *
     * @param spread what {@link #spread} gave
     * @return their names, in order
     */
    public List<String> gvcs(@Body List<Map<String, Object>> spread) {
        return spread.stream().map(request -> (String) request.get(GVC)).toList();
    }
}
