package dev.cplnroutes.listing;

import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.cplnroutes.Container;
import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.api.ApiFailures;
import dev.cplnroutes.call.ApiCall;
import dev.cplnroutes.mapping.ContainerMapper;
import dev.cplnroutes.mapping.UnreadableAnswerException;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the lanes do with one piece of work, before and after its API call.
 */
public final class WorkSteps {

    private static final Logger LOG = LoggerFactory.getLogger(WorkSteps.class);

    private final ApiFailures failures;
    private final ContainerMapper mapper = new ContainerMapper();

    /**
     * Makes the bean.
     *
     * @param failures says why a call failed
     */
    public WorkSteps(ApiFailures failures) {
        this.failures = failures;
    }

    /**
     * The API call that a piece of work needs.
     *
     * @param listing the listing
     * @param work    the work
     * @return the call, not sent yet
     */
    public ApiCall call(@Variable("cplnListing") Listing listing, @Variable("cplnWork") Work work) {
        return new ApiCall(listing, work);
    }

    /**
     * Takes the workloads of a page, or the workload that was asked for: the lanes go on with them.
     *
     * @param listing the listing
     * @param work    what was read
     * @param call    the call that read it
     * @param answer  the API's answer
     * @throws ApiException            where the answer makes no sense
     * @throws InvalidRequestException where the request's cursor names a workload that is gone
     */
    public void take(@Variable("cplnListing") Listing listing, @Variable("cplnWork") Work work,
            @Variable("cplnCall") ApiCall call, @Body JsonNode answer) throws ApiException {
        if (work instanceof Work.WorkloadPage page) {
            listing.pageRead(page, answer, call.cachedAt());
        } else if (work instanceof Work.NamedWorkload workload) {
            listing.namedWorkloadRead(workload, answer);
        }
    }

    /**
     * Joins a page of a workload's deployments to those before it. Where another page follows, the work becomes that
     * page, and the body null.
     *
     * @param exchange body: the page
     * @param listing  the listing
     * @param work     the workload
     * @param call     the call that read it
     * @throws ApiException where the next page cannot be told or was read before
     */
    public void joinPages(Exchange exchange, @Variable("cplnListing") Listing listing,
            @Variable("cplnWork") Work.WorkloadDeployments work, @Variable("cplnCall") ApiCall call) throws ApiException {
        Work next = listing.deploymentsPageRead(work, exchange.getMessage().getBody(JsonNode.class), call.cachedAt());
        if (next != null) {
            goOnWith(next, exchange);
        }
    }

    /**
     * A page of a workload's deployments could not be read. Where it followed a cached page whose link has become invalid,
     * the work becomes the first page once more, and the body null.
     *
     * @param exchange exchange with the failure
     * @param listing  the listing
     * @param work     the workload
     * @throws ApiException the failure, where that is not the reason
     */
    public void readAnew(Exchange exchange, @Variable("cplnListing") Listing listing,
            @Variable("cplnWork") Work.WorkloadDeployments work) throws ApiException {
        ApiException failure = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, ApiException.class);
        Work anew = listing.deploymentsReadAnew(work, failure);
        if (anew == null) {
            throw failure;
        }
        goOnWith(anew, exchange);
    }

    private static void goOnWith(Work next, Exchange exchange) {
        exchange.setVariable("cplnWork", next);
        exchange.getMessage().setBody(null);
    }

    /**
     * Maps a workload's deployments to its containers.
     *
     * @param listing the listing
     * @param work    the workload
     * @param answer  its deployment list
     * @return its containers, in order
     * @throws UnreadableAnswerException where the answer makes no sense
     */
    public List<Container> containers(@Variable("cplnListing") Listing listing,
            @Variable("cplnWork") Work.WorkloadDeployments work, @Body JsonNode answer) {
        return mapper.map(work.gvc(), work.document(), answer, listing.options().location(),
                listing.options().includeSystemContainers());
    }

    /**
     * Notes that a piece of work could not be done.
     *
     * @param exchange exchange with the failure
     * @param listing  the listing
     * @param work     the work
     * @param call     its last call; null where it came to none
     */
    public void failed(Exchange exchange, @Variable("cplnListing") Listing listing, @Variable("cplnWork") Work work,
            @Variable("cplnCall") ApiCall call) {
        Exception failure = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Exception.class);
        exchange.getMessage().setBody(null);
        // It may have been about to wait for another try, which did not come.
        listing.waits().end();
        if (call != null) {
            call.abandonRetry();
        }
        if (failure instanceof InvalidRequestException refused) {
            listing.fail(refused);
        } else if (failure instanceof UnreadableAnswerException) {
            listing.failed(work, ApiException.nonsense(failure.getMessage()));
        } else {
            if (!(failure instanceof ApiException || failure instanceof JsonProcessingException)) {
                LOG.warn("A call of listing {} failed unexpectedly", listing.getId(), failure);
            }
            listing.failed(work, failures.explain(failure));
        }
    }
}
