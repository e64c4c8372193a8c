package dev.cplnroutes.call;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * A listing against a server that refuses calls, in made-up time: what {@link Pace} makes of it can be seen exactly,
 * the same each time. Each worker makes a call, waits out its back-off where it was refused, and goes on with the next.
 */
final class SimulatedListing {

    /** Whether the server takes a call that arrives; null: yes. Else the wait it asks for, negative: not said. */
    interface Server {
        Duration refusal(double seconds, int call, int tries);
    }

    /** A bucket of calls that fills up again. */
    static final class Bucket implements Server {

        private final double capacity;
        private double perSecond;
        private double changeAt = Double.MAX_VALUE;
        private double changeTo;
        private Duration retryAfter = Duration.ofNanos(-1);
        private double from;
        private double left;
        private double at;

        Bucket(double perSecond, double capacity) {
            this.perSecond = perSecond;
            this.capacity = capacity;
            this.left = capacity;
        }

        Bucket changedAt(double seconds, double to) {
            changeAt = seconds;
            changeTo = to;
            return this;
        }

        /** Takes everything before. */
        Bucket from(double seconds) {
            from = seconds;
            return this;
        }

        Bucket retryAfter(Duration wait) {
            retryAfter = wait;
            return this;
        }

        @Override
        public Duration refusal(double seconds, int call, int tries) {
            perSecond = seconds >= changeAt ? changeTo : perSecond;
            left = Math.min(capacity, left + (seconds - at) * perSecond);
            at = seconds;
            if (left < 1 && seconds >= from) {
                return retryAfter;
            }
            left = Math.max(0, left - 1);
            return null;
        }
    }

    /** What came of it; seconds until the last answer. */
    record Outcome(double seconds, int sent, int refused, int lost, int mostInFlight) {

        double refusedPart() {
            return refused / (double) sent;
        }
    }

    private enum Step { WANTS, ARRIVES, ANSWERED, WAKES }

    private record Event(double at, long number, Step step, int call, int tries, Pace.Pass pass, Duration refusal) {
    }

    private record Waiting(int call, int tries) {
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>(
            Comparator.comparingDouble(Event::at).thenComparingLong(Event::number));
    private final Deque<Waiting> gate = new ArrayDeque<>();
    private final Pace pace;
    private final Server server;
    private final Random random;
    private final double latency;
    private long number;
    private int inFlight;
    /** When the gate looks at the pace again; one such event at a time. */
    private double wakesAt = Double.MAX_VALUE;

    private SimulatedListing(Pace pace, Server server, double latencySeconds, long seed) {
        this.pace = pace;
        this.server = server;
        this.latency = latencySeconds;
        this.random = new Random(seed);
    }

    /** Makes so many calls, each tried again 8 times after 0.2 s, 0.4 s and so on. */
    static Outcome run(Pace pace, Server server, int calls, int workers, double latencySeconds, long seed) {
        return new SimulatedListing(pace, server, latencySeconds, seed).run(calls, workers);
    }

    private void add(double at, Step step, int call, int tries, Pace.Pass pass, Duration refusal) {
        events.add(new Event(at, number++, step, call, tries, pass, refusal));
    }

    private double trip() {
        return latency / 2 * (1 + random.nextDouble() / 10);
    }

    private static long nanos(double seconds) {
        // Begins somewhere, as System.nanoTime() does.
        return (long) (seconds * 1e9) - 5_000_000_000L;
    }

    private Outcome run(int calls, int workers) {
        int next = 0;
        int sent = 0;
        int refused = 0;
        int lost = 0;
        int mostInFlight = 0;
        double last = 0;
        for (; next < workers && next < calls; next++) {
            add(0, Step.WANTS, next, 0, null, null);
        }
        while (!events.isEmpty()) {
            Event event = events.poll();
            double now = event.at();
            switch (event.step()) {
                case WANTS -> gate.add(new Waiting(event.call(), event.tries()));
                case ARRIVES -> add(now + trip(), Step.ANSWERED, event.call(), event.tries(), event.pass(),
                        server.refusal(now, event.call(), event.tries()));
                case ANSWERED -> {
                    inFlight--;
                    last = now;
                    Duration refusal = event.refusal();
                    boolean isOver = refusal == null || event.tries() == 8;
                    if (refusal == null) {
                        pace.answered(event.pass(), nanos(now));
                    } else {
                        refused++;
                        lost += isOver ? 1 : 0;
                        if (refusal.isNegative()) {
                            pace.refused(event.pass(), nanos(now));
                        } else {
                            pace.askedToWait(event.pass(), refusal, nanos(now));
                        }
                        double wait = 0.2 * Math.pow(2, event.tries()) * (1 + random.nextDouble() / 2);
                        if (!isOver) {
                            add(now + Math.max(wait, refusal.toNanos() / 1e9), Step.WANTS, event.call(),
                                    event.tries() + 1, null, null);
                        }
                    }
                    if (isOver && next < calls) {
                        add(now, Step.WANTS, next++, 0, null, null);
                    }
                }
                case WAKES -> wakesAt = now == wakesAt ? Double.MAX_VALUE : wakesAt;
            }
            long wait = 0;
            while (!gate.isEmpty() && (wait = pace.waitNanos(nanos(now))) == 0) {
                Waiting goes = gate.poll();
                sent++;
                mostInFlight = Math.max(mostInFlight, ++inFlight);
                add(now + trip(), Step.ARRIVES, goes.call(), goes.tries(), pace.sent(nanos(now)), null);
            }
            if (!gate.isEmpty() && wait != Pace.UNTIL_A_CALL_ENDS) {
                double wakes = now + wait / 1e9 + random.nextDouble() * 0.0003;
                if (wakes < wakesAt) {
                    wakesAt = wakes;
                    add(wakes, Step.WAKES, 0, 0, null, null);
                }
            }
        }
        return new Outcome(last, sent, refused, lost, mostInFlight);
    }
}
