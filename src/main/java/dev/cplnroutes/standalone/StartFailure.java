package dev.cplnroutes.standalone;

import java.net.BindException;

import dev.cplnroutes.support.Printable;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.PropertyBindingException;

/**
 * The end of a process that failed: its exit code, and one line for the operator.
 *
 * @param exitCode one of {@link ExitCode}
 * @param line     what happened and what to do; null for an unexpected failure, which needs its stack trace
 */
record StartFailure(int exitCode, String line) {

    /**
     * Explains a failure by the first of its causes that is known.
     *
     * @param failure  what the process failed by
     * @param settings settings of the process
     */
    static StartFailure of(Exception failure, StandaloneSettings settings) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            StartFailure known = known(cause, settings);
            if (known != null) {
                return known;
            }
        }
        return new StartFailure(ExitCode.FAILED,
                failure instanceof CamelExecutionException ? "The listing failed: " + reason(failure) : null);
    }

    private static StartFailure known(Throwable cause, StandaloneSettings settings) {
        if (cause instanceof ListenException listening) {
            return new StartFailure(ExitCode.FAILED, listening.line(settings));
        }
        if (cause instanceof BindException) {
            // The servers of Camel fail by a ListenException.
            return new StartFailure(ExitCode.FAILED, "Port " + settings.get("cpln.demo.port", "0")
                    + " of 127.0.0.1 is in use: set another cpln.demo.port (CPLN_DEMO_PORT), or end the process that "
                    + "has it.");
        }
        if (cause instanceof IllegalArgumentException && String.valueOf(cause.getMessage()).startsWith("Setting ")) {
            return new StartFailure(ExitCode.WRONG_USE, cause.getMessage());
        }
        if (cause instanceof PropertyBindingException wrong && wrong.getOptionPrefix() != null) {
            // Without the value, which may be a secret.
            return new StartFailure(ExitCode.WRONG_USE, "Camel does not take the setting " + wrong.getOptionPrefix()
                    + wrong.getOptionKey() + "; check its name and its value.");
        }
        if (cause instanceof FailedToCreateRouteException route && "cpln-timer".equals(route.getRouteId())) {
            return new StartFailure(ExitCode.WRONG_USE, timer(settings.get("cpln.timer.component", "timer")));
        }
        return null;
    }

    private static String timer(String component) {
        return "Setting cpln.timer.component has the value '" + Printable.text(component) + "'; "
                + (component.startsWith("master:") ? "it needs a cluster service, such as camel.beans.cluster=#class:"
                        + "org.apache.camel.component.file.cluster.FileLockClusterService with its "
                        + "camel.beans.cluster.root."
                        : "allowed is timer, or master:cpln-timer:timer together with a cluster service.");
    }

    /**
     * Why a listing failed.
     *
     * @param failure what its caller got from Camel
     */
    static String reason(Exception failure) {
        return failure instanceof CamelExecutionException && failure.getCause() != null
                ? failure.getCause().getMessage() : failure.getMessage();
    }
}
