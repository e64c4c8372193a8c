package dev.cplnroutes.standalone;

import static dev.cplnroutes.standalone.CommandLine.Task.ONCE;
import static dev.cplnroutes.standalone.CommandLine.Task.SERVE;
import static dev.cplnroutes.standalone.CommandLine.Task.WAIT;
import static dev.cplnroutes.standalone.CommandLine.Task.WATCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.request.RequestOption;
import dev.cplnroutes.standalone.CommandLine.Output;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which arguments the standalone process takes. */
class CommandLineTest {

    static Stream<Arguments> understood() {
        return Stream.of(
                Arguments.of(List.of(), new CommandLine(false, SERVE, Output.JSON, false)),
                Arguments.of(List.of("--demo"), new CommandLine(true, SERVE, Output.JSON, false)),
                Arguments.of(List.of("--once"), new CommandLine(false, ONCE, Output.JSON, false)),
                Arguments.of(List.of("--demo", "--once"), new CommandLine(true, ONCE, Output.JSON, false)),
                Arguments.of(List.of("--once", "--demo"), new CommandLine(true, ONCE, Output.JSON, false)),
                Arguments.of(List.of("--once", "--output", "json"), new CommandLine(false, ONCE, Output.JSON, false)),
                Arguments.of(List.of("--once", "--output", "table"), new CommandLine(false, ONCE, Output.TABLE, false)),
                Arguments.of(List.of("--once", "--output=ndjson"),
                        new CommandLine(false, ONCE, Output.NDJSON, false)),
                Arguments.of(List.of("--output=table", "--once"), new CommandLine(false, ONCE, Output.TABLE, false)),
                Arguments.of(List.of("--once", "--output=json"), new CommandLine(false, ONCE, Output.JSON, false)),
                Arguments.of(List.of("--once", "--gvc=prod,stage", "--health-status", "unhealthy,unknown",
                        "--output=table", "--max-workers=7", "--latest=false", "--tag=a=b"),
                        new CommandLine(false, ONCE, Output.TABLE, false, Map.of("gvc", List.of("prod", "stage"),
                                "healthStatus", List.of("unhealthy", "unknown"), "maxWorkers", 7, "latest", false,
                                "tag", List.of("a=b")), false, Set.of())),
                Arguments.of(List.of("--wait"),
                        new CommandLine(false, WAIT, Output.JSON, false, Map.of(), false, Set.of())),
                Arguments.of(List.of("--demo", "--wait", "--for=latest", "--timeout", "15m", "--stable-for=30s",
                        "--interval=PT0.5S", "--output=table"),
                        new CommandLine(true, WAIT, Output.TABLE, false, Map.of("for", List.of("latest"),
                                "timeout", Duration.ofMinutes(15), "stableFor", Duration.ofSeconds(30),
                                "interval", Duration.ofMillis(500)), false, Set.of())),
                Arguments.of(List.of("--once", "--quiet", "--fail-on=unhealthy,unknown", "--latest", "true"),
                        new CommandLine(false, ONCE, Output.JSON, false, Map.of("latest", true, "collectStatistics",
                                true), true, Set.of(HealthStatus.UNHEALTHY, HealthStatus.UNKNOWN))),
                Arguments.of(List.of("--once", "--fail-on", "suspended"), new CommandLine(false, ONCE, Output.JSON,
                        false, Map.of("collectStatistics", true), false, Set.of(HealthStatus.SUSPENDED))),
                Arguments.of(List.of("--watch"),
                        new CommandLine(false, WATCH, Output.TABLE, false, Map.of(), false, Set.of())),
                Arguments.of(List.of("--watch", "--demo", "--output=ndjson", "--gvc=prod", "--quiet"),
                        new CommandLine(true, WATCH, Output.NDJSON, false, Map.of("gvc", List.of("prod")), true,
                                Set.of())),
                Arguments.of(List.of("--help"), new CommandLine(false, SERVE, Output.JSON, true)),
                Arguments.of(List.of("-h"), new CommandLine(false, SERVE, Output.JSON, true)));
    }

