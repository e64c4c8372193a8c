package dev.cplnroutes.standalone;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.cplnroutes.AwaitResult;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.ListingStatistics;
import dev.cplnroutes.Problem;
import dev.cplnroutes.events.Event;
import dev.cplnroutes.outcome.HandOver;
import dev.cplnroutes.standalone.CommandLine.ExitCode;
import dev.cplnroutes.stream.StreamLines;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.component.seda.SedaConsumer;
import org.apache.camel.spi.UnitOfWork;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.PluginHelper;

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
     * @param form    how to print it
     * @param options of the listing, over the settings
     * @return exit code of the process
     */
    int print(CommandLine.Output form, Map<String, Object> options) throws IOException {
        if (form == CommandLine.Output.NDJSON) {
            return printLines(options);
        }
        ListingResult result = list(options);
        emptyQueues();
        if (form == CommandLine.Output.TABLE) {
            output.print(ContainerTable.of(result));
        } else {
            output.println(WRITER.writeValueAsString(result));
        }
        return result.complete() ? ExitCode.COMPLETE : ExitCode.PARTIAL;
    }

    /**
     * Waits, and prints nothing but what came of it: as a table what is not as asked, with a line for each workload
     * that has no container, and then the outcome.
     *
     * @param form    how to print it: as JSON or as a table
     * @param options of the wait, over the settings
     * @return exit code of the process
     */
    int await(CommandLine.Output form, Map<String, Object> options) throws IOException {
        AwaitResult result = whileSignalsStopIt(() -> context.createProducerTemplate()
                .requestBody("direct:cpln-await-containers", options, AwaitResult.class));
        emptyQueues();
        if (form == CommandLine.Output.TABLE) {
            output.print(table(result));
        } else {
            output.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(result));
        }
        return result.reached() ? ExitCode.COMPLETE : ExitCode.NOT_REACHED;
    }

    private static String table(AwaitResult result) {
        StringBuilder table = new StringBuilder();
        if (!result.remaining().isEmpty() || !result.errors().isEmpty() || result.unmatched() != null) {
            table.append(ContainerTable.of(new ListingResult(result.remaining(), result.complete(), result.errors(),
                    false, null, result.unmatched(), null, null, null)));
        }
        result.workloadsWithoutContainers().forEach(without -> table.append("Without containers: ")
                .append(without.gvcName()).append('/').append(without.workloadName())
                .append(without.locations().isEmpty() ? "" : " in " + String.join(", ", without.locations()))
                .append(System.lineSeparator()));
        return table.append(result.reached() ? "Reached" : "Not reached").append(" after ")
                .append(result.waitedSeconds()).append(" s.").append(System.lineSeparator()).toString();
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

    /** Prints each container as soon as it is found. Ends the listing where nobody takes what it prints. */
    private int printLines(Map<String, Object> options) throws IOException {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(options);
        // Its end, and not the return of the call, is the end of the stream.
        UnitOfWork unitOfWork = PluginHelper.getUnitOfWorkFactory(context).createUnitOfWork(exchange);
        exchange.getExchangeExtension().setUnitOfWork(unitOfWork);
        try {
            return whileSignalsStopIt(() -> {
                context.createProducerTemplate().send("direct:cpln-stream-containers", exchange);
                if (exchange.getException() != null) {
                    throw new CamelExecutionException("The listing failed", exchange, exchange.getException());
                }
                return printLines(exchange, exchange.getMessage().getBody(HandOver.class));
            });
        } finally {
            unitOfWork.done(exchange);
        }
    }

    private int printLines(Exchange exchange, HandOver stream) {
        ListingFailedException failed = null;
        try {
            while (stream.hasNext()) {
                output.writeBytes(StreamLines.of(stream.next(), stream.fields()));
                if (!stream.isReady() && output.checkError()) {
                    return ExitCode.FAILED;
                }
            }
        } catch (ListingFailedException e) {
            failed = e;
        }
        emptyQueues();
        output.writeBytes(StreamLines.last(stream.rest(), failed == null ? null : Problem.of(failed)));
        output.flush();
        if (failed != null) {
            throw new CamelExecutionException("The listing failed", exchange, failed);
        }
        return stream.rest().complete() ? ExitCode.COMPLETE : ExitCode.PARTIAL;
    }

    private ListingResult list(Map<String, Object> options) {
        return whileSignalsStopIt(() -> context.createProducerTemplate()
                .requestBody("direct:cpln-list-containers", options, ListingResult.class));
    }

    private <T> T whileSignalsStopIt(Supplier<T> listing) {
        // On a signal Camel Main waits for the thread that lists here, so another thread has to stop the listing.
        Thread stop = new Thread(context::stop, "cpln-stop");
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            return listing.get();
        } finally {
            try {
                Runtime.getRuntime().removeShutdownHook(stop);
            } catch (IllegalStateException e) {
                // The process is ending, and the hook runs already.
            }
        }
    }
}
