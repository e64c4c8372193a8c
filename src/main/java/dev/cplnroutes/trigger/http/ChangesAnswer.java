package dev.cplnroutes.trigger.http;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.cplnroutes.Stopping;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.watch.Subscription;
import dev.cplnroutes.watch.WatchEvent;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.apache.camel.Exchange;

/**
 * The answer to a request for changes: events, written as a watch has them, until the client goes away or the watch
 * ends. It has no thread: everything but {@link #begin} runs on the event loop of the connection. Events are taken when
 * those before them have left, so that memory holds some kilobytes or one part of a snapshot for a client. One that
 * takes nothing for {@link Times#patience} is cut off.
 */
final class ChangesAnswer {

    /**
     * The times of an answer.
     *
     * @param heartbeat    a sign of life comes so often
     * @param patience     so long a client may take nothing of what was written
     * @param firstReading so long the answer waits for what the first reading comes to: a GVC that is not there is 404
     */
    record Times(Duration heartbeat, Duration patience, Duration firstReading) {

        /** The times of a process. Proxies close what is silent for 30 s or more. */
        static final Times USUAL = new Times(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(1));
    }

    private static final int MOST_EVENTS_AT_ONCE = 64;

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Context eventLoop;
    private final Subscription subscription;
    private final Times times;
    private final AtomicBoolean isDue = new AtomicBoolean();
    private boolean isOver;
    private long heartbeats;
    private int unsent;
    private long sentAt;
    private WorkloadError problem;

    /**
     * Makes an answer that has not begun.
     *
     * @param request      asks for changes
     * @param eventLoop    of its connection
     * @param subscription has the changes; the answer closes it
     * @param times        for all answers
     */
    ChangesAnswer(HttpServerRequest request, Context eventLoop, Subscription subscription, Times times) {
        this.request = request;
        this.response = request.response();
        this.eventLoop = eventLoop;
        this.subscription = subscription;
        this.times = times;
    }

    /**
     * Begins, and returns at once.
     *
     * @param stopping is stopped when the client has gone
     */
    void begin(Stopping stopping) {
        eventLoop.runOnContext(nothing -> {
            heartbeats = eventLoop.owner().setPeriodic(times.heartbeat().toMillis(), timer -> heartbeat());
            eventLoop.owner().setTimer(Math.max(1, times.firstReading().toMillis()), timer -> openAnyway());
            response.drainHandler(drained -> writeSoon());
            stopping.onStop(() -> eventLoop.runOnContext(gone -> end()));
            if (subscription.position() != null) {
                // It goes on where it was, and an event may be far off.
                open();
            }
            subscription.onEvents(this::writeSoon);
        });
    }

    /** Writes on the event loop, once for all who ask for it meanwhile. */
    private void writeSoon() {
        if (isDue.compareAndSet(false, true)) {
            eventLoop.runOnContext(nothing -> {
                isDue.set(false);
                write();
            });
        }
    }

    private void write() {
        if (isOver || response.ended()) {
            return;
        }
        if (response.writeQueueFull()) {
            if (subscription.isEnded()) {
                // It would not read that either.
                cutOff();
            }
            return;
        }
        List<WatchEvent> events = subscription.poll(1);
        if (events.isEmpty()) {
            tellProblem();
            return;
        }
        open();
        StringBuilder text = new StringBuilder();
        boolean isLast = false;
        for (int taken = 1; !events.isEmpty(); taken++) {
            text.append(EventStream.event(events.get(0)));
            isLast = events.get(0) instanceof WatchEvent.Ended;
            // A part of a snapshot is large enough by itself.
            events = isLast || taken == MOST_EVENTS_AT_ONCE || events.get(0) instanceof WatchEvent.Snapshot ? List.of()
                    : subscription.poll(1);
        }
        if (isLast) {
            sent(response.end(Buffer.buffer(text.toString()))).onComplete(done -> end());
        } else {
            sent(response.write(Buffer.buffer(text.toString())));
            // Other connections of this event loop come in between.
            writeSoon();
        }
    }

    private void tellProblem() {
        WorkloadError now = subscription.problem();
        if (now == problem) {
            return;
        }
        if (!response.headWritten() && now != null && now.status() == 404) {
            end();
            Refusals.answer(response, now.status(), "Not found", now.message());
            return;
        }
        boolean isNews = problem == null || now == null || !problem.equals(now);
        problem = now;
        if (isNews) {
            open();
            sent(response.write(Buffer.buffer(now == null ? EventStream.recovered() : EventStream.problem(now))));
        }
    }

    private void openAnyway() {
        if (!isOver && !response.headWritten()) {
            open();
        }
    }

    private void open() {
        if (!response.headWritten()) {
            EventStream.HEADERS.forEach(response::putHeader);
            response.setChunked(true).putHeader(Exchange.CONTENT_TYPE, EventStream.MEDIA_TYPE);
            sent(response.write(Buffer.buffer(EventStream.begin())));
        }
    }

    private Future<Void> sent(Future<Void> writing) {
        if (unsent++ == 0) {
            sentAt = System.nanoTime();
        }
        return writing.onComplete(done -> {
            unsent--;
            sentAt = System.nanoTime();
        });
    }

    private void heartbeat() {
        if (unsent > 0 && System.nanoTime() - sentAt > times.patience().toNanos()) {
            cutOff();
        } else if (response.headWritten() && !response.ended() && !response.writeQueueFull()) {
            sent(response.write(Buffer.buffer(EventStream.heartbeat(subscription.position()))));
        }
    }

    private void cutOff() {
        if (!subscription.isEnded()) {
            subscription.cutOff("It took nothing for " + times.patience().toSeconds() + " s");
        }
        end();
        ServerInternals.cutOff(request.connection());
    }

    private void end() {
        if (!isOver) {
            isOver = true;
            eventLoop.owner().cancelTimer(heartbeats);
            subscription.close();
        }
    }
}
