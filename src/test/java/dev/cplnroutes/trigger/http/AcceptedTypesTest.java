package dev.cplnroutes.trigger.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of the types on offer a header {@code Accept} chooses. */
class AcceptedTypesTest {

    private static final String JSON = "application/json";
    private static final String LINES = "application/x-ndjson";

    private static String best(String accept, String... offered) {
        return AcceptedTypes.of(accept).best(List.of(offered)).orElse("none");
    }

    /** Header, the choice where only JSON is on offer, and the choice where lines of JSON are too. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', value = {
        // Those of the report of the fault.
        "application/json, application/x-ndjson;q=0.5 | application/json | application/json",
        "application/x-ndjson;q=0, */* | application/json | application/json",
        "x-ndjson;q=0, */* | application/json | application/json",
        // Qualities.
        "application/json;q=0.5, application/x-ndjson | application/json | application/x-ndjson",
        "application/json;q=0.501, application/x-ndjson;q=0.5 | application/json | application/json",
        "application/json;q=0.05, application/x-ndjson;q=0.1 | application/json | application/x-ndjson",
        "application/json;q=0 | none | none",
        "application/json;q=0.000, application/x-ndjson | none | application/x-ndjson",
        "application/json;q=0, */*;q=0.1 | none | application/x-ndjson",
        "*/*;q=0 | none | none",
        // The most specific range counts, wherever it stands.
        "*/*, application/*;q=0.2, application/json;q=0.1 | application/json | application/x-ndjson",
        "application/json;q=0.1, application/*;q=0.2, */* | application/json | application/x-ndjson",
        "application/*;q=0, application/json | application/json | application/json",
        "text/*, application/*;q=0.1 | application/json | application/json",
        "application/*;q=0, */* | none | none",
        "application/json;q=0, application/json | application/json | application/json",
        // What is named before what is merely allowed; else the server's favourite.
        "*/*, application/x-ndjson | application/json | application/x-ndjson",
        "application/x-ndjson, application/json | application/json | application/json",
        "*/* | application/json | application/json",
        // Parameters.
        "application/json; charset=utf-8 | application/json | application/json",
        "application/json;charset=\"UTF-8\";q=0.3 | application/json | application/json",
        "application/json;q=0.3;charset=utf-8, application/x-ndjson;q=0.4 | application/json | application/x-ndjson",
        "application/json;charset=utf-16 | none | none",
        "application/json;version=2 | none | none",
        "application/json;version=2;q=0, application/json | application/json | application/json",
        "application/json;p=\"a,b;q=0\" , text/html;t=\"\\\"\", application/json;q=0.1 "
            + "| application/json | application/json",
        // Spelling.
        "Application/JSON;Q=0.5 | application/json | application/json",
        "application/json ; q=0.5 ,, \t application/x-ndjson;q=0.6, | application/json | application/x-ndjson",
        "application/json;q=.2, application/x-ndjson;q=1. | application/json | application/x-ndjson",
        "application/json; | application/json | application/json",
        "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2 | application/json | application/json",
        // Other types.
        "text/html | none | none",
        "application/x-ndjson | none | application/x-ndjson",
        "application/problem+json | none | none",
        "application/jsonp, application/vnd.api+json, text/json | none | none"})
    void theBestOfWhatIsOnOfferIsChosen(String accept, String ofJson, String ofBoth) {
        assertThat(best(accept, JSON)).isEqualTo(ofJson);
        assertThat(best(accept, JSON, LINES)).isEqualTo(ofBoth);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ",", "nonsense", "application/", "/json", "application/json/x", "*/json",
        "application/x-ndjson;q=2", "application/x-ndjson;q=a", "text/html;q=-1", "text/html;q=0.1234", "text/html;q=.",
        "text/html;q=", "text/html;q", "a b/c", "\"application/x-ndjson"})
    void aHeaderWithoutAReadableRangeAcceptsEverything(String accept) {
        assertThat(best(accept, JSON, LINES)).isEqualTo(JSON);
        assertThat(best(accept, LINES)).isEqualTo(LINES);
    }

    @Test
    void anUnreadableRangeLeavesTheOthersAlone() {
        assertThat(best("nonsense, application/json;q=x, application/x-ndjson;q=0.1", JSON, LINES)).isEqualTo(LINES);
        assertThat(best("nonsense, text/html", JSON, LINES)).isEqualTo("none");
    }

    @Test
    void theFavouriteOfTheServerIsTheFirstOnOffer() {
        assertThat(best("*/*", LINES, JSON)).isEqualTo(LINES);
        assertThat(best("", LINES, JSON)).isEqualTo(LINES);
    }
}
