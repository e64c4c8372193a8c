package dev.cplnroutes.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a server has seen. Any thread may ask. */
final class RequestCounters {

    private static final int REMEMBERED = 100_000;

    private final Deque<String> lines = new ArrayDeque<>();
    private final Map<String, Integer> attempts = new Attempts();
    private long requests;
    private int inFlight;
    private int peakInFlight;
    private int refused;

    /** Counts a request and says how often this line came so far. */
    synchronized int arrived(String line) {
        requests++;
        inFlight++;
        peakInFlight = Math.max(peakInFlight, inFlight);
        if (lines.size() == REMEMBERED) {
            lines.removeFirst();
        }
        lines.addLast(line);
        return attempts.merge(line, 1, Integer::sum);
    }

    synchronized void ended() {
        inFlight--;
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    synchronized long requests() {
        return requests;
    }

    synchronized int inFlight() {
        return inFlight;
    }

    synchronized int peakInFlight() {
        return peakInFlight;
    }

    /** Counts a request, which has arrived, as refused. */
    synchronized void refuse() {
        refused++;
    }

    synchronized int refused() {
        return refused;
    }

    synchronized void reset() {
        lines.clear();
        attempts.clear();
        requests = 0;
        refused = 0;
        peakInFlight = inFlight;
    }

    /** Forgets the line that was not asked for the longest: each request may have another query. */
    private static final class Attempts extends LinkedHashMap<String, Integer> {

        Attempts() {
            super(1024, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > REMEMBERED;
        }
    }
}
