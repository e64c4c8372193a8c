package dev.cplnroutes.call;

/**
 * The number of retries that the process may still send: 100, given back by calls that succeed. So an API that is down
 * is not asked four times for each of ten thousand workloads, and a listing fails soon.
 *
 * <p>All methods may be called by any thread.
 */
public final class RetryBudget {

    /** Retries of a full budget. */
    public static final int SIZE = 100;

    /** Failures without a success between them after which a retry costs one more. */
    private static final int FAILURES_A_COST = 50;

    private int left = SIZE;
    private int failuresInARow;

    /** Makes a full budget. */
    RetryBudget() {
    }

    /**
     * Pays for a retry before its wait. A ticket that is paid for costs nothing more: one more call waits to send it.
     *
     * @param ticket    of the failed attempt
     * @param isRefusal whether the API works and only wants fewer calls
     * @return false where the budget is used up
     */
    synchronized boolean pay(RetryTicket ticket, boolean isRefusal) {
        if (!ticket.isSeen) {
            ticket.isSeen = true;
            failuresInARow++;
        }
        if (ticket.isPaid) {
            ticket.waiting++;
            return true;
        }
        // The longer nothing succeeds, the less another try helps.
        int cost = isRefusal ? 1 : 1 + failuresInARow / FAILURES_A_COST;
        if (left < cost) {
            return false;
        }
        left -= cost;
        ticket.isPaid = true;
        ticket.cost = cost;
        ticket.waiting = 1;
        return true;
    }

    /**
     * The retry is sent now. Where another call has already sent the one that was paid for, this one costs one more.
     *
     * @param ticket that was paid for
     * @return false where the budget is used up
     */
    synchronized boolean send(RetryTicket ticket) {
        ticket.waiting--;
        if (!ticket.isSent) {
            ticket.isSent = true;
            return true;
        }
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }

    /**
     * A call that waited for a retry will not send it: it has its answer, or does not want it any more. When no other
     * call waits for the retry and none has sent it, what it cost is given back.
     *
     * @param ticket that was paid for
     */
    synchronized void abandon(RetryTicket ticket) {
        ticket.waiting--;
        if (ticket.waiting == 0 && !ticket.isSent) {
            left = Math.min(SIZE, left + ticket.cost);
        }
    }

    /**
     * A call succeeded.
     *
     * @param retries retries that it took: given back
     * @param isNews  whether this shows that other calls may succeed too: one more is given back, and failures count
     *                from 0
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
