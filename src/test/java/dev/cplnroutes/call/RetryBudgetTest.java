package dev.cplnroutes.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;

import dev.cplnroutes.api.ApiException;
import org.junit.jupiter.api.Test;

/**
 * What retries cost the process, and what gives it back.
 */
class RetryBudgetTest {

    private final RetryBudget budget = new RetryBudget();

    private static RetryBudget.CallRetry failure() {
        return new RetryBudget.CallRetry();
    }

    private long paid(int failures, boolean isRefusal) {
        return IntStream.range(0, failures).filter(i -> budget.pay(failure(), isRefusal)).count();
    }

    @Test
    void refusalsCostOneEach() {
        assertThat(paid(150, true)).isEqualTo(100);
        assertThat(budget.left()).isZero();
    }

    @Test
    void theLongerNothingSucceedsTheMoreARetryCosts() {
        // 49 at one, then at two.
        assertThat(paid(1000, false)).isEqualTo(49 + 25);
    }

    @Test
    void successGivesBackWhatItsRetriesCostAndOneMore() {
        paid(60, true);
        budget.succeeded(3, true);
        assertThat(budget.left()).isEqualTo(44);
        budget.succeeded(3, false);
        assertThat(budget.left()).as("a page of the list says nothing about deployments").isEqualTo(47);
        budget.succeeded(1000, true);
        assertThat(budget.left()).isEqualTo(100);
        assertThat(paid(1000, false)).as("failures count from 0").isEqualTo(49 + 25);
    }

    @Test
    void attemptThatManyWaitedForIsPaidForOnceAndSentOnce() {
        RetryBudget.CallRetry shared = failure();
        for (int i = 0; i < 40; i++) {
            assertThat(budget.pay(shared, false)).isTrue();
        }
        assertThat(budget.left()).isEqualTo(99);
        assertThat(budget.send(shared)).isTrue();
        assertThat(budget.left()).isEqualTo(99);
        assertThat(budget.send(shared)).as("another one sends it as well").isTrue();
        assertThat(budget.left()).isEqualTo(98);
    }

    @Test
    void retryThatCannotBePaidForAnewIsNotWaitedForAgain() {
        RetryBudget.CallRetry shared = failure();
        budget.pay(shared, true);
        budget.send(shared);
        paid(200, true);
        assertThat(budget.send(shared)).isFalse();
        ApiException failed = ApiException.status(503, "down", null);
        assertThat(budget.pay(failed.withoutRetry().retry(), true)).isFalse();
    }

    @Test
    void retryThatNobodySendsIsGivenBack() {
        RetryBudget.CallRetry shared = failure();
        budget.pay(shared, true);
        budget.pay(shared, true);
        budget.abandon(shared);
        assertThat(budget.left()).as("another one still waits for it").isEqualTo(99);
        budget.abandon(shared);
        assertThat(budget.left()).isEqualTo(100);

        RetryBudget.CallRetry sent = failure();
        budget.pay(sent, true);
        budget.pay(sent, true);
        budget.send(sent);
        budget.abandon(sent);
        assertThat(budget.left()).as("it was sent").isEqualTo(99);
    }
}
