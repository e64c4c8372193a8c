package dev.cplnroutes.standalone;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import dev.cplnroutes.api.EnvironmentProxies;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.support.Printable;
import dev.cplnroutes.terminal.ProgressBar;
import dev.cplnroutes.terminal.Terminal;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import org.apache.hc.core5.ssl.SSLContexts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The standalone process: reads arguments and settings, runs Camel Main with the packaged routes, and ends with an exit
 * code that says how it went.
 */
public final class Application {

    private final CommandLine commandLine;
    private final StandaloneSettings settings;
    private final PrintStream output;
    private final Terminal terminal;
    private final ProgressBar progress;
    private final Logger log = LoggerFactory.getLogger(Application.class);

    private Application(CommandLine commandLine, StandaloneSettings settings, PrintStream output, Terminal terminal,
            ProgressBar progress) {
        this.commandLine = commandLine;
        this.settings = settings;
        this.output = output;
        this.terminal = terminal;
        this.progress = progress;
    }

    /**
     * Starts the process.
     *
     * @param arguments arguments that {@code --help} lists
     */
    public static void main(String[] arguments) {
        // Camel looks for the options of its components in lower case by the default locale, and finds none that has
        // an I where the locale is Turkish or Azerbaijani. What this process writes depends on no locale.
        Locale.setDefault(Locale.ROOT);
        StandardOutput output = new StandardOutput(new FileOutputStream(FileDescriptor.out));
        int exitCode;
        try {
            exitCode = run(List.of(arguments), output);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            exitCode = ExitCode.WRONG_USE;
        }
        if (exitCode != ExitCode.COMPLETE || List.of(arguments).contains("--once")
                || List.of(arguments).contains("--wait") || List.of(arguments).contains("--watch")) {
            System.exit(exitCode);
        }
    }

    private static int run(List<String> arguments, StandardOutput output) {
        CommandLine commandLine = CommandLine.parse(arguments);
        if (commandLine.help()) {
            output.printer().print(CommandLine.helpText());
            return output.finish(ExitCode.COMPLETE, System.err);
        }
        Path directory = Path.of("");
        StandaloneSettings settings = StandaloneSettings.load(directory, System.getenv(), System.getProperties());
        prepare(commandLine);
        // Before any class with a logger is loaded: the first one settles the configuration of the log.
        Terminal terminal = Terminal.of(System.getProperties(), System.getenv());
        ProgressBar progress = showsProgress(commandLine, settings, terminal) ? new ProgressBar(System.err) : null;
        if (progress != null) {
            System.setErr(progress.others());
        }
        StandaloneLogging.configure(directory, settings, commandLine.quiet() ? StandaloneLogging.Detail.WARNINGS
                : progress != null ? StandaloneLogging.Detail.RESULTS : StandaloneLogging.Detail.ALL);
        StartRequirements.require(commandLine, settings);
        int exitCode = new Application(commandLine, settings, output.printer(), terminal, progress).run();
        // The table of a process that serves is for people; the result of a listing is what was asked for.
        return commandLine.isForResults() ? output.finish(exitCode, System.err) : exitCode;
    }

    /** Whether a bar shows how far the listing is: for people at a terminal, and not between lines of the result. */
    private static boolean showsProgress(CommandLine commandLine, StandaloneSettings settings, Terminal terminal) {
        return terminal.errors() && commandLine.task() == CommandLine.Task.ONCE
                && !commandLine.quiet() && commandLine.output() != CommandLine.Output.NDJSON
                && StandaloneLogging.isText(settings);
    }

    /**
     * Does on a second processor what Camel would wait for later: the trusted certificates, which each of its HTTP
     * endpoints reads whether it needs them or not, and the writer of the result.
     */
    private static void prepare(CommandLine commandLine) {
        Thread thread = new Thread(() -> {
            try {
                SSLContexts.createDefault();
                if (commandLine.isForResults() && commandLine.output() != CommandLine.Output.TABLE) {
                    PrintedListing.prepare();
                }
            } catch (RuntimeException e) {
                // What needs it fails in the same way, and says so.
            }
        }, "cpln-prepare");
        thread.setDaemon(true);
        thread.start();
    }

    // The demo is opened to be closed in the end; nothing calls it here.
    @SuppressWarnings("try")
    private int run() {
        settings.unknownVariables().forEach(variable -> log.warn("{}", StandaloneSettings.unknown(variable)));
        BoundedVertx vertx = null;
        boolean mayChange = commandLine.task() == CommandLine.Task.WATCH;
        try (DemoServer demo = commandLine.demo() ? DemoApi.start(settings, mayChange) : null) {
            EnvironmentProxies.install(System.getenv(), System.getProperties(), demo == null ? null : demo.endpoint());
            CamelSettings.add(settings, !commandLine.isForResults());
            Main main = new StandaloneMain(settings, !commandLine.isForResults());
            if (commandLine.isForResults()) {
                return once(main);
            }
            vertx = new BoundedVertx(settings.get("cpln.http.request-timeout", "30s"),
                    new ServerProtection(settings)::ownNames);
            main.bind("cplnVertx", vertx);
            return serve(main, vertx);
        } catch (Exception e) {
            return explain(e);
        } finally {
            if (vertx != null) {
                // Its threads would keep the process alive.
                vertx.end();
            }
        }
    }

    private int once(Main main) throws Exception {
        start(main, main::start);
        try {
            PrintedListing listing = new PrintedListing(main.getCamelContext(), output, terminal, progress);
            return switch (commandLine.task()) {
                case WATCH -> new PrintedWatch(main.getCamelContext(), output, System.err, terminal)
                        .print(commandLine);
                case WAIT -> listing.await(commandLine, System.err);
                default -> listing.print(commandLine);
            };
        } finally {
            main.stop();
        }
    }

    private int serve(Main main, BoundedVertx vertx) throws Exception {
        main.addMainListener(new ServingListener(() -> {
            vertx.open();
            announce(main.getCamelContext());
        }));
        start(main, main::run);
        return main.getExitCode();
    }

    private static void start(Main main, Start start) throws Exception {
        try {
            start.run();
        } catch (Exception e) {
            // Otherwise Camel's hook reports a SIGTERM that nobody has sent when the process ends.
            main.completed();
            throw e;
        }
    }

    /** A way to start Camel. */
    private interface Start {

        void run() throws Exception;
    }

    private void announce(CamelContext context) {
        String address = settings.isTrue("camel.server.enabled") ? HttpAddress.of(context, settings) : null;
        if (address != null) {
            log.info("Listening on {}", address);
        }
        if (commandLine.demo()) {
            try {
                new PrintedListing(context, output, terminal, null).show(address);
            } catch (RuntimeException e) {
                log.error("The first listing failed: {}", StartFailure.reason(e));
            }
        }
    }

    private int explain(Exception failure) {
        StartFailure explained = StartFailure.of(failure, settings);
        if (explained.line() != null) {
            System.err.println(Printable.line(explained.line()));
        } else {
            log.error("The process failed unexpectedly", failure);
        }
        return explained.exitCode();
    }
}
