package dev.cplnroutes.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A thread-safe record of the requests that a server received. */
final class RequestCounters {

    /** How many request lines are kept, and for how many different ones the attempts are counted. */
    static final int REMEMBERED = 100_000;

    private final Deque<String> lines = new ArrayDeque<>();
    private final Map<String, Integer> attempts = new Attempts();
    private long requests;
    private int inFlight;
    private int peakInFlight;
    private int refused;

    /**
     * Counts a request as arrived and in flight.
     *
     * @param line method, path and query
     * @return how often this line has come so far, from 1
     */
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

    /** Counts a request as no longer in flight. */
    synchronized void ended() {
        inFlight--;
    }

    /** Counts a request, which has arrived, as refused by the rate limit. */
    synchronized void refused() {
        refused++;
    }

    /** The last {@link #REMEMBERED} lines in the order of arrival. */
    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    synchronized long requestCount() {
        return requests;
    }

    synchronized int inFlight() {
        return inFlight;
    }

    synchronized int peakInFlight() {
        return peakInFlight;
    }

    synchronized int refusedCount() {
        return refused;
    }

    /** Starts over. Requests in flight stay counted as such, and the peak becomes their number. */
    synchronized void reset() {
        lines.clear();
        attempts.clear();
        requests = 0;
        refused = 0;
        peakInFlight = inFlight;
    }

    /** Attempts by line. The least recently received line is dropped first: each request may have another query. */
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
