package dev.cplnroutes.standalone;

import java.io.FileNotFoundException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.cplnroutes.support.Printable;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.util.FileUtil;
import org.apache.camel.util.ObjectHelper;
import org.apache.camel.util.URISupport;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * Why Camel does not take the route files of an operator. Camel names the file, the line or the route somewhere in the
 * causes of its exceptions, and puts the whole address of an endpoint beside it, which may hold a password.
 */
final class RouteFailure {

    /** The setting that names route files, as Camel's documentation spells it. */
    private static final String SETTING = "camel.main.routes-include-pattern";

    private static final Pattern FILE = Pattern.compile(
            "(?:Error pre-parsing resource: |Error parsing resource: |Resource is empty: )file:(.*)");
    private static final Pattern NO_READER = Pattern.compile("Cannot find RoutesBuilderLoader .*: (\\S+)");
    private static final Pattern DUPLICATES = Pattern.compile("(?s).*Duplicate route ids detected: (.*)\\. Please.*");
    private static final Pattern PLACEHOLDER = Pattern.compile("(?s)Property with key \\[(.*)] not found.*");
    private static final Pattern UNKNOWN_OPTIONS = Pattern.compile("(?s).*Unknown parameters=\\[(.*)");

    /** Routes and files of this project: what is wrong with them is no mistake of an operator. */
    private static final String OURS = "cpln-";

    private RouteFailure() {
    }

