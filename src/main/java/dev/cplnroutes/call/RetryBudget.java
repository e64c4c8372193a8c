package dev.cplnroutes.call;

/**
 * What the process may spend on sending calls again: 100 retries, given back by calls that succeed. So an API that is down is
 * not asked four times for each of ten thousand workloads, and a listing says so soon.
 *
 * <p>All methods may be called by any thread.
 */
public final class RetryBudget {

    /** Retries at most that are paid for in advance. */
    public static final int SIZE = 100;

    /** Failures without a success between them after which a retry costs one more. */
    private static final int FAILURES_A_COST = 50;

    private int left = SIZE;
    private int failuresInARow;

    /** Makes a full budget. */
    RetryBudget() {
    }

    /**
     * The retry that one failed attempt may lead to: paid for once, however many listings waited for that attempt, and sent by
     * the first of them.
     */
    public static final class CallRetry {

        private boolean isSeen;
        private boolean isPaid;
        private boolean isSent;
        private int cost;
        private int waiting;
    }

    /**
     * Pays for a retry before its wait.
     *
     * @param retry     of the failed attempt
     * @param isRefusal whether the API is there and only wants fewer calls
     * @return false where the budget is used up
     */
    synchronized boolean pay(CallRetry retry, boolean isRefusal) {
        if (!retry.isSeen) {
            retry.isSeen = true;
            failuresInARow++;
        }
        if (retry.isPaid) {
            retry.waiting++;
            return true;
        }
        // The longer nothing succeeds, the less another try helps.
        int cost = isRefusal ? 1 : 1 + failuresInARow / FAILURES_A_COST;
        if (left < cost) {
            return false;
        }
        left -= cost;
        retry.isPaid = true;
        retry.cost = cost;
        retry.waiting = 1;
        return true;
    }

    /**
     * The retry is sent now. Where another listing has sent the one that was paid for, this one is paid for anew.
     *
     * @return false where the budget is used up
     */
    synchronized boolean send(CallRetry retry) {
        retry.waiting--;
        if (!retry.isSent) {
            retry.isSent = true;
            return true;
        }
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }

    /**
     * One who waited for a retry will not send it: has the answer, or does not want it any more. When nobody else waits for it
     * either, what it cost is given back.
     */
    synchronized void abandon(CallRetry retry) {
        retry.waiting--;
        if (retry.waiting == 0 && !retry.isSent) {
            left = Math.min(SIZE, left + retry.cost);
        }
    }

    /**
     * A call succeeded.
     *
     * @param retries what it took: given back
     * @param isNews  whether this shows that other calls may succeed too: one more retry, and failures count from 0
     */
    synchronized void succeeded(int retries, boolean isNews) {
        left = Math.min(SIZE, left + retries + (isNews ? 1 : 0));
        failuresInARow = isNews ? 0 : failuresInARow;
    }

    /**
     * Retries that are left.
     *
     * @return 0 to {@link #SIZE}
     */
    synchronized int left() {
        return left;
    }
}
