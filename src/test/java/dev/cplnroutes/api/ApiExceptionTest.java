package dev.cplnroutes.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import dev.cplnroutes.call.RetryBudget;
import org.junit.jupiter.api.Test;

/**
 * What a failure keeps when it is told once more.
 */
class ApiExceptionTest {

    @Test
    void failureWithoutItsRetryHasOneThatNobodyPaidFor() {
        RetryBudget budget = new RetryBudget();
        ApiException failed = ApiException.status(503, "down", Duration.ofSeconds(3));
        assertThat(budget.pay(failed.retry(), true)).isTrue();
        for (int i = 1; i < RetryBudget.SIZE; i++) {
            assertThat(budget.pay(ApiException.unreachable("x").retry(), true)).isTrue();
        }
        ApiException again = failed.withoutRetry();
        assertThat(budget.pay(again.retry(), true)).isFalse();
        assertThat(again).hasMessage("down");
        assertThat(again.status()).isEqualTo(503);
        assertThat(again.retryAfter()).isEqualTo(Duration.ofSeconds(3));
    }
}
