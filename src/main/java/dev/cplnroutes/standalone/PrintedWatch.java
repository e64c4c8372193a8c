package dev.cplnroutes.standalone;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

import dev.cplnroutes.Container;
import dev.cplnroutes.ContainerChange;
import dev.cplnroutes.ContainerChange.Type;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.standalone.CommandLine.Output;
import dev.cplnroutes.support.Printable;
import dev.cplnroutes.terminal.ChangeLines;
import dev.cplnroutes.terminal.ContainerTable;
import dev.cplnroutes.terminal.Terminal;
import dev.cplnroutes.watch.Subscription;
import dev.cplnroutes.watch.WatchEvent;
import dev.cplnroutes.watch.Watches;
import org.apache.camel.CamelContext;

/**
 * A watch that the process runs itself: it prints what is there, then a line for each change, until the process is told
 * to end or nobody takes what it prints. What goes wrong meanwhile is said on standard error, and the watch goes on.
 */
final class PrintedWatch {

    private static final int MOST_EVENTS_AT_ONCE = 1000;
    private static final Duration LOOK = Duration.ofSeconds(1);
    /** So many workloads that cannot be read are named at a time. */
    private static final int MOST_NAMED = 3;

    private final CamelContext context;
    private final PrintStream output;
    private final PrintStream errors;
    private final Terminal terminal;
    private final ChangeLines lines = new ChangeLines();
    private final List<Container> snapshot = new ArrayList<>();
    private String lastId;

    /**
     * Makes a watch that has not begun.
     *
     * @param context  a started Camel with the packaged routes
     * @param output   gets what is there and each change
     * @param errors   gets what goes wrong
     * @param terminal whether the output goes to a terminal
     */
    PrintedWatch(CamelContext context, PrintStream output, PrintStream errors, Terminal terminal) {
        this.context = context;
        this.output = output;
        this.errors = errors;
        this.terminal = terminal;
    }

    /**
     * Prints until the process ends, or its output cannot be written.
     *
     * @param asked the form, a table or events as JSON, and options of selection, over the settings
     * @return exit code of the process
     */
    int print(CommandLine asked) {
        Watches watches = context.getRegistry().findSingleByType(Watches.class);
        // On a signal Camel waits for the thread that prints here, so another thread has to end the watch.
        Thread stop = new Thread(context::stop, "cpln-stop");
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            String ended = null;
            while (true) {
                try (Subscription subscription = watches.subscribe(asked.options(), lastId)) {
                    if (ended != null) {
                        errors.println("The watch was interrupted and goes on: " + ended + ".");
                    }
                    ended = printAll(subscription, asked.output());
                    if (ended == null) {
                        return ExitCode.FAILED;
                    }
                }
            }
        } catch (ListingFailedException e) {
            if (!e.wasStopped()) {
                throw e;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            forget(stop);
        }
        return ExitCode.COMPLETE;
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending, and the hook runs already.
        }
    }

    /** Prints the events of a subscription; gives the reason of its end, or null where it is of no use to go on. */
    private String printAll(Subscription subscription, Output form) throws InterruptedException {
        while (true) {
            List<WatchEvent> events = subscription.await(MOST_EVENTS_AT_ONCE, LOOK);
            List<ContainerChange> unread = new ArrayList<>();
            String reason = null;
            for (WatchEvent event : events) {
                lastId = event.id() == null ? lastId : event.id();
                if (event instanceof WatchEvent.Ended ended) {
                    reason = ended.reason();
                } else if (form == Output.TABLE) {
                    printRow(event, unread);
                } else {
                    output.println(terminal.output() ? Printable.json(json(event)) : json(event));
                }
            }
            tellUnread(unread);
            // Without an event nothing is written, and whether somebody reads is not known.
            if (!events.isEmpty() && output.checkError()) {
                return null;
            }
            if (reason != null) {
                return reason;
            }
            WorkloadError problem = subscription.problem();
            if (lastId == null && problem != null && problem.status() == 404) {
                errors.println("The watch failed: " + problem.message());
                return null;
            }
        }
    }

    /** The data of an event with its name, as {@code type}. */
    private static String json(WatchEvent event) {
        String json = event.json();
        return event instanceof WatchEvent.Change ? json : "{\"type\":\"" + event.name() + "\"," + json.substring(1);
    }

    private void printRow(WatchEvent event, List<ContainerChange> unread) {
        if (event instanceof WatchEvent.Reset reset) {
            errors.println("Changes were missed, and the table follows once more: " + reset.reason() + ".");
            snapshot.clear();
        } else if (event instanceof WatchEvent.Snapshot part) {
            snapshot.addAll(part.containers());
        } else if (event instanceof WatchEvent.Ready ready) {
            output.print(ContainerTable.of(new ListingResult(snapshot, ready.complete(), ready.errors(), false, null,
                    null, null, null, null), false, terminal));
            lines.learn(snapshot);
            snapshot.clear();
        } else if (event instanceof WatchEvent.Change change) {
            Type type = change.change().type();
            if (type == Type.UNCONFIRMED || type == Type.CONFIRMED) {
                unread.add(change.change());
            } else {
                output.println(lines.of(change.change()));
            }
        }
    }

    private void tellUnread(List<ContainerChange> unread) {
        for (Type type : List.of(Type.UNCONFIRMED, Type.CONFIRMED)) {
            List<ContainerChange> some = unread.stream().filter(change -> change.type() == type).toList();
            some.stream().limit(MOST_NAMED).forEach(change -> errors.println(time(change.time()) + " "
                    + Printable.line(change.gvcName() + "/" + change.workloadName()) + (type == Type.CONFIRMED
                            ? " can be read again." : " cannot be read now, and may have changed: "
                            + Printable.line(change.message()))));
            if (some.size() > MOST_NAMED) {
                errors.println((some.size() - MOST_NAMED) + " more workloads "
                        + (type == Type.CONFIRMED ? "can be read again." : "cannot be read now."));
            }
        }
    }

    private static Instant time(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }
}
