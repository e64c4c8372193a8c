package dev.cplnroutes.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which answers belong to a part of the organization that is cleared.
 */
class ApiScopeTest {

    @ParameterizedTest
    @CsvSource({",,,,true", ",,prod,,true", ",,prod,api,true", "prod,,,,true", "prod,,prod,,true",
        "prod,,prod,api,true", "prod,,test,,false", "prod,,test,api,false", "prod,api,,,true", "prod,api,prod,,true",
        "prod,api,prod,api,true", "prod,api,prod,web,false", "prod,api,test,api,false", "prod,api,test,,false"})
    void partCoversItsAnswersAndTheListsThatMayHoldIt(String gvc, String workload, String answerGvc,
            String answerWorkload, boolean isCovered) {
        assertThat(new ApiScope(gvc, workload).covers(new ApiScope(answerGvc, answerWorkload))).isEqualTo(isCovered);
    }
}
