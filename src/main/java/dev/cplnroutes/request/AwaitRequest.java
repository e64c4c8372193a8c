package dev.cplnroutes.request;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.ProgressListener;
import dev.cplnroutes.support.TimeText;

/**
 * A checked request for a wait. It is the request of each of its rounds too, which need not be checked again.
 *
 * @param options          what each round reads; its {@code fields} are those of the answer
 * @param isForHealthy     whether what is waited for has to be healthy
 * @param isForLatest      whether it has to run the expected version, and no other version may have replicas
 * @param timeout          longest time of the wait, 1 second to 1 hour
 * @param interval         time between two rounds, 100 milliseconds to 1 hour
 * @param stableFor        time for which it has to hold, 0 to 1 hour and less than the timeout
 * @param progressListener hears how far each round is; null without one
 */
public record AwaitRequest(
        ResolvedRequest options,
        boolean isForHealthy,
        boolean isForLatest,
        Duration timeout,
        Duration interval,
        Duration stableFor,
        ProgressListener progressListener) {

    private static final String HEALTHY = "healthy";
    private static final String LATEST = "latest";
    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(10);
    private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(5);

    /**
     * Makes the request, with the defaults of what only a wait has.
     *
     * @throws InvalidRequestException where the wait would see nothing but what is as asked
     */
    static AwaitRequest of(Map<RequestOption, Object> options, ResolvedRequest resolved, ProgressListener listener) {
        Object conditions = options.getOrDefault(RequestOption.FOR, List.of(HEALTHY, LATEST));
        boolean isForHealthy = ((List<?>) conditions).contains(HEALTHY);
        boolean isForLatest = ((List<?>) conditions).contains(LATEST);
        if (isForHealthy) {
            requireSightOfUnhealthy(resolved);
        }
        if (isForLatest && Boolean.TRUE.equals(resolved.selection().latest())) {
            throw new InvalidRequestException(RequestOption.LATEST.optionName(), true,
                    "false or none in a wait for latest, which has to see other versions; for=healthy leaves them out");
        }
        return new AwaitRequest(resolved, isForHealthy, isForLatest, timeout(options),
                (Duration) options.getOrDefault(RequestOption.INTERVAL, DEFAULT_INTERVAL), stableFor(options),
                listener);
    }

    /**
     * Requires that the wait has the time to end well.
     *
     * @throws InvalidRequestException where it would have to hold for as long as the wait may take
     */
    static void requireTime(Map<RequestOption, Object> options) {
        if (stableFor(options).compareTo(timeout(options)) >= 0) {
            throw new InvalidRequestException(RequestOption.STABLE_FOR.optionName(), stableFor(options),
                    "a time less than the timeout, which is " + TimeText.prose(timeout(options)));
        }
    }

    private static Duration timeout(Map<RequestOption, Object> options) {
        return (Duration) options.getOrDefault(RequestOption.TIMEOUT, DEFAULT_TIMEOUT);
    }

    private static Duration stableFor(Map<RequestOption, Object> options) {
        return (Duration) options.getOrDefault(RequestOption.STABLE_FOR, Duration.ZERO);
    }

    private static void requireSightOfUnhealthy(ResolvedRequest resolved) {
        if (resolved.filterUnhealthy()) {
            throw new InvalidRequestException(RequestOption.FILTER_UNHEALTHY.optionName(), true,
                    "false in a wait for healthy, which has to see what is not");
        }
        List<String> states = resolved.selection().healthStatuses();
        if (!states.isEmpty() && !states.contains("unhealthy") && !states.contains("unknown")) {
            throw new InvalidRequestException(RequestOption.HEALTH_STATUS.optionName(), states,
                    "unhealthy or unknown among them in a wait for healthy, which has to see what is not");
        }
    }
}
