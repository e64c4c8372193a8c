package dev.cplnroutes.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

/**
 * What retries cost the process, and what gives it back.
 */
class RetryBudgetTest {

    private static final int SIZE = RetryBudget.SIZE;

    private final RetryBudget budget = new RetryBudget();

    private static RetryTicket failure() {
        return new RetryTicket();
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
        RetryTicket shared = failure();
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
    void retryThatCannotBePaidForASecondTimeIsNotWaitedForAgain() {
        RetryTicket shared = failure();
        budget.pay(shared, true);
        budget.send(shared);
        paid(200, true);
        assertThat(budget.send(shared)).isFalse();
        assertThat(budget.pay(failure(), true)).isFalse();
    }

    @Test
    void retryThatNobodySendsIsGivenBack() {
        RetryTicket shared = failure();
        budget.pay(shared, true);
        budget.pay(shared, true);
        budget.abandon(shared);
        assertThat(budget.left()).as("another one still waits for it").isEqualTo(99);
        budget.abandon(shared);
        assertThat(budget.left()).isEqualTo(100);

        paid(SIZE - 1, true);
        RetryTicket last = failure();
        assertThat(budget.pay(last, true)).isTrue();
        assertThat(budget.left()).isZero();
        budget.abandon(last);
        assertThat(budget.left()).as("the very last one too").isEqualTo(1);
    }

    @Test
    void sentRetryIsNotGivenBackByThoseWhoDoNotSendIt() {
        RetryTicket sent = failure();
        budget.pay(sent, true);
        budget.pay(sent, true);
        budget.send(sent);
        budget.abandon(sent);
        assertThat(budget.left()).as("it was sent").isEqualTo(99);
    }

    @Test
    void allThatAnAbandonedRetryCostIsGivenBackButNoMoreThanAFullBudget() {
        paid(49, false);
        RetryTicket costly = failure();
        budget.pay(costly, false);
        assertThat(budget.left()).as("the 50th in a row costs two").isEqualTo(49);
        budget.abandon(costly);
        assertThat(budget.left()).isEqualTo(51);

        RetryTicket early = failure();
        budget.pay(early, true);
        budget.succeeded(SIZE, true);
        budget.abandon(early);
        assertThat(budget.left()).isEqualTo(SIZE);
    }

    @Test
    void oneFailureThatManyWaitedForCountsOnceInARow() {
        RetryTicket shared = failure();
        for (int i = 0; i < 200; i++) {
            budget.pay(shared, false);
        }
        assertThat(budget.left()).isEqualTo(99);
        paid(48, false);
        assertThat(budget.left()).as("49 failures, one each").isEqualTo(51);
        budget.pay(failure(), false);
        assertThat(budget.left()).as("the 50th costs two").isEqualTo(49);
    }

    @Test
    void refusalsCountAsFailuresButCostOne() {
        paid(60, true);
        assertThat(budget.left()).isEqualTo(40);
        budget.pay(failure(), false);
        assertThat(budget.left()).isEqualTo(38);
    }

    @Test
    void successThatIsNoNewsLeavesTheRowOfFailures() {
        paid(49, false);
        budget.succeeded(49, false);
        assertThat(budget.left()).isEqualTo(SIZE);
        budget.pay(failure(), false);
        assertThat(budget.left()).as("still the 50th in a row").isEqualTo(98);
    }

    @Test
    void costThatIsMoreThanWhatIsLeftIsNotPaid() {
        paid(99, true);
        assertThat(budget.left()).isEqualTo(1);
        RetryTicket shared = failure();
        assertThat(budget.pay(shared, false)).as("three are too many").isFalse();
        assertThat(budget.left()).isEqualTo(1);
        assertThat(budget.pay(shared, true)).as("one is not").isTrue();
        assertThat(budget.left()).isZero();
        assertThat(budget.send(shared)).isTrue();
        assertThat(budget.send(shared)).as("nothing is left for a second one").isFalse();
    }

    @Test
    void lastRetryMayBeSentASecondTime() {
        RetryTicket shared = failure();
        budget.pay(shared, true);
        budget.pay(shared, true);
        paid(98, true);
        assertThat(budget.left()).isEqualTo(1);
        assertThat(budget.send(shared)).isTrue();
        assertThat(budget.send(shared)).isTrue();
        assertThat(budget.left()).isZero();
    }
}
