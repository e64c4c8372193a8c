package dev.cplnroutes;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Whether a container does what is expected of it. JSON has the constants in lower case. A constant equals no text:
 * compare it with a constant, or its {@link #text()} with a text.
 */
public enum HealthStatus {

    /** Ready, or a job execution that did not fail. */
    HEALTHY("healthy"),

    /** Not ready, out of sync, or a failed job execution. */
    UNHEALTHY("unhealthy"),

    /** Switched off in its location, or scaled to nothing: not expected to be ready. */
    SUSPENDED("suspended"),

    /** The API's word is stale, or it said nothing about it. */
    UNKNOWN("unknown");

    private final String text;

    HealthStatus(String text) {
        this.text = text;
    }

    /**
     * The name that callers see.
     *
     * @return the constant in lower case
     */
    @JsonValue
    public String text() {
        return text;
    }
}
