package dev.cplnroutes.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.cplnroutes.Container;
import dev.cplnroutes.request.Selection;

/**
 * The times within which selections ask for a restart: containers leave such a selection by the passing of time alone.
 * Bounded: the one that was asked for longest ago goes first. Not thread-safe.
 */
final class RestartWindows {

    private static final int MOST = 100;

    /** By the window, the number of the change behind which containers that leave it are told. */
    private final Map<Duration, Long> toldFrom = new LinkedHashMap<>(16, 0.75f, true);

    boolean isEmpty() {
        return toldFrom.isEmpty();
    }

    /** Somebody asks for a window, or for none (null), behind a change of this number. */
    void add(Duration window, long sequence) {
        if (window == null) {
            return;
        }
        toldFrom.putIfAbsent(window, sequence);
        if (toldFrom.size() > MOST) {
            toldFrom.remove(toldFrom.keySet().iterator().next());
        }
    }

    /** Whether everything that left a window behind a change of this number was told. */
    boolean reaches(Duration window, long sequence) {
        return toldFrom.getOrDefault(window, Long.MAX_VALUE) <= sequence;
    }

    /** Whether the last restart of a container has left one of the windows meanwhile, or come back: a clock is set. */
    boolean isCrossed(Container container, Instant before, Instant now) {
        return container.lastRestartTime() != null && toldFrom.keySet().stream().map(RestartWindows::within)
                .anyMatch(within -> within.hasContainer(container, before) != within.hasContainer(container, now));
    }

    private static Selection within(Duration window) {
        return new Selection(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
                null, null, window, null);
    }
}
