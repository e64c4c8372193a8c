package dev.cplnroutes.listing;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.apache.camel.util.concurrent.CamelThreadFactory;

/**
 * The threads of all lanes. A thread a lane, made when it is needed and kept for a minute, so that no listing waits
 * for another one's lanes; calls in flight are bounded elsewhere. Beyond the bound a lane runs on its caller's own
 * thread: the listing goes on, one call at a time; and no lane stands in for one that waits.
 */
public final class LaneThreads {

    private static final int MOST_THREADS = 4096;
    private static final long KEEP_SECONDS = 60;

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
        if (lane instanceof Lanes.StandIn || pool.isShutdown()) {
            throw new RejectedExecutionException("no thread for another lane");
        }
        lane.run();
    }
}
