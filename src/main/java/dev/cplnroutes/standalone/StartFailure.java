package dev.cplnroutes.standalone;

import java.net.BindException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.standalone.BoundedVertx.ListenException;
import dev.cplnroutes.support.Printable;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.util.ObjectHelper;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;

/**
 * The end of a process that failed: its exit code, and one line for the operator.
 *
 * @param exitCode one of {@link ExitCode}
 * @param line     what happened and what to do; null for an unexpected failure, which needs its stack trace
 */
record StartFailure(int exitCode, String line) {

    private static final Pattern WRONG_FOR_KAFKA = Pattern.compile(
            "(?s)Invalid value .* for configuration ([a-z.]+)(: .*)?");

    /** What Camel says of a placeholder that has no value, or leads back to itself. */
    private static final Pattern PLACEHOLDER = Pattern.compile(
            "(?s)(Property|Circular reference detected) with key \\[(.*?)] (not found|using function|from text).*");
    private static final Pattern NOT_CLOSED = Pattern.compile("(?s)Missing (}}|\\{\\{) from the text: (.*)");

    /** What Camel Main says of a setting for a component, a data format or a language that is not there. */
    private static final Pattern NOT_THERE = Pattern.compile(
            "Error configuring property: (\\S+) because cannot find ([a-z]+) with name (\\S+)\\. .*");

    /**
     * Explains a failure by the first of its causes that is known.
     *
     * @param failure  what the process failed by
     * @param settings settings of the process
     */
    static StartFailure of(Exception failure, StandaloneSettings settings) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String line = placeholder(String.valueOf(cause.getMessage()), settings);
            if (line != null) {
                return new StartFailure(ExitCode.WRONG_USE, line);
            }
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            StartFailure known = known(cause, settings);
            if (known != null) {
                return known;
            }
        }
        String line = kafka(failure, settings);
        line = line != null ? line : RouteFailure.line(failure, settings);
        if (line != null) {
            return new StartFailure(ExitCode.WRONG_USE, line);
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
        if (cause instanceof InvalidRequestException) {
            // Options that are right one by one and do not go together, such as a stream with pages.
            return new StartFailure(ExitCode.WRONG_USE, cause.getMessage());
        }
        if (cause instanceof IllegalArgumentException && String.valueOf(cause.getMessage()).startsWith("Setting ")) {
            return new StartFailure(ExitCode.WRONG_USE, cause.getMessage());
        }
        if (cause instanceof PropertyBindingException wrong && wrong.getOptionPrefix() != null) {
            // Without the value, which may be a secret.
            return new StartFailure(ExitCode.WRONG_USE, "Camel does not take the setting " + wrong.getOptionPrefix()
                    + wrong.getOptionKey() + "; check its name and its value.");
        }
        String missing = missing(cause, settings);
        if (missing != null) {
            return new StartFailure(ExitCode.WRONG_USE, missing);
        }
        if (cause instanceof FailedToCreateRouteException route && "cpln-timer".equals(route.getRouteId())) {
            return new StartFailure(ExitCode.WRONG_USE, timer(settings.get("cpln.timer.component", "timer")));
        }
        return null;
    }

    /** What is wrong with a placeholder in the value of a setting; null if it is in no setting, or not what failed. */
    private static String placeholder(String message, StandaloneSettings settings) {
        Matcher notClosed = NOT_CLOSED.matcher(message);
        if (notClosed.matches()) {
            // Without the value, which may be a secret.
            String names = String.join(", ", settings.holding(notClosed.group(2)));
            return names.isEmpty() ? null : "Setting " + names + " lacks the " + notClosed.group(1)
                    + " of a placeholder; write it as {{name}}, or as {{name:value}} with a default.";
        }
        Matcher found = PLACEHOLDER.matcher(message);
        if (!found.matches()) {
            return null;
        }
        String key = found.group(2);
        String names = String.join(", ", settings.holding("{{" + key + "}}"));
        if (names.isEmpty()) {
            return null;
        }
        String what = "Setting " + names + " has the placeholder {{" + Printable.text(key) + "}}, which ";
        if (!found.group(1).equals("Property")) {
            return what + "leads back to itself; write a value in its place.";
        }
        String where = key.startsWith("env:") ? key.substring("env:".length()) + " in the environment"
                : key.contains(":") ? "it" : key + " in " + SettingsFile.NAME;
        return what + "has no value; set " + Printable.text(where) + ", or give it a default: {{"
                + Printable.text(key) + ":value}}.";
    }

    /** A setting that names what is not on the class path; null if that is not what failed. */
    private static String missing(Throwable cause, StandaloneSettings settings) {
        String message = String.valueOf(cause.getMessage());
        Matcher named = NOT_THERE.matcher(message);
        if (cause instanceof IllegalArgumentException && named.matches()) {
            return "Setting " + named.group(1) + " is for the " + named.group(2) + " " + named.group(3)
                    + ", which is not on the class path; check its name, or add its jar.";
        }
        if (!(cause instanceof ClassNotFoundException)) {
            return null;
        }
        String names = String.join(", ", settings.holding(message));
        return names.isEmpty() ? null : "Setting " + names + " names the class " + message
                + ", which is not on the class path; check its name, or add its jar.";
    }

    /** What Kafka's client says of the settings of the trigger; null if that is not what failed. */
    private static String kafka(Throwable failure, StandaloneSettings settings) {
        FailedToStartRouteException start = ObjectHelper.getException(FailedToStartRouteException.class, failure);
        KafkaException kafka = ObjectHelper.getException(KafkaException.class, failure);
        if (kafka == null || start == null || !start.getRouteId().startsWith("cpln-kafka")) {
            return null;
        }
        Throwable root = kafka;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        Matcher wrong = WRONG_FOR_KAFKA.matcher(String.valueOf(root.getMessage()));
        if (root instanceof ConfigException && wrong.matches()) {
            // Without the value, which may be a secret.
            String reason = wrong.group(2) == null ? "" : wrong.group(2);
            return "Kafka's client does not take the value of camel.component.kafka."
                    + camelName(wrong.group(1)) + reason.replaceFirst("\\.$", "") + "; correct it.";
        }
        return "Kafka's client does not start with the settings cpln.kafka.* and camel.component.kafka.*: "
                + String.valueOf(root.getMessage()).lines().findFirst().orElse("").replaceFirst("\\.$", "")
                + "; correct them.";
    }

    /** Camel's name of an option of Kafka's client. */
    private static String camelName(String option) {
        StringBuilder name = new StringBuilder();
        for (String word : option.split("[.]")) {
            name.append(name.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return name.toString();
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