    /**
     * Explains a failure.
     *
     * @param failure  what the start failed by
     * @param settings settings of the process
     * @return one line that says where and what to do; null if the failure is not about routes of an operator
     */
    static String line(Throwable failure, StandaloneSettings settings) {
        String pattern = settings.get("camel.main.routesIncludePattern", "");
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String line = yaml(cause);
            line = line != null ? line : missing(cause, pattern);
            line = line != null ? line : route(cause);
            line = line != null ? line : file(cause, failure);
            if (line != null) {
                return line;
            }
        }
        return null;
    }

    private static String yaml(Throwable cause) {
        if (!(cause instanceof MarkedYamlEngineException yaml)) {
            return null;
        }
        Mark mark = yaml.getProblemMark().or(yaml::getContextMark).orElse(null);
        if (mark == null || !mark.getName().startsWith("file:")) {
            return null;
        }
        String problem = yaml.getProblem() != null ? yaml.getProblem() : yaml.getContext();
        return "Route file " + mark.getName().substring("file:".length()) + ", line " + (mark.getLine() + 1) + ": "
                + (problem == null ? "this is no route" : firstLine(problem)) + "; correct the file.";
    }

    private static String missing(Throwable cause, String pattern) {
        String message = String.valueOf(cause.getMessage());
        boolean isMissing = cause instanceof NoSuchFileException
                || cause instanceof FileNotFoundException && message.startsWith("Resource not found: ");
        String name = message.replaceFirst("^Resource not found: ", "").replaceFirst("^file:", "")
                .replaceFirst(" \\(.*\\)$| is a directory$", "");
        if (name.isEmpty() || !pattern.contains(name)) {
            return null;
        }
        if (isMissing) {
            return "Setting " + SETTING + " names '" + Printable.text(name) + "', which does not exist; correct the "
                    + "name, or make the folder.";
        }
        if (cause instanceof NotDirectoryException) {
            return "Setting " + SETTING + " names files of '" + Printable.text(name) + "', which is no folder; "
                    + "correct the name.";
        }
        if (cause instanceof AccessDeniedException || message.contains("ermission denied")) {
            return "Setting " + SETTING + " names '" + Printable.text(name) + "', which cannot be read; allow the "
                    + "user of this process to read it.";
        }
        if (cause instanceof FileNotFoundException) {
            return "Setting " + SETTING + " names '" + Printable.text(name) + "', which is a folder; name its files: "
                    + "file:" + Printable.text(name) + "/*.";
        }
        return null;
    }

    private static String file(Throwable cause, Throwable failure) {
        String message = String.valueOf(cause.getMessage());
        Matcher unread = NO_READER.matcher(message);
        if (unread.matches()) {
            if (unread.group(1).equals("null")) {
                return "Setting " + SETTING + " names a folder, or a file without an extension; name files: "
                        + "file:routes/*.yaml.";
            }
            return "Setting " + SETTING + " names a file with the extension '" + Printable.text(unread.group(1))
                    + "', which is no route file here; name only YAML: file:routes/*.yaml.";
        }
        Matcher named = FILE.matcher(message);
        if (!named.matches() || cause.getCause() != null && yaml(cause.getCause()) != null) {
            return null;
        }
        return "Route file " + Printable.text(named.group(1)) + ": " + (message.startsWith("Resource is empty")
                ? "it is empty" : reason(failure)) + "; correct the file.";
    }

    private static String route(Throwable cause) {
        String id;
        String location;
        if (cause instanceof FailedToCreateRouteException creation) {
            Matcher duplicates = DUPLICATES.matcher(String.valueOf(cause.getMessage()));
            if (duplicates.matches()) {
                return "Two routes have the same id: " + Printable.text(duplicates.group(1)) + "; give that in your "
                        + "files (" + SETTING + ") another id.";
            }
            id = creation.getRouteId();
            location = creation.getLocation();
        } else if (cause instanceof FailedToStartRouteException start) {
            id = start.getRouteId();
            location = start.getLocation();
        } else {
            return null;
        }
        String file = location == null ? "" : location.replaceFirst("^(file|classpath):", "");
        if (FileUtil.stripPath(file.isEmpty() ? String.valueOf(id) : file).startsWith(OURS)) {
            return null;
        }
        return "Route " + Printable.text(id) + (file.isEmpty() ? "" : " in " + Printable.text(file)) + " cannot "
                + (cause instanceof FailedToStartRouteException ? "start: " : "be made: ") + reason(cause)
                + "; correct the route.";
    }

    /** What happened in words, without the values of options. */
    private static String reason(Throwable failure) {
        NoSuchEndpointException unknown = ObjectHelper.getException(NoSuchEndpointException.class, failure);
        if (unknown != null) {
            return "there is no Camel component '" + unknown.getUri().replaceFirst(":.*", "") + "' on the class path";
        }
        Throwable root = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            root = cause;
            String message = String.valueOf(cause.getMessage());
            Matcher placeholder = PLACEHOLDER.matcher(message);
            if (placeholder.matches()) {
                return "the setting " + Printable.text(placeholder.group(1)) + ", which it names in a placeholder, is "
                        + "missing";
            }
            Matcher options = UNKNOWN_OPTIONS.matcher(message);
            if (options.matches() && cause instanceof ResolveEndpointFailedException endpoint) {
                List<String> names = optionsOf(endpoint.getUri()).stream()
                        .filter(name -> options.group(1).contains(name + "=")).toList();
                return "the component does not know the option " + String.join(", ", names);
            }
            if (cause instanceof PropertyBindingException wrong && wrong.getPropertyName() != null) {
                return "the option " + wrong.getPropertyName() + " has a value that the component does not take";
            }
        }
        if (root instanceof ClassNotFoundException) {
            return "there is no class " + root.getMessage() + " on the class path";
        }
        return root.getMessage() == null ? "it is not accepted"
                : firstLine(root.getMessage()).replaceFirst("^Failed to (start|create) route.* because: ", "");
    }

    private static List<String> optionsOf(String uri) {
        try {
            return List.copyOf(URISupport.parseQuery(URISupport.extractQuery(uri), true, true).keySet());
        } catch (Exception e) {
            return List.of();
        }
    }

    private static String firstLine(String message) {
        String line = URISupport.sanitizeUri(message.lines().findFirst().orElse("")).replaceFirst("[.;]$", "");
        return line.replaceAll("\\p{Cntrl}", " ");
    }
}
