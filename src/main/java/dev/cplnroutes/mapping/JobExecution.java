package dev.cplnroutes.mapping;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;

/**
 * A run of a cron workload in a location. Each component but {@code field} may be null.
 *
 * @param field     the execution in the answer
 * @param name      name of the execution
 * @param status    {@code successful}, {@code failed}, {@code active}, {@code pending}, {@code invalid},
 *                  {@code removed}, or another word that the API may come to use
 * @param startText start as the API gave it
 * @param start     start; null where the API gave none, or one that is no ISO 8601 time
 */
record JobExecution(JsonField field, String name, String status, String startText, Instant start) {

    /**
     * Newest first. An execution without a start has still to begin, so it is the newest. One whose start is no time
     * comes last, since nothing shows that it is newer than others. Names of executions end in a growing number.
     */
    private static final Comparator<JobExecution> NEWEST_FIRST = Comparator
            .comparing((JobExecution execution) -> execution.startText != null)
            .thenComparing(JobExecution::start, Comparator.nullsLast(Comparator.reverseOrder()))
            .thenComparing(JobExecution::unreadableStart, Comparator.nullsLast(Comparator.reverseOrder()))
            .thenComparing(JobExecution::name, Comparator.nullsLast(Comparator.reverseOrder()));

    /**
     * The newest of a location's executions.
     *
     * @param jobExecutions array of executions; may be missing
     * @return the newest; null where there is none
     * @throws UnreadableAnswerException if a field has the wrong type
     */
    static JobExecution newest(JsonField jobExecutions) {
        List<JsonField> executions = jobExecutions.objects();
        return executions.stream().map(JobExecution::read).min(NEWEST_FIRST).orElse(null);
    }

    private static JobExecution read(JsonField execution) {
        String startText = execution.member("startTime").text();
        return new JobExecution(
                execution,
                execution.member("name").text(),
                execution.member("status").text(),
                startText,
                instant(startText));
    }

    /** Workload version that the execution runs; null where the API does not say. */
    Long workloadVersion() {
        return field.member("workloadVersion").longInteger();
    }

    /** Message of the first condition that holds and has a message; null where there is none. */
    String conditionMessage() {
        for (JsonField condition : field.member("conditions").objects()) {
            boolean holds = !"False".equals(condition.member("status").text());
            String message = condition.member("message").text();
            if (holds && message != null) {
                return message;
            }
        }
        return null;
    }

    /** The start as text where it is no time, else null: one time may be written in more than one way. */
    private String unreadableStart() {
        return start == null ? startText : null;
    }

    private static Instant instant(String text) {
        if (text == null) {
            return null;
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException notATime) {
            return null;
        }
    }
}
