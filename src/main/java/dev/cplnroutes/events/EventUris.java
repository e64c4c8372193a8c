package dev.cplnroutes.events;

import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.camel.util.URISupport;

/**
 * The endpoint URIs that the settings name: their options, our defaults, and the part that people may see. A URI may
 * hold secrets, such as a webhook's path or a password among the options.
 */
final class EventUris {

    /** Components whose path is the name of a topic, a queue, a folder or a logger. */
    private static final Set<String> NAMED = Set.of("kafka", "log", "file", "direct", "seda", "mock", "jms", "activemq",
            "activemq6", "amqp", "stub", "disruptor");

    private static final Pattern HOST = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:\\d{1,5})?");

    /** The end of {@code RAW(...)}: another option, another URI or nothing follows it. */
    private static final Pattern RAW_END = Pattern.compile("[)](?=&|$|\\s+([A-Za-z][\\w+.-]*:\\S|$))");
    private static final Pattern RAW_BRACES_END = Pattern.compile("[}](?=&|$|\\s+([A-Za-z][\\w+.-]*:\\S|$))");

    private EventUris() {
    }

    /**
     * The URIs that a setting names, separated by white space. White space belongs to a URI inside {@code RAW(...)} and
     * {@code RAW{...}}, as the value of a login module has it, and behind a backslash, which is left out.
     *
     * @param setting value of the setting
     * @return the URIs in their order; empty if the value is blank
     */
    static List<String> split(String setting) {
        List<String> uris = new ArrayList<>();
        StringBuilder uri = new StringBuilder();
        for (int i = 0; i < setting.length(); i++) {
            char character = setting.charAt(i);
            int end = rawEnd(setting, i);
            if (end > 0) {
                uri.append(setting, i, end);
                i = end - 1;
            } else if (character == '\\' && i + 1 < setting.length()
                    && Character.isWhitespace(setting.charAt(i + 1))) {
                i++;
                uri.append(setting.charAt(i));
            } else if (!Character.isWhitespace(character)) {
                uri.append(character);
            } else if (!uri.isEmpty()) {
                uris.add(uri.toString());
                uri.setLength(0);
            }
        }
        if (!uri.isEmpty()) {
            uris.add(uri.toString());
        }
        return List.copyOf(uris);
    }

    /** Where the raw value ends that begins here; 0 if none does. */
    private static int rawEnd(String setting, int start) {
        boolean isRound = setting.startsWith("=RAW(", start);
        if (!isRound && !setting.startsWith("=RAW{", start)) {
            return 0;
        }
        Matcher end = (isRound ? RAW_END : RAW_BRACES_END).matcher(setting);
        return end.find(start) ? end.end() : 0;
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

    /**
     * The part of a URI that people may see. Camel's own masking knows passwords by the names of their options, and
     * shows the path of a webhook.
     *
     * @param uri as in the setting
     * @return component and name, or a webhook's host; no options
     */
    static String displayed(String uri) {
        String scheme = scheme(uri);
        String rest = uri.substring(scheme.length() + (scheme.isEmpty() ? 0 : 1));
        int query = rest.indexOf('?');
        String path = query < 0 ? rest : rest.substring(0, query);
        if (isWebhook(uri)) {
            String[] parts = path.replaceFirst("^/*", "").split("/", 2);
            String host = parts[0].substring(parts[0].lastIndexOf('@') + 1);
            // With an @ in the path, the host may be a user name, and the path a password that holds a slash.
            boolean isHost = HOST.matcher(host).matches() && (parts.length < 2 || !parts[1].contains("@"));
            return scheme + "://" + (isHost ? host : "...");
        }
        if (scheme.isEmpty()) {
            return "...";
        }
        boolean isName = NAMED.contains(scheme) && !path.contains("@");
        return scheme + ":" + (isName ? path.replaceFirst("^//", "") : "...");
    }

    /**
     * Adds our defaults for the options that a URI does not set.
     *
     * @param uri     as in the setting
     * @param timeout of one attempt
     * @param brokers of a Kafka endpoint that names none; blank for those of Camel's component
     * @return the URI, with defaults behind its own options
     */
    static String withDefaults(String uri, Duration timeout, String brokers) {
        if (scheme(uri).equals("kafka")) {
            // Camel's own limits are one and two minutes: an attempt that was given up would still be under way.
            String named = brokers.isEmpty() ? uri : withDefault(uri, "brokers", brokers);
            long millis = Math.max(10, timeout.toMillis() * 8 / 10);
            long linger = number(uri, "lingerMs", 0);
            long request = number(uri, "requestTimeoutMs", Math.max(1, Math.min(millis / 2,
                    number(uri, "deliveryTimeoutMs", millis) - linger)));
            // The client does not start if the delivery's time is shorter than the sum of both.
            return withDefault(withDefault(withDefault(named, "maxBlockMs", String.valueOf(millis)),
                    "deliveryTimeoutMs", String.valueOf(Math.max(millis, linger + request))),
                    "requestTimeoutMs", String.valueOf(request));
        }
        return uri;
    }

    /**
     * Adds our defaults to the URI of undelivered events, whose endpoint is also read.
     *
     * @param uri     as in the setting
     * @param timeout of one attempt
     * @param brokers of a Kafka endpoint that names none; blank for those of Camel's component
     * @return the URI, with defaults behind its own options
     */
    static String withDefaultsOfUndelivered(String uri, Duration timeout, String brokers) {
        if (!isFolder(uri)) {
            return withDefaults(uri, timeout, brokers);
        }
        // Readers skip a file while it is being written.
        return hasOption(uri, "tempFileName") ? uri : withDefault(uri, "tempPrefix", ".writing-");
    }

    static boolean isFolder(String uri) {
        return scheme(uri).equals("file");
    }

    private static long number(String uri, String option, long defaultValue) {
        String value = String.valueOf(options(uri).get(option));
        return value.matches("\\d{1,9}") ? Long.parseLong(value) : defaultValue;
    }

    /** As text, since Camel would encode the other options differently. */
    private static String withDefault(String uri, String option, String value) {
        return hasOption(uri, option) ? uri : uri + (uri.contains("?") ? "&" : "?") + option + "=" + value;
    }

    static boolean hasOption(String uri, String option) {
        return options(uri).containsKey(option);
    }

    /**
     * The options of a URI, as Camel reads them: {@code RAW(...)} may hold any character.
     *
     * @param uri as in the setting
     * @return values by name, in their order; empty if Camel cannot read them
     */
    static Map<String, Object> options(String uri) {
        try {
            return URISupport.parseQuery(URISupport.extractQuery(uri), true, true);
        } catch (URISyntaxException | IllegalArgumentException e) {
            // The URI is refused when its endpoint is resolved.
            return Map.of();
        }
    }
}
