package dev.cplnroutes.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the start script and the environment say of the terminal. */
class TerminalTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "output,errors,132 | xterm | | true | true | 132 | true",
        "output            | xterm | | true | false | 80 | true",
        "output,0          | xterm | | true | false | 80 | true",
        "errors,132        | xterm | | false | true | 0 | false",
        "''                | xterm | | false | false | 0 | false",
        "output,errors,90  | xterm | 1 | true | true | 90 | false",
        "output,errors,90  | xterm | '' | true | true | 90 | true",
        "output,errors,90  | dumb | | true | false | 90 | false",
        "output,errors,90  | | | true | false | 90 | false"})
    void terminalIsWhatIsSaid(String told, String type, String noColour, boolean output, boolean errors, int width,
            boolean hasColours) {
        Map<String, String> environment = new HashMap<>();
        environment.put("TERM", type == null ? "" : type);
        if (noColour != null) {
            environment.put("NO_COLOR", noColour);
        }
        assertThat(Terminal.of(told, environment)).isEqualTo(new Terminal(output, errors, width, hasColours));
    }

    @Test
    void withoutAnythingThereIsNone() {
        assertThat(Terminal.of("", Map.of())).isEqualTo(Terminal.NONE);
    }
}
