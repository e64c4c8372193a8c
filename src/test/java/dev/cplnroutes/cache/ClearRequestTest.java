package dev.cplnroutes.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.api.ApiScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The parts of the cache that a caller may clear, and the requests that are refused.
 */
class ClearRequestTest {

    private static Map<String, Object> names(Object gvc, Object workloadName) {
        Map<String, Object> names = new HashMap<>();
        names.put("gvc", gvc);
        names.put("workloadName", workloadName);
        return names;
    }

    static Stream<Arguments> parts() {
        return Stream.of(
                Arguments.of(null, null, null), Arguments.of("", null, null), Arguments.of("*", null, null),
                Arguments.of(Map.of(), null, null), Arguments.of("{}", null, null),
                Arguments.of(names("*", null), null, null), Arguments.of("{\"gvc\":\"*\"}", null, null),
                Arguments.of(names(null, null), null, null),
                Arguments.of(names("prod", null), "prod", null), Arguments.of(names("prod", "api"), "prod", "api"),
                Arguments.of("{\"gvc\":\"prod\"}", "prod", null),
                Arguments.of("{\"gvc\":\"prod\",\"workloadName\":\"api\"}", "prod", "api"),
                Arguments.of(ListingRequest.builder().gvc("prod").build(), "prod", null),
                Arguments.of(ListingRequest.builder().gvc("prod").workloadName("api").build(), "prod", "api"),
                Arguments.of(ListingRequest.builder().gvc("*").build(), null, null));
    }

    @ParameterizedTest
    @MethodSource("parts")
    void partIsReadFromWhateverTheCallerHas(Object what, String gvc, String workloadName) {
        assertThat(ClearRequest.read(what)).isEqualTo(new ApiScope(gvc, workloadName));
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(5, "What to clear is nothing for everything, or a Map or JSON text with gvc and "
                        + "workloadName."),
                Arguments.of(List.of("prod"), "What to clear is nothing for everything, or a Map or JSON text with gvc "
                        + "and workloadName."),
                Arguments.of(Map.of("gvc", "prod", "location", "x"),
                        "Unknown option 'location'; allowed are gvc and workloadName."),
                Arguments.of("{\"Gvc\":\"prod\"}", "Unknown option 'Gvc'; allowed are gvc and workloadName."),
                Arguments.of(Map.of("workloadName", "api"), "Option 'workloadName' has the value 'api'; allowed is a "
                        + "workload together with its gvc."),
                Arguments.of(names("*", "api"), "Option 'workloadName' has the value 'api'; allowed is a workload "
                        + "together with its gvc."));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void anythingElseIsRefusedWithWhatIsAllowed(Object what, String message) {
        assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> ClearRequest.read(what))
                .withMessage(message);
    }

    @Test
    void namesAreThoseThatControlPlaneAllows() {
        for (Map<String, Object> names : List.of(names("Prod", null), names(5, null), names("prod", "../x"),
                names("prod", "*"), names("", null))) {
            assertThatExceptionOfType(InvalidRequestException.class).as("%s", names)
                    .isThrownBy(() -> ClearRequest.read(names)).withMessageStartingWith("Option '");
        }
        assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> ClearRequest.read("no JSON"));
    }
}
