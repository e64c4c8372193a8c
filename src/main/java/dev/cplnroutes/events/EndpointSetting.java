package dev.cplnroutes.events;

import java.util.List;

/**
 * One endpoint URI of a setting, and the errors that name it. They show of the URI only what may be seen.
 *
 * @param setting name of the setting
 * @param number  place of the URI in the setting, from 1
 * @param uri     the URI
 */
record EndpointSetting(String setting, int number, String uri) {

    /**
     * The error for an endpoint that cannot be resolved.
     *
     * @param reason what is wrong, and what to do; holds no secret
     * @return the exception to throw
     */
    IllegalArgumentException unresolved(String reason) {
        return new IllegalArgumentException("Setting " + setting + ": endpoint " + number + " ("
                + EventUris.displayed(uri) + ") cannot be resolved: " + reason + ".");
    }

    /**
     * Finds the options that Camel does not know.
     *
     * @param message of Camel's exception; it holds their values, which may be secrets
     * @return their names, in the order of the URI; empty if the message is about something else
     */
    List<String> unknownOptions(String message) {
        int unknown = message == null ? -1 : message.indexOf("Unknown parameters=[");
        if (unknown < 0) {
            return List.of();
        }
        String listed = message.substring(unknown);
        return EventUris.options(uri).keySet().stream().filter(name -> listed.contains(name + "=")).toList();
    }

    /** Does not show the URI. */
    @Override
    public String toString() {
        return setting + " " + number;
    }
}
