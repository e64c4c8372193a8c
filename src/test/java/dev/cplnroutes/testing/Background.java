package dev.cplnroutes.testing;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Steps of a test that wait, each on a thread of its own.
 */
public final class Background {

    private Background() {
    }

    /** A step that may fail. */
    public interface Step {

        /** Takes the step. */
        void take() throws Exception;
    }

    /** Begins a step on a new daemon thread. */
    public static <T> CompletableFuture<T> call(Callable<T> step) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(step.call());
            } catch (Exception | Error e) {
                result.completeExceptionally(e);
            }
        }, "step of a test");
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    /** Begins a step without a result. */
    public static CompletableFuture<Void> run(Step step) {
        return call(() -> {
            step.take();
            return null;
        });
    }

    /** Waits for a condition, with awaitility's deadline. It is tried often: tests wait for many small steps. */
    public static void until(Callable<Boolean> condition) {
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(condition);
    }

    /** Waits for the result of a step. */
    public static <T> T result(CompletableFuture<T> step) {
        until(step::isDone);
        return step.join();
    }

    /** Waits for a step that fails. */
    public static Throwable failure(CompletableFuture<?> step) {
        until(step::isDone);
        try {
            throw new AssertionError("the step did not fail: " + step.join());
        } catch (CompletionException e) {
            return e.getCause();
        }
    }
}
