package dev.cplnroutes.events;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is done with the endpoint URIs that the settings name: their defaults, and how they are called where a person can
 * read it. A URI may hold secrets - a webhook's path, a password among the options - so that only a part of it may be seen.
 */
final class EventUris {

    /** Their path is a name: of a topic, a queue, a folder, a logger. */
    private static final Set<String> NAMED = Set.of("kafka", "log", "file", "direct", "seda", "mock", "jms", "activemq",
            "activemq6", "amqp", "stub", "disruptor");

    private static final Pattern HOST = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:\\d{1,5})?");

    private EventUris() {
    }

    static String scheme(String uri) {
        int end = uri.indexOf(':');
        return end < 0 ? "" : uri.substring(0, end);
    }

    static boolean isWebhook(String uri) {
        String scheme = scheme(uri).toLowerCase(Locale.ROOT);
        return scheme.equals("http") || scheme.equals("https");
    }

    static EventForm form(String uri) {
        return switch (scheme(uri)) {
            case "log" -> EventForm.LOG;
            case "kafka" -> EventForm.KAFKA;
            case "file" -> hasOption(uri, "fileName") ? EventForm.LINE : EventForm.FILE;
            default -> EventForm.JSON;
        };
    }

    /** What may be seen of a URI: neither options nor, of a webhook, its path. */
    static String displayed(String uri) {
        String scheme = scheme(uri);
        String rest = uri.substring(scheme.length() + (scheme.isEmpty() ? 0 : 1));
        int query = rest.indexOf('?');
        String path = query < 0 ? rest : rest.substring(0, query);
        if (isWebhook(uri)) {
            String[] parts = path.replaceFirst("^/*", "").split("/", 2);
            String host = parts[0].substring(parts[0].lastIndexOf('@') + 1);
            // An @ behind the host may be that of a password with a slash in it, and the host its user.
            boolean isHost = HOST.matcher(host).matches() && (parts.length < 2 || !parts[1].contains("@"));
            return scheme + "://" + (isHost ? host : "...");
        }
        if (scheme.isEmpty()) {
            return "...";
        }
        return NAMED.contains(scheme) && !path.contains("@") ? scheme + ":" + path.replaceFirst("^//", "") : scheme + ":...";
    }

    /**
     * The URI with what we need of its endpoint, where it says nothing else.
     *
     * @param uri     as in the setting
     * @param timeout of one attempt
     * @param brokers of a Kafka endpoint that names none; blank for those of Camel's component
     */
    static String withDefaults(String uri, Duration timeout, String brokers) {
        if (scheme(uri).equals("kafka")) {
            // Camel's own take a minute and two, and an attempt that was given up would still be under way.
            String named = brokers.isEmpty() ? uri : withDefault(uri, "brokers", brokers);
            long millis = Math.max(10, timeout.toMillis() * 8 / 10);
            long linger = number(uri, "lingerMs", 0);
            long request = number(uri, "requestTimeoutMs", Math.max(1, Math.min(millis / 2,
                    number(uri, "deliveryTimeoutMs", millis) - linger)));
            // The client refuses to be made where the delivery's time is shorter than the two together.
            return withDefault(withDefault(withDefault(named, "maxBlockMs", String.valueOf(millis)),
                    "deliveryTimeoutMs", String.valueOf(Math.max(millis, linger + request))),
                    "requestTimeoutMs", String.valueOf(request));
        }
        return uri;
    }

    /** The URI of undelivered events, whose endpoint is read from as well as written to. */
    static String withDefaultsOfUndelivered(String uri, Duration timeout, String brokers) {
        if (!isFolder(uri)) {
            return withDefaults(uri, timeout, brokers);
        }
        // A file that is being written is not seen.
        return withDefault(uri, "tempPrefix", ".writing-");
    }

    static boolean isFolder(String uri) {
        return scheme(uri).equals("file");
    }

    private static long number(String uri, String option, long defaultValue) {
        Matcher value = Pattern.compile("[?&]" + option + "=(\\d{1,9})(&|$)").matcher(uri);
        return value.find() ? Long.parseLong(value.group(1)) : defaultValue;
    }

    private static String withDefault(String uri, String option, String value) {
        return hasOption(uri, option) ? uri : uri + (uri.contains("?") ? "&" : "?") + option + "=" + value;
    }

    static boolean hasOption(String uri, String option) {
        return uri.contains("?" + option + "=") || uri.contains("&" + option + "=");
    }
}
