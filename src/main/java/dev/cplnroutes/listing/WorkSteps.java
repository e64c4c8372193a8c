package dev.cplnroutes.listing;

import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.cplnroutes.Container;
import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.api.ApiScope;
import dev.cplnroutes.api.FailureReader;
import dev.cplnroutes.call.ApiCall;
import dev.cplnroutes.call.ApiRead;
import dev.cplnroutes.mapping.ApiAnswer;
import dev.cplnroutes.mapping.ContainerMapper;
import dev.cplnroutes.mapping.DeploymentList;
import dev.cplnroutes.mapping.UnreadableAnswerException;
import dev.cplnroutes.mapping.WorkloadItem;
import dev.cplnroutes.mapping.WorkloadList;
import dev.cplnroutes.outcome.FoundContainers;
import dev.cplnroutes.request.ResolvedRequest;
import dev.cplnroutes.request.Selection;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of a lane around the API call of one piece of work.
 */
public final class WorkSteps {

    private static final Logger LOG = LoggerFactory.getLogger(WorkSteps.class);
    private static final String LISTING = "cplnListing";
    private static final String WORK = "cplnWork";
    private static final String CALL = "cplnCall";
    private static final String PAGES = "cplnPages";

    private final FailureReader failures;
    private final ContainerMapper mapper = new ContainerMapper();

    /**
     * Makes the bean.
     *
     * @param failures reads why a call failed
     */
    public WorkSteps(FailureReader failures) {
        this.failures = failures;
    }

    /**
     * Begins a piece of work: the API call that it needs first becomes the variable {@code cplnCall}. The variable
     * {@code cplnDeployments} says whether it is a workload's deployments.
     *
     * @param exchange exchange of the work
     * @param listing  the listing
     * @param work     the work, which becomes the variable {@code cplnWork}
     */
    public void begin(Exchange exchange, @Variable(LISTING) Listing listing, @Body Work work) {
        exchange.setVariable(WORK, work);
        exchange.setVariable("cplnDeployments", work.isDeployments());
        exchange.setVariable(CALL, new ApiCall(new WorkCaller(listing, work), read(work, listing.options())));
    }

    private static ApiRead read(Work work, ResolvedRequest options) {
        if (work instanceof Work.WorkloadDeployments workload) {
            return new ApiRead(work.uri(), new ApiScope(workload.gvc(), workload.name()),
                    ApiAnswer.Kind.DEPLOYMENT_LIST, true, null);
        }
        return work instanceof Work.WorkloadPage page
                ? new ApiRead(page.uri(), page.query(), new ApiScope(options.onlyGvc(), null),
                        ApiAnswer.Kind.WORKLOAD_LIST, true, page.notOlderThan())
                : ApiRead.uncached(work.uri(), new ApiScope(options.onlyGvc(), options.namedWorkload()),
                        ApiAnswer.Kind.WORKLOAD);
    }

    /**
     * Begins the further pages of a workload's deployments, where there are any: the list becomes the variable
     * {@code cplnPages}. The variable {@code cplnContinued} says whether there are.
     *
     * @param exchange exchange of the work
     * @param listing  the listing
     * @param work     the workload
     * @param call     the call that read the first page
     * @throws ApiException where its next link is unusable or leads back
     */
    public void furtherPages(Exchange exchange, @Variable(LISTING) Listing listing,
            @Variable(WORK) Work.WorkloadDeployments work, @Variable(CALL) ApiCall call) throws ApiException {
        boolean isContinued = call.isContinued();
        exchange.setVariable("cplnContinued", isContinued);
        if (isContinued) {
            DeploymentPages pages = listing.deploymentPages(work);
            addPage(pages, call);
            exchange.setVariable(PAGES, pages);
        }
    }

    /**
     * The API call that reads the next page of a workload's deployments.
     *
     * @param listing the listing
     * @param work    the workload
     * @param pages   its deployment list
     * @return the call, not sent yet
     */
    public ApiCall pageCall(@Variable(LISTING) Listing listing, @Variable(WORK) Work work,
            @Variable(PAGES) DeploymentPages pages) {
        return new ApiCall(new WorkCaller(listing, work), pages.getRead());
    }

    /**
     * Adds a page of a workload's deployments to those before it.
     *
     * @param pages the deployment list
     * @param call  the call that read the page
     * @throws ApiException where its next link is unusable or leads back, or the list does not end
     */
    public void addPage(@Variable(PAGES) DeploymentPages pages, @Variable(CALL) ApiCall call) throws ApiException {
        pages.read((DeploymentList) call.answer(), call.cachedAt(), call.answeredAt());
    }

