package dev.cplnroutes.call;

/**
 * The retry that one failed attempt may lead to: paid for once, however many listings waited for that attempt, and sent
 * by the first of them. {@link RetryBudget} alone reads and writes it, under its lock.
 */
final class RetryTicket {

    /** Whether the failure was counted. */
    boolean isSeen;
    boolean isPaid;
    boolean isSent;
    /** What was paid, in retries. */
    int cost;
    /** Calls that wait to send the retry. */
    int waiting;

    /** Makes the ticket of an attempt that just failed. */
    RetryTicket() {
    }
}
