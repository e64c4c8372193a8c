package dev.cplnroutes.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.cplnroutes.AwaitResult;
import dev.cplnroutes.AwaitResult.WithoutContainers;
import dev.cplnroutes.Container;
import dev.cplnroutes.WorkloadError;

/**
 * How far a wait is: which workloads are as asked, what is missing of the others, and since when all of it holds. Knows
 * no clock, no Camel and no API. Thread-safe.
 *
 * <p>A round reads the list of workloads, and the deployments of those that are due: all that are not as asked, and the
 * rest once a minute. It holds after a round that could read everything, found at least one workload, and found all of
 * them as asked. Where it has to hold for a time, what was read before the end of that time is read once more then.
 */
final class AwaitProgress {

    /** Longest time after which what is as asked is read again. */
    private static final Duration LONGEST_TRUST = Duration.ofMinutes(1);

    private final Duration interval;
    private final Duration stableFor;
    /** By the name of their GVC and their own, in the order of the list. */
    private Map<String, State> states = new LinkedHashMap<>();
    private final Map<String, Boolean> isDueInRound = new HashMap<>();
    private final Set<String> listed = new LinkedHashSet<>();
    private final List<WorkloadError> failedInRound = new ArrayList<>();
    private List<WorkloadError> errors;
    private Instant roundBegan;
    private Instant holdsSince;
    private boolean hasReadAny;
    private boolean hasReadInRound;

    /** A workload as it was read last; {@code readAt} is the begin of the round that read it. */
    private record State(Instant readAt, boolean isRead, List<Container> remaining, WithoutContainers without) {

        boolean isDone() {
            return isRead && remaining.isEmpty() && without == null;
        }
    }

    /**
     * Starts with nothing known.
     *
     * @param interval  time between rounds
     * @param stableFor time for which it has to hold
     */
    AwaitProgress(Duration interval, Duration stableFor) {
        this.interval = interval;
        this.stableFor = stableFor;
    }

    /** A round begins. */
    synchronized void roundBegins(Instant now) {
        roundBegan = now;
        isDueInRound.clear();
        listed.clear();
        failedInRound.clear();
        hasReadInRound = false;
    }

    /** The list is read from its start. */
    synchronized void listBegins() {
        listed.clear();
    }

    /**
     * A workload is on the list. The answer is the same each time in a round.
     *
     * @return whether it is to be read in this round
     */
    synchronized boolean isDue(String gvc, String name) {
        String key = key(gvc, name);
        listed.add(key);
        return isDueInRound.computeIfAbsent(key, first -> {
            State state = states.get(key);
            return state == null || !state.isDone() || isOld(state.readAt);
        });
    }

    private boolean isOld(Instant readAt) {
        // The next round would be too late.
        boolean isOverdue = readAt.plus(LONGEST_TRUST).isBefore(roundBegan.plus(interval));
        return isOverdue || isStableTimeOver(roundBegan) && readAt.isBefore(stableEnd());
    }

    private boolean isStableTimeOver(Instant now) {
        return holdsSince != null && !stableFor.isZero() && !now.isBefore(stableEnd());
    }

    private Instant stableEnd() {
        return holdsSince.plus(stableFor);
    }

    /**
     * A workload was read.
     *
     * @param remaining its containers that are not as asked
     * @param without   the workload, where it should run and has no container; else null
     */
    synchronized void read(String gvc, String name, List<Container> remaining, WithoutContainers without) {
        hasReadAny = true;
        hasReadInRound = true;
        states.put(key(gvc, name), new State(roundBegan, true, List.copyOf(remaining), without));
    }

    /** A workload could not be read: it is not as asked, whatever it was before. */
    synchronized void failed(WorkloadError error) {
        hasReadInRound = true;
        failedInRound.add(error);
        String key = key(error.gvcName(), error.workloadName());
        State before = states.get(key);
        // One that is not there any more has no container; the next list tells whether it should have one.
        WithoutContainers without = error.status() == 404
                ? new WithoutContainers(error.workloadName(), error.gvcName(), List.of())
                : before == null ? null : before.without;
        states.put(key, new State(roundBegan, false,
                before == null || error.status() == 404 ? List.of() : before.remaining, without));
    }

