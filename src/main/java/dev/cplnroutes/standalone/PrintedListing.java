package dev.cplnroutes.standalone;

import java.io.PrintStream;
import java.util.Map;
import java.util.Objects;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.ListingStatistics;
import dev.cplnroutes.events.Event;
import dev.cplnroutes.standalone.CommandLine.ExitCode;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.seda.SedaConsumer;

/**
 * A listing of {@code cpln.gvc} that the process runs itself and prints to standard output.
 */
final class PrintedListing {

    private static final ObjectWriter WRITER = new ObjectMapper().writerWithDefaultPrettyPrinter()
            .forType(ListingResult.class);

    private final CamelContext context;
    private final PrintStream output;

    PrintedListing(CamelContext context, PrintStream output) {
        this.context = context;
        this.output = output;
    }

    /** Makes the writer of the result, which takes a while: before it is needed, on a thread that has the time. */
    static void prepare() {
        Objects.requireNonNull(WRITER);
    }

    /**
     * Lists and prints nothing but the result.
     *
     * @param asTable whether to print a table instead of JSON
     * @param options of the listing, over the settings
     * @return exit code of the process
     */
    int print(boolean asTable, Map<String, Object> options) throws JsonProcessingException {
        ListingResult result = list(options);
        emptyQueues();
        if (asTable) {
            output.print(ContainerTable.of(result));
        } else {
            output.println(WRITER.writeValueAsString(result));
        }
        return result.complete() ? ExitCode.COMPLETE : ExitCode.PARTIAL;
    }

    /**
     * Lets the queues of events end while the result is printed: no more events come. Otherwise Camel waits for one
     * after another when it stops, each time until the queue's thread looks whether it should end. Camel still bounds
     * the time that deliveries may take.
     */
    private void emptyQueues() {
        for (Route route : context.getRoutes()) {
            if (route.getConsumer() instanceof SedaConsumer queue) {
                Thread end = new Thread(() -> queue.prepareShutdown(false, false), "cpln-empty-queue");
                end.setDaemon(true);
                end.start();
            }
        }
    }

    /**
     * Lists and prints a table, the statistics, and what to try next.
     *
     * @param address address of the HTTP trigger; null if there is none
     */
    void show(String address) {
        ListingResult result = list(Map.of());
        output.println();
        output.print(ContainerTable.of(result));
        output.println();
        ListingStatistics statistics = result.statistics();
        if (statistics != null) {
            output.println(Event.line(statistics));
        }
        if (address != null) {
            output.println("Next: curl " + address + "/gvc/prod/containers");
        }
        output.println();
        output.flush();
    }

    private ListingResult list(Map<String, Object> options) {
        // On a signal Camel Main waits for the thread that lists here, so another thread has to stop the listing.
        Thread stop = new Thread(context::stop, "cpln-stop");
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            return context.createProducerTemplate()
                    .requestBody("direct:cpln-list-containers", options, ListingResult.class);
        } finally {
            try {
                Runtime.getRuntime().removeShutdownHook(stop);
            } catch (IllegalStateException e) {
                // The process is ending, and the hook runs already.
            }
        }
    }
}