    @ParameterizedTest
    @MethodSource("understood")
    void argumentsAskForWhatTheySay(List<String> arguments, CommandLine expected) {
        assertThat(CommandLine.parse(arguments)).isEqualTo(expected);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(List.of("--wrong"), "Unknown argument --wrong"),
                Arguments.of(List.of("demo"), "Unknown argument demo"),
                Arguments.of(List.of("--demo=true"), "Unknown argument --demo=true"),
                Arguments.of(List.of("--Once"), "Unknown argument --Once"),
                Arguments.of(List.of(""), "Unknown argument "),
                Arguments.of(List.of("--once", "--outputs"), "Unknown argument --outputs"),
                Arguments.of(List.of("--once", "--output", "xml"), "--output has the value 'xml'"),
                Arguments.of(List.of("--once", "--output=JSON"), "--output has the value 'JSON'"),
                Arguments.of(List.of("--once", "--output"), "--output has the value ''"),
                Arguments.of(List.of("--output", "--once"), "--output has the value '--once'"),
                Arguments.of(List.of("--output", "table"), "--output goes with --once, --wait or --watch"),
                Arguments.of(List.of("--once", "--healthStatus=unknown"), "Unknown argument --healthStatus=unknown"),
                Arguments.of(List.of("--once", "--gvc=a", "--gvc=b"), "--gvc is repeated"),
                Arguments.of(List.of("--tag=a"), "--tag goes with --once"),
                Arguments.of(List.of("--wait", "--once"), "--once and --wait exclude each other"),
                Arguments.of(List.of("--wait", "--output=ndjson"), "--wait does not go with --output ndjson"),
                Arguments.of(List.of("--watch", "--once"), "--once and --watch exclude each other"),
                Arguments.of(List.of("--watch", "--wait"), "--wait and --watch exclude each other"),
                Arguments.of(List.of("--watch", "--fail-on=unknown"), "--fail-on goes with --once alone"),
                Arguments.of(List.of("--watch", "--output=yaml"), "--output has the value 'yaml'"),
                Arguments.of(List.of("--watsh"), "Unknown argument --watsh; the nearest is --watch"),
                Arguments.of(List.of("--for=latest"), "--for goes with --wait; "),
                Arguments.of(List.of("--wait", "--fail-on=unknown"), "--fail-on goes with --once alone"),
                Arguments.of(List.of("--quiet"), "--quiet goes with --once"),
                Arguments.of(List.of("--fail-on=unhealthy"), "--fail-on goes with --once alone"),
                Arguments.of(List.of("--once", "--output=json", "--output", "table"), "--output is repeated"),
                Arguments.of(List.of("--once", "--fail-on="), "--fail-on has the value ''; allowed is one or more of "
                        + "healthy, unhealthy, suspended, unknown: "),
                Arguments.of(List.of("--once", "--fail-on=unknown,"), "--fail-on has the value ''; allowed"),
                Arguments.of(List.of("--once", "--fail-on=unknown", "--collect-statistics=false"),
                        "--fail-on needs the statistics: leave out --collect-statistics=false"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--output=tabel | --output has the value 'tabel'; the nearest is table; allowed is json, ndjson or table: ",
        "--fail-on=unhealty | --fail-on has the value 'unhealty'; the nearest is unhealthy; allowed is one or more ",
        "--health-status=unknwon | Option 'healthStatus' has the value 'unknwon'; allowed is one or more of healthy, "
                + "unhealthy, suspended, unknown; the nearest is unknown.",
        "--workload-type=cronjob | Option 'workloadType' has the value 'cronjob'; allowed is one or more of "
                + "serverless, standard, stateful, cron, vm.",
        "--fields=imgae | Option 'fields' has the value 'imgae'; allowed is",
        "--healthStatus=unknown | Unknown argument --healthStatus=unknown; the nearest is --health-status; allowed: ",
        "--max-worker=2 | Unknown argument --max-worker=2; the nearest is --max-workers; allowed: ",
        "--fail-onn=unknown | Unknown argument --fail-onn=unknown; the nearest is --fail-on; allowed: "})
    void nearestNameIsSaid(String argument, String beginning) {
        assertThatIllegalArgumentException().isThrownBy(() -> CommandLine.parse(List.of("--once", argument)))
                .withMessageStartingWith(beginning);
    }

    @Test
    void helpNamesEveryArgument() {
        assertThat(CommandLine.helpText()).contains("--demo", "--once", "--wait", "--watch", "--output", "--fail-on",
                "--quiet", "--help");
        for (RequestOption option : RequestOption.values()) {
            assertThat(CommandLine.helpText().contains("  --" + option.kebabName() + " ")).as("%s", option)
                    .isEqualTo(option != RequestOption.GROUP_BY);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--health-status=bad | Option 'healthStatus' has the value 'bad'; allowed is one or more of healthy,",
        "--restarted-within=15 | Option 'restartedWithin' has the value '15'; allowed is a time such as 15m,",
        "--max-workers=0 | Option 'maxWorkers' has the value '0'; allowed is a whole number from 1 to 256.",
        "--group-by=image | Option 'groupBy' has the value 'image'; allowed is none, because only a count has groups.",
        "--gvc | Option 'gvc' has the value ''; allowed is a name of lower-case letters,"})
    void wrongValueOfAnOptionIsNamed(String argument, String beginning) {
        assertThatIllegalArgumentException().isThrownBy(() -> CommandLine.parse(List.of("--once", argument)))
                .withMessageStartingWith(beginning);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--wait | --for=ready | Option 'for' has the value 'ready'; allowed is one or more of healthy, latest.",
        "--wait | --page-size=5 | Option 'pageSize' has the value '5'; allowed is none in a wait, which reads all",
        "--wait | --stable-for=10m | Option 'stableFor' has the value '10m'; allowed is a time less than the timeout, "
                + "which is 10 min.",
        "--watch | --max-results=5 | Option 'maxResults' has the value '5'; allowed is none in a watch, which has no",
        "--watch | --timeout=5m | Option 'timeout' has the value '5m'; allowed is none, because only a wait has it.",
        "--once | --timeout=5m | Option 'timeout' has the value '5m'; allowed is none, because only a wait has it."})
    void waitsAndListingsHaveOptionsOfTheirOwn(String kind, String argument, String beginning) {
        assertThatIllegalArgumentException().isThrownBy(() -> CommandLine.parse(List.of(kind, argument)))
                .withMessageStartingWith(beginning);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void wrongArgumentIsNamedTogetherWithWhatIsAllowed(List<String> arguments, String beginning) {
        assertThatIllegalArgumentException().isThrownBy(() -> CommandLine.parse(arguments))
                .withMessageStartingWith(beginning)
                .withMessageContaining("--demo")
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("\n"));
    }
}