    /**
     * A round has read the list to its end, as far as the errors say.
     *
     * @param now       the end of the round
     * @param notRead   what could not be read
     * @param isMatched whether all names that the selection asks for are there
     */
    synchronized void roundEnds(Instant now, List<WorkloadError> notRead, boolean isMatched) {
        errors = List.copyOf(notRead);
        if (notRead.stream().allMatch(error -> error.workloadName() != null)) {
            keepInOrder();
        }
        boolean holds = notRead.isEmpty() && isMatched && !listed.isEmpty()
                && listed.stream().allMatch(key -> states.containsKey(key) && states.get(key).isDone());
        if (!holds) {
            holdsSince = null;
        } else if (holdsSince == null) {
            holdsSince = now;
        }
    }

    /** Those that are not on the list any more are gone. */
    private void keepInOrder() {
        Map<String, State> kept = new LinkedHashMap<>();
        listed.forEach(key -> kept.computeIfAbsent(key, states::get));
        states = kept;
    }

    /**
     * A round failed as a whole.
     *
     * @param failure what happened, where no workload's failure tells it
     */
    synchronized void roundFails(WorkloadError failure) {
        errors = failedInRound.isEmpty() ? List.of(failure) : List.copyOf(failedInRound);
        holdsSince = null;
    }

    /**
     * Whether a round that failed as a whole could not read the list, or no workload was ever read: then the failure is
     * not that of the few that were due.
     */
    synchronized boolean isFailureOfAll() {
        return !hasReadInRound || !hasReadAny;
    }

    /** Whether a workload was ever read. */
    synchronized boolean hasReadAny() {
        return hasReadAny;
    }

    /** Whether a round has ended. */
    synchronized boolean hasEndedRound() {
        return errors != null;
    }

    /** Whether the last round that ended has read the list of workloads to its end. */
    synchronized boolean hasReadList() {
        return errors != null && errors.stream().allMatch(error -> error.workloadName() != null);
    }

    /** Whether the last round that ended could read everything. */
    synchronized boolean hasReadAll() {
        return errors != null && errors.isEmpty();
    }

    /** Whether everything is as asked, for as long as it has to be. */
    synchronized boolean isReached(Instant now) {
        return holdsSince != null && !now.isBefore(stableEnd())
                && (stableFor.isZero() || states.values().stream().noneMatch(
                        state -> state.readAt.isBefore(stableEnd())));
    }

    /** Whether no workload was on the list last. */
    synchronized boolean isEmpty() {
        return states.isEmpty() && listed.isEmpty();
    }

    /**
     * When the next round is due.
     *
     * @param now the end of the round before
     * @return after the interval, or at the end of the time for which it has to hold
     */
    synchronized Instant nextRound(Instant now) {
        Instant next = now.plus(interval);
        return holdsSince != null && stableEnd().isAfter(now) && stableEnd().isBefore(next) ? stableEnd() : next;
    }

    /**
     * The answer.
     *
     * @param isReached whether everything was as asked in time
     * @param waited    how long the wait took
     * @param unmatched names that nothing has
     * @param fields    fields of each container; empty for all
     */
    synchronized AwaitResult result(boolean isReached, Duration waited, Map<String, List<String>> unmatched,
            List<String> fields) {
        List<Container> remaining = states.values().stream().flatMap(state -> state.remaining.stream()).toList();
        List<WorkloadError> notRead = errors != null ? errors : List.of(new WorkloadError(null, null, 504,
                "nothing was read to its end before the time was up; allow a longer timeout"));
        return new AwaitResult(isReached, waited.toMillis() / 1e3,
                fields.isEmpty() ? remaining : remaining.stream().map(one -> one.withOnly(fields)).toList(),
                states.values().stream().map(State::without).filter(without -> without != null).toList(),
                notRead.isEmpty(), notRead, unmatched.isEmpty() ? null : unmatched, fields.isEmpty() ? null : fields);
    }

    private static String key(String gvc, String name) {
        return gvc + "/" + name;
    }
}
