package dev.cplnroutes.trigger.http;

import java.util.concurrent.atomic.AtomicBoolean;

import dev.cplnroutes.Problem;
import dev.cplnroutes.Stopping;
import dev.cplnroutes.outcome.HandOver;
import dev.cplnroutes.stream.StreamLines;
import dev.cplnroutes.trigger.ListingTimeLimits;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import org.apache.camel.Exchange;

/**
 * The answer to a request for a stream, written while its listing runs. The next lines are taken when those before
 * them have left: memory holds a few kilobytes for a client, and the listing goes on as fast as the client reads.
 */
final class StreamedAnswer {

    /** Exchange property: the server can send a stream. */
    static final String POSSIBLE = "cplnStreamPossible";

    private static final int MOST_BYTES_AT_ONCE = 8 * 1024;

    private final HttpServerResponse response;
    private final Context eventLoop;
    private final Stopping stopping;

    /**
     * Makes an answer that has not begun.
     *
     * @param response  response to the request
     * @param eventLoop thread of the response
     * @param stopping  is called when the client has gone, or the listing may not go on
     */
    StreamedAnswer(HttpServerResponse response, Context eventLoop, Stopping stopping) {
        this.response = response;
        this.eventLoop = eventLoop;
        this.stopping = stopping;
        stopping.onStop(this::wake);
    }

    private synchronized void wake() {
        notifyAll();
    }

    /**
     * Writes the stream to its end, or until the client has gone.
     *
     * @param stream the containers; the caller closes it
     * @param limit  time limit of the listing
     */
    void write(HandOver stream, ListingTimeLimits.Limit limit) {
        eventLoop.runOnContext(nothing -> {
            if (!response.closed()) {
                // Proxies such as nginx would hold the lines back.
                response.setChunked(true).putHeader(Exchange.CONTENT_TYPE, StreamLines.MEDIA_TYPE)
                        .putHeader("X-Accel-Buffering", "no");
            }
        });
        Problem failed = null;
        try {
            while (!response.closed() && stream.hasNext()) {
                Buffer lines = Buffer.buffer();
                do {
                    lines.appendBytes(StreamLines.of(stream.next(), stream.fields()));
                } while (lines.length() < MOST_BYTES_AT_ONCE && stream.isReady());
                send(lines);
            }
        } catch (RuntimeException e) {
            failed = HttpProblems.problem(e, limit);
        }
        if (!response.closed()) {
            send(Buffer.buffer(StreamLines.last(stream.rest(), failed)));
            // After the last line has left: a connection whose answer has ended is idle, and closed soon.
            eventLoop.runOnContext(nothing -> {
                if (!response.closed()) {
                    response.end();
                }
            });
        }
    }

    /**
     * Writes, and waits until the connection has taken it, or nobody waits any more: the client has gone, or the
     * listing was stopped. What a stopped listing still has is little, and goes to the queue of the connection.
     */
    private void send(Buffer lines) {
        AtomicBoolean hasLeft = new AtomicBoolean();
        eventLoop.runOnContext(nothing -> {
            if (response.closed()) {
                left(hasLeft);
            } else {
                response.write(lines).onComplete(written -> left(hasLeft));
            }
        });
        synchronized (this) {
            try {
                while (!hasLeft.get() && !stopping.isStopped()) {
                    wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                stopping.stop();
            }
        }
    }

    private synchronized void left(AtomicBoolean hasLeft) {
        hasLeft.set(true);
        notifyAll();
    }
}
