package dev.cplnroutes.listing;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.apache.camel.util.concurrent.CamelThreadFactory;

/**
 * The pool of threads for all lanes: one thread for each lane, made when it is needed and kept for a minute. So no
 * listing waits for the lanes of another one; {@code dev.cplnroutes.call.ApiGate} bounds the calls in flight. When all
 * threads are in use, a lane runs on the thread of its listing, one call at a time, and there are no substitute lanes.
 */
public final class LaneThreads {

    private static final int MOST_THREADS = 4096;
    private static final long KEEP_SECONDS = 60;

    /** A task that must have a thread of its own: where none is left, it is rejected. */
    public interface OwnThread extends Runnable {
    }

    private LaneThreads() {
    }

    /**
     * Makes the pool.
     *
     * @return a pool of daemon threads; virtual ones where Camel is set so
     */
    public static ExecutorService create() {
        return new ThreadPoolExecutor(0, MOST_THREADS, KEEP_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(),
                new CamelThreadFactory("Camel Thread ##counter# - #name#", "cpln-lane", true),
                LaneThreads::runInCaller);
    }

    private static void runInCaller(Runnable lane, ThreadPoolExecutor pool) {
        if (lane instanceof OwnThread || pool.isShutdown()) {
            throw new RejectedExecutionException("no thread for another lane");
        }
        lane.run();
    }
}
