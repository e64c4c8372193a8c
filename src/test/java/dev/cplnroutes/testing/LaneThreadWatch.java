package dev.cplnroutes.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;

import org.apache.camel.CamelContext;

/**
 * What the threads of the lanes do, told by their states: a lane in a call to the API runs, one that waits for an
 * answer or
 * for work waits, one that waits before its next try or at the gate waits for a time. Sees the threads that are made
 * after it.
 */
public final class LaneThreadWatch {

    private final ThreadPoolExecutor pool;
    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    private LaneThreadWatch(ThreadPoolExecutor pool) {
        this.pool = pool;
    }

    /** Watches the lanes of a context that has not listed yet. */
    public static LaneThreadWatch of(CamelContext context) {
        LaneThreadWatch watch = new LaneThreadWatch(
                context.getRegistry().lookupByNameAndType("cplnLaneThreads", ThreadPoolExecutor.class));
        ThreadFactory factory = watch.pool.getThreadFactory();
        watch.pool.setThreadFactory(lane -> {
            Thread thread = factory.newThread(lane);
            watch.threads.add(thread);
            return thread;
        });
        return watch;
    }

    /** Lanes under way. */
    public int busy() {
        return pool.getActiveCount();
    }

    /** Lanes under way that wait until they are woken. */
    public int waiting() {
        return (int) in(Thread.State.WAITING);
    }

    /** Lanes under way that wait for a time at most. */
    public int sleeping() {
        // As threads without a lane do, which the pool keeps for a while.
        return (int) in(Thread.State.TIMED_WAITING) - (pool.getPoolSize() - busy());
    }

    /** Interrupts a lane that waits until it is woken; false where there is none. */
    public boolean interruptOneThatWaits() {
        return threads.stream().filter(thread -> thread.getState() == Thread.State.WAITING).findFirst().map(thread -> {
            thread.interrupt();
            return true;
        }).orElse(false);
    }

    private long in(Thread.State state) {
        return threads.stream().filter(thread -> thread.getState() == state).count();
    }
}
