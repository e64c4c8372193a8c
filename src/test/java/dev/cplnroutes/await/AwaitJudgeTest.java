package dev.cplnroutes.await;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cplnroutes.AwaitResult.WithoutContainers;
import dev.cplnroutes.Container;
import dev.cplnroutes.mapping.ContainerMapper;
import dev.cplnroutes.mapping.DeploymentList;
import dev.cplnroutes.mapping.UnreadableAnswerException;
import dev.cplnroutes.mapping.WorkloadItem;
import dev.cplnroutes.request.RequestDefaults;
import dev.cplnroutes.request.RequestReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a workload is not as a wait asks for, with one state of the API's answers in each line. */
class AwaitJudgeTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SPEC = "'spec':{'type':'standard','containers':[{'name':'main'},{'name':'proxy'}]}";
    private static final RequestReader READER = reader();

    private static RequestReader reader() {
        RequestDefaults defaults = new RequestDefaults();
        defaults.getOptions().putAll(Map.of("gvc", "prod", "parallel", "true", "maxWorkers", "5", "cache", "true",
                "cacheTtlSeconds", "300", "retry", "true", "maxRetries", "3", "retryDelaySeconds", "1"));
        defaults.getOptions().putAll(Map.of("retryBackoffFactor", "2", "filterUnhealthy", "true",
                "includeSystemContainers", "false", "collectStatistics", "true", "maxResults", "1"));
        return new RequestReader(defaults);
    }

    private static JsonNode json(String text) throws IOException {
        return JSON.readTree(text.replace('\'', '"'));
    }

    private static AwaitJudge.Verdict judge(Map<String, Object> options, String workload, String... deployments)
            throws IOException {
        WorkloadItem item = WorkloadItem.read(json("{'name':'checkout'," + workload + "}"));
        DeploymentList list = DeploymentList.read(json("{'items':[" + String.join(",", deployments) + "]}"));
        var request = READER.readAwait(options);
        List<Container> selected = new ContainerMapper().map("prod", item, list,
                request.options().selection().locations(), false).stream()
                .filter(container -> request.options().selection().hasContainer(container, Instant.EPOCH))
                .toList();
        return new AwaitJudge(request).judge("prod", item, list, selected);
    }

    private static String deployment(String location, String status) {
        return "{'name':'" + location + "','status':{" + status + "}}";
    }

    private static String version(int number, String container) {
        return "{'workload':" + number + ",'containers':{'main':{" + container + "}}}";
    }

    /** The expected version is 7; each line says what is left of it for healthy, and for latest. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "7 | 'ready':true                                                        | done | done",
        "7 | 'ready':false                                                       | left | done",
        "7 | 'ready':true,'resources':{'replicas':2,'replicasReady':1}           | left | done",
        "7 | 'image':'x'                                                         | left | done",
        "6 | 'ready':true                                                        | done | left",
        "6 | 'ready':true,'resources':{'replicas':1,'replicasReady':1}           | done | left"})
    void aContainerIsAsAskedOrLeft(int version, String container, String forHealthy, String forLatest)
            throws IOException {
        String deployment = deployment("a", "'expectedDeploymentVersion':7,'ready':true,'versions':["
                + version(version, container) + "]");
        Map.of("healthy", forHealthy, "latest", forLatest).forEach((condition, expected) -> {
            try {
                AwaitJudge.Verdict verdict = judge(Map.of("for", condition), SPEC, deployment);
                assertThat(verdict.remaining()).as(condition).hasSize(expected.equals("left") ? 1 : 0);
                assertThat(verdict.without()).isNull();
                assertThat(verdict.isDone()).isEqualTo(expected.equals("done"));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void anOldContainerWithoutReplicasIsGoneAndAnUnknownVersionIsNotTheLatest() throws IOException {
        String old = version(6, "'ready':false,'resources':{'replicas':0}");
        assertThat(judge(Map.of(), SPEC, deployment("a", "'expectedDeploymentVersion':7,'versions':[" + old + ","
                + version(7, "'ready':true") + "]")).isDone()).isTrue();
        assertThat(judge(Map.of(), SPEC, deployment("a", "'versions':[" + version(7, "'ready':true") + "]"))
                .remaining()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"8, 7, 1", "7, 7, 0", "6, 7, 0", "8, null, 0", "null, 7, 0"})
    void aLocationIsBehindUntilItHasTakenUpTheNewestVersion(String newest, String processed, int left)
            throws IOException {
        String status = "'expectedDeploymentVersion':7,'lastProcessedVersion':" + processed + ",'versions':["
                + version(7, "'ready':true") + "]";
        String workload = "'version':" + newest + "," + SPEC;
        assertThat(judge(Map.of(), workload, deployment("a", status)).remaining()).hasSize(left);
        assertThat(judge(Map.of("for", "healthy"), workload, deployment("a", status)).remaining()).isEmpty();
    }

    @Test
    void suspendedStaleAndFailedLocationsEachCountForThemselves() throws IOException {
        String spec = SPEC.replace("'containers'", "'localOptions':[{'location':'//location/off','suspend':true}],"
                + "'containers'");
        String versions = "'expectedDeploymentVersion':7,'versions':[" + version(7, "'ready':true") + "]";
        AwaitJudge.Verdict verdict = judge(Map.of(), spec, deployment("off", versions.replace("true", "false")),
                deployment("gone", "'message':'Status details are stale'," + versions),
                deployment("failed", "'internal':{'syncFailed':true}," + versions), deployment("good", versions));
        assertThat(verdict.remaining()).extracting(Container::location).containsExactly("failed", "gone");
        assertThat(verdict.locations()).containsExactly("failed", "gone", "good", "off");
    }

    /** What the workload's spec and its deployment say, and whether it is waited for. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "''                                                                | ''                             | true",
        "''                                                                | 'ready':true                   | true",
        "''                                                                | 'internal':{'syncFailed':true} | true",
        "'defaultOptions':{'suspend':true},                                | ''                             | false",
        "'defaultOptions':{'autoscaling':{'minScale':0,'maxScale':0}},     | ''                             | false",
        "'defaultOptions':{'autoscaling':{'minScale':0,'maxScale':3}},     | 'ready':true                   | false",
        "'defaultOptions':{'autoscaling':{'minScale':0,'maxScale':3}},     | 'ready':false                  | true",
        "'defaultOptions':{'autoscaling':{'minScale':0,'maxScale':3}},     | ''                             | true",
        "'localOptions':[{'location':'//location/a','suspend':true}],      | ''                             | false",
        "'localOptions':[{'location':'//location/b','suspend':true}],      | ''                             | true",
        "'type':'cron',                                                    | ''                             | false"})
    void aPlaceWithoutContainersIsWaitedForWhereTheWorkloadShouldRun(String spec, String status, boolean isWaitedFor)
            throws IOException {
        String workload = "'spec':{" + spec.replace("''", "") + "'containers':[{'name':'main'}]}";
        AwaitJudge.Verdict verdict = judge(Map.of(), workload, deployment("a", status.replace("''", "")));
        assertThat(verdict.without()).isEqualTo(isWaitedFor ? new WithoutContainers("checkout", "prod", List.of("a"))
                : null);
        assertThat(verdict.isDone()).isEqualTo(!isWaitedFor);
        assertThat(verdict.locations()).containsExactly("a");
        assertThat(verdict.containers()).containsExactly("main");
    }

    @Test
    void aPlaceWithoutContainersSaysWhyAsFarAsTheApiTells() throws IOException {
        String bare = "'versions':[{'workload':2,'message':'image x:2 not found'},{'workload':1,'message':'old'},{}]";
        assertThat(judge(Map.of(), SPEC, deployment("a", "'message':'quota of cpu exceeded'," + bare),
                deployment("b", bare), deployment("c", "'ready':false")).without()).isEqualTo(
                        new WithoutContainers("checkout", "prod", List.of("a", "b", "c"),
                                "a: quota of cpu exceeded; b: image x:2 not found"));
    }

    @Test
    void aWorkloadWithoutAnyDeploymentIsWaitedForUnlessItIsSuspendedEverywhere() throws IOException {
        assertThat(judge(Map.of(), SPEC).without()).isEqualTo(new WithoutContainers("checkout", "prod", List.of()));
        assertThat(judge(Map.of(), "'spec':{'type':'cron'}").isDone()).isTrue();
        String suspended = "'spec':{'defaultOptions':{'suspend':true}";
        assertThat(judge(Map.of(), suspended + "}").isDone()).isTrue();
        String butInOne = suspended + ",'localOptions':[{'location':'//location/a','suspend':false}]}";
        assertThat(judge(Map.of(), butInOne).isDone()).isFalse();
        assertThat(judge(Map.of("location", "a"), butInOne).isDone()).isFalse();
        assertThat(judge(Map.of("location", "b"), butInOne).isDone()).isTrue();
    }

    @Test
    void aPlaceIsWaitedForOnlyWhereTheSelectionCouldAskForWhatComesThere() throws IOException {
        String empty = deployment("a", "'ready':false");
        String full = deployment("b", "'expectedDeploymentVersion':7,'versions':[" + version(7, "'ready':true") + "]");
        WithoutContainers missing = new WithoutContainers("checkout", "prod", List.of("a"));
        assertThat(judge(Map.of(), SPEC, empty, full).without()).isEqualTo(missing);
        assertThat(judge(Map.of("containerName", "pro*"), SPEC, empty, full).without()).isEqualTo(missing);
        assertThat(judge(Map.of("image", "*:2"), SPEC, empty, full).without()).isEqualTo(missing);
        for (Map<String, Object> options : Stream.<Map<String, Object>>of(Map.of("containerName", "other"),
                Map.of("location", "b"), Map.of("latest", false), Map.of("minRestarts", 1),
                Map.of("restartedWithin", "1h"), Map.of("healthStatus", "unhealthy")).map(HashMap::new).toList()) {
            assertThat(judge(options, SPEC, empty, full).without()).as("%s", options).isNull();
        }
    }

    @Test
    void anExecutionCountsByItsStateAndNotByItsVersion() throws IOException {
        String execution = "{'name':'run','workloadVersion':6,'startTime':'2026-03-04T03:00:00Z','status':'%s',"
                + "'containers':{'main':{'ready':false}}}";
        for (String spec : List.of("'spec':{'type':'cron'}", "'spec':{}")) {
            assertThat(judge(Map.of(), "'version':9," + spec, deployment("a", "'expectedDeploymentVersion':7,"
                    + "'lastProcessedVersion':7,'jobExecutions':[" + execution.formatted("active") + "]")).isDone())
                    .as(spec).isTrue();
            assertThat(judge(Map.of(), spec, deployment("a", "'jobExecutions':[" + execution.formatted("failed")
                    + "]")).remaining()).as(spec).hasSize(1);
        }
    }

    @Test
    void healthOfTheSelectionSaysWhatIsWaitedFor() throws IOException {
        String status = "'expectedDeploymentVersion':7,'versions':[" + version(7, "'image':'x'") + "]";
        assertThat(judge(Map.of("healthStatus", "unhealthy"), SPEC, deployment("a", status)).isDone()).isTrue();
        assertThat(judge(Map.of("healthStatus", "unknown"), SPEC, deployment("a", status)).isDone()).isFalse();
        String old = status.replace("'workload':7", "'workload':6");
        assertThat(judge(Map.of("for", "latest", "filterUnhealthy", true), SPEC, deployment("a", old)).isDone())
                .isTrue();
        assertThat(judge(Map.of("for", "latest"), SPEC, deployment("a", old)).isDone()).isFalse();
    }

    @Test
    void aWrongTypeOfWhatIsReadFailsTheWorkload() {
        assertThatThrownBy(() -> judge(Map.of(), "'version':'seven'," + SPEC, deployment("a", "")))
                .isInstanceOf(UnreadableAnswerException.class).hasMessageContaining("version");
        assertThatThrownBy(() -> judge(Map.of(), SPEC, deployment("a", "'lastProcessedVersion':'x'")))
                .isInstanceOf(UnreadableAnswerException.class).hasMessageContaining("lastProcessedVersion");
    }
}
