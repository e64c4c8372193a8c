package dev.cplnroutes.standalone;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.cplnroutes.AwaitResult;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.ListingStatistics;
import dev.cplnroutes.Problem;
import dev.cplnroutes.events.Event;
import dev.cplnroutes.listing.ListingOpening;
import dev.cplnroutes.outcome.HandOver;
import dev.cplnroutes.request.RequestOption;
import dev.cplnroutes.stream.StreamLines;
import dev.cplnroutes.support.Printable;
import dev.cplnroutes.terminal.ContainerTable;
import dev.cplnroutes.terminal.ProgressBar;
import dev.cplnroutes.terminal.Terminal;
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

    /** A wait that does not say at once what it has not reached holds up the end of the process so long at most. */
    private static final Duration LONGEST_LAST_WORDS = Duration.ofSeconds(2);

    private final CamelContext context;
    private final PrintStream output;
    private final Terminal terminal;
    private final ProgressBar progress;

    /**
     * Makes the printer of a listing.
     *
     * @param context  a started Camel with the packaged routes
     * @param output   gets the result
     * @param terminal whether that is a terminal
     * @param progress shows how far the listing is; null without
     */
    PrintedListing(CamelContext context, PrintStream output, Terminal terminal, ProgressBar progress) {
        this.context = context;
        this.output = output;
        this.terminal = terminal;
        this.progress = progress;
    }

    /** Makes the writer of the result, which takes a while: before it is needed, on a thread that has the time. */
    static void prepare() {
        Objects.requireNonNull(WRITER);
    }

    /**
     * Lists and prints nothing but the result.
     *
     * @param asked how to print it, and the options of the listing, over the settings
     * @return exit code of the process
     */
    int print(CommandLine asked) throws IOException {
        if (asked.output() == CommandLine.Output.NDJSON) {
            return printLines(asked);
        }
        boolean isTable = asked.output() == CommandLine.Output.TABLE;
        boolean isInListOrder = isTable && isListOrder(asked.options());
        Map<String, Object> options = new LinkedHashMap<>(asked.options());
        if (isInListOrder) {
            // An option of streams: a listing is in that order anyway.
            options.remove(RequestOption.ORDER.optionName());
        }
        ListingResult result = list(options);
        emptyQueues();
        if (isTable) {
            output.print(ContainerTable.of(result, isInListOrder, terminal));
        } else {
            output.println(json(WRITER.writeValueAsString(result)));
        }
        return ExitCode.of(result, asked.failOn());
    }

    private boolean isListOrder(Map<String, Object> options) {
        Object order = options.getOrDefault(RequestOption.ORDER.optionName(),
                context.resolvePropertyPlaceholders("{{" + RequestOption.ORDER.settingName() + ":}}"));
        return "list".equals(order);
    }

    /** JSON has control characters of the API's texts as they are, and a terminal obeys them. */
    private String json(String text) {
        return terminal.output() ? Printable.json(text) : text;
    }

    /**
     * Waits, and prints nothing but what came of it: as a table what is not as asked, with a line for each workload
     * that has no container, and then the outcome.
     *
     * <p>A signal ends the process. What was not as asked by then is told before, in one line.
     *
     * @param asked  how to print it: as JSON or as a table; and the options of the wait, over the settings
     * @param errors gets that line
     * @return exit code of the process
     */
    int await(CommandLine asked, PrintStream errors) throws IOException {
        AwaitResult result = whileSignalsStopIt(() -> {
            try {
                return context.createProducerTemplate()
                        .requestBody("direct:cpln-await-containers", asked.options(), AwaitResult.class);
            } catch (CamelExecutionException e) {
                if (e.getCause() instanceof ListingFailedException failed && failed.wasStopped()) {
                    errors.println(Printable.line(failed.getMessage()));
                    return null;
                }
                throw e;
            }
        }, LONGEST_LAST_WORDS);
        if (result == null) {
            return ExitCode.FAILED;
        }
        emptyQueues();
        if (asked.output() == CommandLine.Output.TABLE) {
            output.print(ContainerTable.of(result, terminal));
        } else {
            output.println(json(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(result)));
        }
        return result.reached() ? ExitCode.COMPLETE : ExitCode.NOT_REACHED;
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
        output.print(ContainerTable.of(result, isListOrder(Map.of()), terminal));
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
    private int printLines(CommandLine asked) throws IOException {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(asked.options());
        // Its end, and not the return of the call, is the end of the stream.
        UnitOfWork unitOfWork = PluginHelper.getUnitOfWorkFactory(context).createUnitOfWork(exchange);
        exchange.getExchangeExtension().setUnitOfWork(unitOfWork);
        try {
            return whileSignalsStopIt(() -> {
                context.createProducerTemplate().send("direct:cpln-stream-containers", exchange);
                if (exchange.getException() != null) {
                    throw new CamelExecutionException("The listing failed", exchange, exchange.getException());
                }
                return printLines(exchange, exchange.getMessage().getBody(HandOver.class), asked);
            });
        } finally {
            unitOfWork.done(exchange);
        }
    }

    private int printLines(Exchange exchange, HandOver stream, CommandLine asked) {
        ListingFailedException failed = null;
        try {
            while (stream.hasNext()) {
                write(StreamLines.of(stream.next(), stream.fields()));
                if (!stream.isReady() && output.checkError()) {
                    return ExitCode.FAILED;
                }
            }
        } catch (ListingFailedException e) {
            failed = e;
        }
        emptyQueues();
        write(StreamLines.last(stream.rest(), failed == null ? null : Problem.of(failed)));
        output.flush();
        if (failed != null) {
            throw new CamelExecutionException("The listing failed", exchange, failed);
        }
        return ExitCode.of(stream.rest(), asked.failOn());
    }

    private void write(byte[] line) {
        output.writeBytes(terminal.output() ? json(new String(line, StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8) : line);
    }

    private ListingResult list(Map<String, Object> options) {
        try {
            Exchange listed = whileSignalsStopIt(() -> context.createProducerTemplate()
                    .request("direct:cpln-list-containers", exchange -> {
                        exchange.setProperty(ListingOpening.LISTENER, progress);
                        exchange.getMessage().setBody(options);
                    }));
            if (listed.getException() != null) {
                throw new CamelExecutionException("The listing failed", listed, listed.getException());
            }
            return listed.getMessage().getBody(ListingResult.class);
        } finally {
            if (progress != null) {
                progress.end();
            }
        }
    }

    private <T> T whileSignalsStopIt(Supplier<T> listing) {
        return whileSignalsStopIt(listing, Duration.ZERO);
    }

    /** On a signal the process ends no later than so long after what is listed has been stopped. */
    private <T> T whileSignalsStopIt(Supplier<T> listing, Duration lastWords) {
        CountDownLatch said = new CountDownLatch(1);
        // On a signal Camel Main waits for the thread that lists here, so another thread has to stop the listing.
        Thread stop = new Thread(() -> {
            context.stop();
            await(said, lastWords);
        }, "cpln-stop");
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            return listing.get();
        } finally {
            said.countDown();
            try {
                Runtime.getRuntime().removeShutdownHook(stop);
            } catch (IllegalStateException e) {
                // The process is ending, and the hook runs already.
            }
        }
    }

    private static void await(CountDownLatch said, Duration longest) {
        try {
            said.await(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