    /**
     * Takes the failure of a page of a workload's deployments: the list begins again where a cached link has expired.
     *
     * @param exchange exchange with the failure
     * @param pages    the deployment list
     * @throws ApiException the failure, where an expired link cannot be the reason
     */
    public void pageFailed(Exchange exchange, @Variable(PAGES) DeploymentPages pages) throws ApiException {
        pages.failed(exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, ApiException.class));
    }

    /**
     * Puts the workloads of a page, or the workload asked for by name, into the feed.
     *
     * @param listing the listing
     * @param work    what was read
     * @param call    the call that read it
     * @throws InvalidRequestException where the request's cursor names a workload that is gone
     */
    public void fillFeed(@Variable(LISTING) Listing listing, @Variable(WORK) Work work, @Variable(CALL) ApiCall call) {
        if (work instanceof Work.WorkloadPage page) {
            listing.pageRead(page, (WorkloadList) call.answer(), call.cachedAt(), call.answeredAt());
        } else if (work instanceof Work.NamedWorkload workload) {
            listing.namedWorkloadRead(workload, (WorkloadItem) call.answer());
        }
    }

    /**
     * Maps a workload's deployments to its containers.
     *
     * @param listing the listing
     * @param work    the workload
     * @param call    the call that read its deployments
     * @param pages   their list; null where the answer is all of it
     * @return its containers behind the cursor, in order
     * @throws UnreadableAnswerException where the answer is not what the API documents
     */
    public List<Container> containers(@Variable(LISTING) Listing listing, @Variable(WORK) Work.WorkloadDeployments work,
            @Variable(CALL) ApiCall call, @Variable(PAGES) DeploymentPages pages) {
        return listing.containersRead(work, mapper.map(work.gvc(), work.document(), deployments(call, pages),
                listing.options().selection().locations(), listing.options().includeSystemContainers()));
    }

    private static DeploymentList deployments(ApiCall call, DeploymentPages pages) {
        return pages == null ? (DeploymentList) call.answer() : pages.list();
    }

    /**
     * The selection of containers: leaves out those that the request does not ask for, but for their health.
     *
     * @param listing    the listing
     * @param work       the workload
     * @param call       the call that read its deployments
     * @param pages      their list; null where the answer is all of it
     * @param containers of a workload that the request asks for
     * @return the others, in order
     */
    public List<Container> select(@Variable(LISTING) Listing listing, @Variable(WORK) Work.WorkloadDeployments work,
            @Variable(CALL) ApiCall call, @Variable(PAGES) DeploymentPages pages, @Body List<Container> containers) {
        Selection selection = listing.options().selection();
        List<Container> selected = selection.takesAnyContainer() ? containers : containers.stream().filter(container ->
                selection.hasContainer(container, listing.stopwatch().startTime())).toList();
        listing.events().follower().read(work.gvc(), work.document(), deployments(call, pages), selected);
        return selected;
    }

    /**
     * Counts containers by their health, for the statistics.
     *
     * @param containers of a workload
     * @return the containers with their counts
     */
    public FoundContainers countHealth(@Body List<Container> containers) {
        return FoundContainers.count(containers);
    }

    /**
     * The health filter: leaves out unhealthy and unknown containers, or all but those of the states asked for, where
     * the request wants it, and what does not meet the caller's own condition.
     *
     * @param listing the listing
     * @param found   the containers of a workload
     * @return those that the answer may have, with the counts before the filter
     */
    public FoundContainers filterHealth(@Variable(LISTING) Listing listing, @Body FoundContainers found) {
        FoundContainers kept = listing.options().filterUnhealthy() ? found.withoutUnhealthy() : found;
        Selection selection = listing.options().selection();
        return selection.takesAnyHealth() ? kept : kept.only(selection::hasHealth);
    }

    /**
     * Records that a piece of work failed.
     *
     * @param exchange exchange with the failure
     * @param listing  the listing
     * @param work     the work
     * @param call     its last call; null where it failed before
     * @param pages    the workload's deployment list; null for other work
     */
    public void failed(Exchange exchange, @Variable(LISTING) Listing listing, @Variable(WORK) Work work,
            @Variable(CALL) ApiCall call, @Variable(PAGES) DeploymentPages pages) {
        Exception failure = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Exception.class);
        exchange.getMessage().setBody(null);
        if (call != null) {
            call.end();
        }
        if (failure instanceof InvalidRequestException refused) {
            listing.fail(refused);
            return;
        }
        if (!(failure instanceof ApiException || failure instanceof UnreadableAnswerException
                || failure instanceof JsonProcessingException)) {
            LOG.warn("A call of listing {} failed unexpectedly", listing.getId(), failure);
        }
        listing.failed(work, failure instanceof UnreadableAnswerException
                ? ApiException.nonsense(failure.getMessage()) : failures.explain(failure),
                pages != null && !pages.isAtFirstPage());
    }
}
