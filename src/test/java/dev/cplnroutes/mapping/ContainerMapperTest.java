package dev.cplnroutes.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cplnroutes.Container;
import dev.cplnroutes.HealthStatus;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What becomes of a workload and its deployments, rule by rule. JSON is written without the quotes that it can do
 * without. A row's expectation names some fields of each container, in order: null means that the field is absent.
 */
class ContainerMapperTest {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES, JsonReadFeature.ALLOW_SINGLE_QUOTES)
            .build();
    private static final String STALE = "message:'Status details are stale'";
    private final ContainerMapper mapper = new ContainerMapper();

    /** A row: in one location, {@code west}. */
    private record Row(String name, String spec, String status, String expected) {

        @Override
        public String toString() {
            return name;
        }
    }

    /** Maps twice: what is remembered of the first time is the same. */
    private List<Container> map(String gvc, JsonNode workload, JsonNode deploymentList, String location,
            boolean includeSystemContainers) {
        DeploymentList deployments = DeploymentList.read(deploymentList);
        List<Container> containers = mapper.map(gvc, WorkloadItem.read(workload), deployments, locations(location),
                includeSystemContainers);
        assertThat(mapper.map(gvc, WorkloadItem.read(workload), deployments, locations(location),
                includeSystemContainers))
                .isEqualTo(containers);
        return containers;
    }

    private void assertMapped(Row row) {
        List<Container> containers = map(
                "prod", workload(row.spec), items("{name:'west',lastModified:'2026-03-04T10:12:00Z',status:"
                        + row.status + "}"), null, false);

        assertThat(excerpt(containers, json(row.expected))).isEqualTo(json(row.expected));
        assertThat(containers).isUnmodifiable().allSatisfy(container -> {
            assertThat(container.gvcName()).isEqualTo("prod");
            assertThat(container.workloadName()).isEqualTo("shop");
            assertThat(container.location()).isEqualTo("west");
        });
    }

    /** A status with one version, of which nothing is known, with the one container {@code api}. */
    private static String api(String container) {
        return "{versions:[{containers:{api:{" + container + "}}}]}";
    }

    private static String executions(String... executions) {
        return "{jobExecutions:[" + String.join(",", executions) + "]}";
    }

    private static JsonNode workload(String spec) {
        return json("{name:'shop',spec:" + spec + "}");
    }

    private static JsonNode items(String items) {
        return json("{items:[" + items + "]}");
    }

    /** The containers as JSON, each cut down to the fields that the expectation at its place names. */
    private static JsonNode excerpt(List<Container> containers, JsonNode expected) {
        List<JsonNode> excerpts = new ArrayList<>();
        for (int position = 0; position < containers.size(); position++) {
            JsonNode container = JSON.valueToTree(containers.get(position));
            var excerpt = JSON.createObjectNode();
            expected.path(position).fieldNames().forEachRemaining(name -> excerpt.set(name, container.get(name)));
            excerpts.add(position < expected.size() ? excerpt : container);
        }
        // Through text, so that 4 is 4 whether it was an int or a long.
        return json(JSON.createArrayNode().addAll(excerpts).toString());
    }

    private static JsonNode json(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    /** What makes a container healthy or not. */
    @Nested
    class Health {

        static Stream<Row> health() {
            return Stream.of(
                    new Row("ready", "{}", api("ready:true"), "[{healthStatus:'healthy',status:'running'}]"),
                    new Row("not ready", "{}", api("ready:false"), "[{healthStatus:'unhealthy',status:'notReady'}]"),
                    new Row("says nothing", "{}", api(""), "[{healthStatus:'unknown',status:null,message:null}]"),
                    new Row("all replicas ready", "{}", api("resources:{replicas:2,replicasReady:2}"),
                            "[{healthStatus:'healthy',status:'running',readyReplicas:2,totalReplicas:2}]"),
                    new Row("ready, one replica is not", "{}", api("ready:true,resources:{replicas:2,replicasReady:1}"),
                            "[{healthStatus:'unhealthy',status:'notReady'}]"),
                    new Row("not ready, all replicas are", "{}",
                            api("ready:false,resources:{replicas:2,replicasReady:2}"),
                            "[{healthStatus:'unhealthy',status:'notReady'}]"),
                    new Row("no replicas are no sign", "{}", api("resources:{replicas:0,replicasReady:0}"),
                            "[{healthStatus:'unknown',status:null,totalReplicas:0,readyReplicas:0}]"),
                    new Row("ready without replicas", "{}", api("ready:true,resources:{replicas:0,replicasReady:0}"),
                            "[{healthStatus:'healthy',status:'running'}]"),
                    new Row("readyReplicas missing", "{}", api("resources:{replicas:2}"),
                            "[{healthStatus:'unknown',readyReplicas:null,totalReplicas:2}]"),
                    new Row("replicas missing", "{}", api("resources:{replicasReady:2}"),
                            "[{healthStatus:'unknown',readyReplicas:2,totalReplicas:null}]"),
                    new Row("readiness of status and version does not decide: container ready", "{}",
                            "{ready:false,versions:[{ready:false,containers:{api:{ready:true}}}]}",
                            "[{healthStatus:'healthy',status:'running'}]"),
                    new Row("readiness of status and version does not decide: container silent", "{}",
                            "{ready:true,versions:[{ready:true,containers:{api:{}}}]}",
                            "[{healthStatus:'unknown',status:null}]"),
                    new Row("deploying, expected version", "{}",
                            "{deploying:true,expectedDeploymentVersion:7,versions:["
                                    + "{workload:7,containers:{api:{ready:false},silent:{},done:{ready:true}}}]}",
                            "[{name:'api',healthStatus:'unhealthy',status:'deploying'},"
                                    + "{name:'done',healthStatus:'healthy',status:'running'},"
                                    + "{name:'silent',healthStatus:'unknown',status:'deploying'}]"),
                    new Row("deploying, another version", "{}",
                            "{deploying:true,expectedDeploymentVersion:7,versions:["
                                    + "{workload:6,containers:{api:{ready:false}}}]}",
                            "[{healthStatus:'unhealthy',status:'notReady'}]"),
                    new Row("not deploying, expected version", "{}",
                            "{deploying:false,expectedDeploymentVersion:7,versions:["
                                    + "{workload:7,containers:{api:{ready:false}}}]}",
                            "[{healthStatus:'unhealthy',status:'notReady'}]"),
                    new Row("sync failed, though ready", "{}",
                            "{message:'no quota',internal:{syncFailed:true},"
                                    + "versions:[{containers:{api:{ready:true}}}]}",
                            "[{healthStatus:'unhealthy',status:'running',message:'no quota'}]"),
                    new Row("sync did not fail", "{}",
                            "{message:'fine',internal:{syncFailed:false},versions:[{containers:{api:{ready:true}}}]}",
                            "[{healthStatus:'healthy',message:null}]"),
                    new Row("stale, though ready", "{}",
                            "{" + STALE + ",versions:[{containers:{api:{ready:true,message:'fine'}}}]}",
                            "[{healthStatus:'unknown',status:null,message:'Status details are stale'}]"),
                    new Row("stale comes before a failed sync", "{}",
                            "{" + STALE + ",internal:{syncFailed:true},versions:[{containers:{api:{ready:false}}}]}",
                            "[{healthStatus:'unknown',status:null,message:'Status details are stale'}]"),
                    new Row("another message about staleness is not stale", "{}",
                            "{message:'stale',versions:[{containers:{api:{ready:true}}}]}",
                            "[{healthStatus:'healthy',status:'running',message:null}]"));
        }

        @ParameterizedTest
        @MethodSource("health")
        void aRow(Row row) {
            assertMapped(row);
        }
    }

    /** Which containers are suspended. */
    @Nested
    class Suspended {

        static Stream<Row> suspended() {
            String readyApi = api("ready:true");
            String suspended = "[{healthStatus:'suspended',status:'suspended'}]";
            String healthy = "[{healthStatus:'healthy',status:'running'}]";
            return Stream.of(
                    new Row("by default", "{defaultOptions:{suspend:true}}", readyApi, suspended),
                    new Row("scaled to nothing by default", "{defaultOptions:{autoscaling:{minScale:0,maxScale:0}}}",
                            readyApi, suspended),
                    new Row("scaled to nothing, written with a fraction",
                            "{defaultOptions:{autoscaling:{minScale:0.0,maxScale:0.0}}}", readyApi, suspended),
                    new Row("may be scaled up", "{defaultOptions:{autoscaling:{minScale:0,maxScale:1}}}",
                            readyApi, healthy),
                    new Row("only the lower bound", "{defaultOptions:{autoscaling:{minScale:0}}}", readyApi, healthy),
                    new Row("only the upper bound", "{defaultOptions:{autoscaling:{maxScale:0}}}", readyApi, healthy),
                    new Row("fixed scale that is not 0", "{defaultOptions:{autoscaling:{minScale:2,maxScale:2}}}",
                            readyApi, healthy),
                    new Row("suspended wins over scale",
                            "{defaultOptions:{suspend:true,autoscaling:{minScale:1,maxScale:2}}}", readyApi, suspended),
                    new Row("not suspended, but scaled to nothing",
                            "{defaultOptions:{suspend:false,autoscaling:{minScale:0,maxScale:0}}}", readyApi,
                            suspended),
                    new Row("in this location, short link",
                            "{localOptions:[{location:'//location/west',suspend:true}]}",
                            readyApi, suspended),
                    new Row("in this location, full link",
                            "{localOptions:[{location:'/org/acme/location/west',suspend:true}]}", readyApi, suspended),
                    new Row("in this location, plain name", "{localOptions:[{location:'west',suspend:true}]}",
                            readyApi, suspended),
                    new Row("scaled to nothing in this location",
                            "{localOptions:[{location:'//location/west',autoscaling:{minScale:0,maxScale:0}}]}",
                            readyApi, suspended),
                    new Row("in another location", "{localOptions:[{location:'//location/mid-west',suspend:true},"
                            + "{location:'//location/west-2',suspend:true}]}", readyApi, healthy),
                    new Row("by default, but not in this location",
                            "{defaultOptions:{suspend:true},localOptions:[{location:'//location/west',suspend:false}]}",
                            readyApi, healthy),
                    new Row("by default; this location's entry holds as a whole, though it is silent",
                            "{defaultOptions:{suspend:true},localOptions:[{location:'//location/west',debug:true}]}",
                            readyApi, healthy),
                    new Row("this location's entry is not mixed with the default's scale",
                            "{defaultOptions:{autoscaling:{minScale:0,maxScale:0}},"
                                    + "localOptions:[{location:'//location/west',autoscaling:{minScale:0}}]}",
                            readyApi, healthy),
                    new Row("by default, entries for others only",
                            "{defaultOptions:{suspend:true},localOptions:[{location:'//location/east'},{suspend:false},"
                                    + "null]}", readyApi, suspended),
                    new Row("the first of two entries for this location",
                            "{localOptions:[{location:'west',suspend:true},{location:'//location/west',"
                                    + "suspend:false}]}",
                            readyApi, suspended),
                    new Row("suspended comes before stale and a failed sync", "{defaultOptions:{suspend:true}}",
                            "{" + STALE + ",internal:{syncFailed:true},versions:[{containers:{api:{ready:false}}}]}",
                            "[{healthStatus:'suspended',status:'suspended',message:'Status details are stale'}]"),
                    new Row("suspended comes before deploying", "{defaultOptions:{suspend:true}}",
                            "{deploying:true,expectedDeploymentVersion:7,versions:["
                                    + "{workload:7,containers:{api:{ready:false}}}]}", suspended),
                    new Row("the deployment says why", "{defaultOptions:{suspend:true}}",
                            "{message:'switched off',versions:[{containers:{api:{}}}]}",
                            "[{healthStatus:'suspended',message:'switched off'}]"),
                    new Row("no replicas of the expected version stay listed", "{defaultOptions:{suspend:true}}",
                            "{expectedDeploymentVersion:7,versions:["
                                    + "{workload:7,containers:{api:{resources:{replicas:0}}}},"
                                    + "{workload:6,containers:{api:{resources:{replicas:0}}}}]}",
                            "[{version:'version-7',totalReplicas:0,healthStatus:'suspended'}]"),
                    new Row("without versions", "{defaultOptions:{suspend:true}}", "{message:'switched off'}", "[]"));
        }

        @ParameterizedTest
        @MethodSource("suspended")
        void aRow(Row row) {
            assertMapped(row);
        }
    }

    /** Executions of cron workloads. */
    @Nested
    class Cron {

        static Stream<Row> cron() {
            return Stream.of(
                    new Row("newest of several", "{type:'cron'}",
                            executions("{name:'a',startTime:'2026-01-01T00:00:00Z',status:'failed',"
                                    + "containers:{job:{}}}",
                                    "{name:'b',startTime:'2026-01-03T00:00:00Z',status:'active',containers:{job:{}}}",
                                    "{name:'c',startTime:'2026-01-02T00:00:00Z',status:'failed',containers:{job:{}}}"),
                            "[{jobExecution:'b',status:'active',healthStatus:'healthy'}]"),
                    new Row("newest by time, not by text", "{type:'cron'}",
                            executions("{name:'a',startTime:'2026-01-01T00:00:00Z',containers:{job:{}}}",
                                    "{name:'b',startTime:'2026-01-01T00:00:00.500Z',containers:{job:{}}}",
                                    "{name:'c',startTime:'2026-01-01T01:00:00+02:00',containers:{job:{}}}"),
                            "[{jobExecution:'b'}]"),
                    new Row("one without a start is newest", "{type:'cron'}",
                            executions("{name:'a',status:'pending',containers:{job:{}}}",
                                    "{name:'b',startTime:'2036-01-03T00:00:00Z',status:'failed',containers:{job:{}}}"),
                            "[{jobExecution:'a',status:'pending',healthStatus:'healthy'}]"),
                    new Row("one with a blank start is newest", "{type:'cron'}",
                            executions("{name:'b',startTime:'2036-01-03T00:00:00Z',containers:{job:{}}}",
                                    "{name:'a',startTime:'',containers:{job:{}}}"),
                            "[{jobExecution:'a'}]"),
                    new Row("a start that is no time is not newest", "{type:'cron'}",
                            executions("{name:'b',startTime:'soon',containers:{job:{}}}",
                                    "{name:'a',startTime:'2026-01-03T00:00:00Z',containers:{job:{}}}"),
                            "[{jobExecution:'a'}]"),
                    new Row("equally new: the greater name, whatever the order", "{type:'cron'}",
                            executions("{name:'a',startTime:'2026-01-03T00:00:00Z',containers:{job:{}}}",
                                    "{name:'c',startTime:'2026-01-03T00:00:00.000Z',containers:{job:{}}}",
                                    "{name:'b',startTime:'2026-01-03T00:00:00Z',containers:{job:{}}}"),
                            "[{jobExecution:'c'}]"),
                    new Row("equally new without start: the greater name", "{type:'cron'}",
                            executions("{name:'b',containers:{job:{}}}", "{name:'a',containers:{job:{}}}",
                                    "{containers:{job:{}}}"),
                            "[{jobExecution:'b'}]"),
                    new Row("the newest has no containers yet", "{type:'cron'}",
                            executions("{name:'a',status:'pending'}",
                                    "{name:'b',startTime:'2026-01-03T00:00:00Z',containers:{job:{}}}"),
                            "[]"),
                    new Row("container readiness does not matter", "{type:'cron'}",
                            executions("{name:'a',status:'successful',containers:{job:{ready:false,message:'Completed',"
                                    + "resources:{replicas:1,replicasReady:0}}}}"),
                            "[{status:'successful',healthStatus:'healthy',message:'Completed',readyReplicas:0}]"),
                    new Row("failed; its condition says why", "{type:'cron'}",
                            executions("{name:'a',status:'failed',conditions:[null,{type:'Failed'},"
                                    + "{status:'False',message:'not this'},{status:'True',message:'backoff limit'},"
                                    + "{message:'too late'}],containers:{job:{ready:true}}}"),
                            "[{status:'failed',healthStatus:'unhealthy',message:'backoff limit'}]"),
                    new Row("failed; the container says why", "{type:'cron'}",
                            executions("{status:'failed',conditions:[{message:'backoff limit'}],"
                                    + "containers:{job:{message:'Error'}}}"),
                            "[{status:'failed',message:'Error',jobExecution:null}]"),
                    new Row("a condition is no reason where nothing failed", "{type:'cron'}",
                            executions("{status:'successful',conditions:[{message:'done'}],containers:{job:{}}}"),
                            "[{status:'successful',message:null}]"),
                    new Row("invalid", "{type:'cron'}", executions("{status:'invalid',containers:{job:{}}}"),
                            "[{status:'invalid',healthStatus:'unhealthy'}]"),
                    new Row("removed", "{type:'cron'}", executions("{status:'removed',containers:{job:{}}}"),
                            "[{status:'removed',healthStatus:'unhealthy'}]"),
                    new Row("empty status", "{type:'cron'}", executions("{status:'',containers:{job:{ready:true}}}"),
                            "[{status:null,healthStatus:'unknown'}]"),
                    new Row("no status", "{type:'cron'}", executions("{containers:{job:{ready:true}}}"),
                            "[{status:null,healthStatus:'unknown'}]"),
                    new Row("a status that is new to us", "{type:'cron'}",
                            executions("{status:'odd',containers:{job:{}}}"),
                            "[{status:'odd',healthStatus:'healthy'}]"),
                    new Row("suspended keeps the execution's status", "{type:'cron',defaultOptions:{suspend:true}}",
                            executions("{status:'failed',containers:{job:{}}}"),
                            "[{status:'failed',healthStatus:'suspended'}]"),
                    new Row("suspended without status", "{type:'cron',defaultOptions:{suspend:true}}",
                            executions("{containers:{job:{}}}"), "[{status:null,healthStatus:'suspended'}]"),
                    new Row("stale", "{type:'cron'}",
                            "{" + STALE + ",jobExecutions:[{status:'failed',containers:{job:{}}}]}",
                            "[{status:'failed',healthStatus:'unknown',message:'Status details are stale'}]"),
                    new Row("sync failed", "{type:'cron'}",
                            "{message:'no quota',internal:{syncFailed:true},"
                                    + "jobExecutions:[{status:'successful',containers:{job:{}}}]}",
                            "[{status:'successful',healthStatus:'unhealthy',message:'no quota'}]"),
                    new Row("version, latest and the execution's name", "{type:'cron'}",
                            "{expectedDeploymentVersion:2,jobExecutions:["
                                    + "{name:'a',workloadVersion:2,containers:{job:{}}}]}",
                            "[{version:'version-2',workloadVersion:2,latest:true,jobExecution:'a',createdAt:null,"
                                    + "zone:null}]"),
                    new Row("an older execution without replicas stays listed, named or not", "{type:'cron'}",
                            "{expectedDeploymentVersion:2,jobExecutions:["
                                    + "{workloadVersion:1,containers:{job:{resources:{replicas:0}}}}]}",
                            "[{version:'version-1',workloadVersion:1,latest:false,totalReplicas:0}]"),
                    new Row("versions of a cron workload are not its containers", "{type:'cron'}",
                            "{versions:[{name:'v',containers:{other:{}}}],jobExecutions:[{containers:{job:{}}}]}",
                            "[{name:'job'}]"),
                    new Row("job executions of another workload are not its containers", "{type:'standard'}",
                            "{versions:[{name:'v',containers:{other:{}}}],jobExecutions:[{containers:{job:{}}}]}",
                            "[{name:'other',jobExecution:null}]"),
                    new Row("without type: job executions and no versions", "{}",
                            "{versions:[],jobExecutions:[{name:'a',status:'failed',containers:{job:{ready:true}}}]}",
                            "[{name:'job',jobExecution:'a',status:'failed',healthStatus:'unhealthy'}]"),
                    new Row("without type: job executions and versions", "{}",
                            "{versions:[{containers:{other:{}}}],jobExecutions:[{containers:{job:{}}}]}",
                            "[{name:'other'}]"),
                    new Row("system containers of an execution", "{type:'cron'}",
                            executions("{containers:{job:{},'cpln-mounter':{}}}"), "[{name:'job'}]"));
        }

        @ParameterizedTest
        @MethodSource("cron")
        void aRow(Row row) {
            assertMapped(row);
        }
    }

    /** Versions of a deployment, during a rollout too. */
    @Nested
    class Versions {

        static Stream<Row> versions() {
            return Stream.of(
                    new Row("version's own name", "{}", "{versions:[{name:'app-0007',workload:7,containers:{api:{}}}]}",
                            "[{version:'app-0007',workloadVersion:7}]"),
                    new Row("version without name", "{}", "{versions:[{workload:7,containers:{api:{}}}]}",
                            "[{version:'version-7',workloadVersion:7}]"),
                    new Row("version with a blank name", "{}", "{versions:[{name:' ',workload:7,containers:{api:{}}}]}",
                            "[{version:'version-7'}]"),
                    new Row("version without name or workload version", "{}",
                            "{expectedDeploymentVersion:7,versions:[{containers:{api:{}}}]}",
                            "[{version:null,workloadVersion:null,latest:null}]"),
                    new Row("latest", "{}", "{expectedDeploymentVersion:7,versions:["
                            + "{workload:6,containers:{api:{}}},{workload:7,containers:{api:{}}},"
                            + "{workload:8,containers:{api:{}}}]}",
                            "[{version:'version-6',latest:false},{version:'version-7',latest:true},"
                                    + "{version:'version-8',latest:false}]"),
                    new Row("latest beyond 127, where boxed numbers are not the same object", "{}",
                            "{expectedDeploymentVersion:4000,versions:[{workload:4000.0,containers:{api:{}}}]}",
                            "[{latest:true,workloadVersion:4000}]"),
                    new Row("latest is unknown without an expected version", "{}",
                            "{lastProcessedVersion:7,versions:[{workload:7,containers:{api:{}}}]}", "[{latest:null}]"),
                    new Row("an old version without replicas is left out", "{}",
                            "{expectedDeploymentVersion:7,versions:["
                                    + "{workload:6,containers:{api:{resources:{replicas:0}},"
                                    + "b:{resources:{replicas:1}}}},"
                                    + "{workload:7,containers:{api:{resources:{replicas:0}}}}]}",
                            "[{name:'b',workloadVersion:6},{name:'api',workloadVersion:7}]"),
                    new Row("an old version of which replicas are unknown stays", "{}",
                            "{expectedDeploymentVersion:7,versions:[{workload:6,containers:{api:{}}}]}",
                            "[{workloadVersion:6,totalReplicas:null}]"),
                    new Row("no replicas where nobody knows what is expected stay", "{}",
                            "{versions:[{workload:6,containers:{api:{resources:{replicas:0}}}}]}",
                            "[{workloadVersion:6,totalReplicas:0}]"),
                    new Row("no replicas of an unknown version stay", "{}",
                            "{expectedDeploymentVersion:7,versions:[{containers:{api:{resources:{replicas:0}}}}]}",
                            "[{workloadVersion:null,totalReplicas:0}]"),
                    new Row("zone and creation", "{}",
                            "{versions:[{zone:'west-a',created:'2026-03-01T10:11:12.000Z',containers:{api:{}}}]}",
                            "[{zone:'west-a',createdAt:'2026-03-01T10:11:12.000Z',updatedAt:'2026-03-04T10:12:00Z'}]"),
                    new Row("container's message before the version's", "{}",
                            "{versions:[{message:'version',containers:{api:{message:'own'},b:{message:' '}}}]}",
                            "[{name:'api',message:'own'},{name:'b',message:'version'}]"),
                    new Row("version's message before the deployment's", "{defaultOptions:{suspend:true}}",
                            "{message:'deployment',versions:[{message:'version',containers:{api:{}}}]}",
                            "[{message:'version'}]"),
                    new Row("order: workload version, container, version", "{}",
                            "{versions:[{name:'z',containers:{a:{}}},{workload:10,containers:{b:{},a:{}}},"
                                    + "{name:'y',workload:9,containers:{d:{},c:{}}},"
                                    + "{name:'x',workload:9,containers:{c:{}}}]}",
                            "[{name:'c',version:'x'},{name:'c',version:'y'},{name:'d',version:'y'},"
                                    + "{name:'a',version:'version-10'},{name:'b',version:'version-10'},"
                                    + "{name:'a',version:'z',workloadVersion:null}]"),
                    new Row("order: zone, then creation, of what is otherwise the same", "{}",
                            "{versions:[{zone:'b',created:'0',containers:{a:{}}},{zone:'a',created:'2',"
                                    + "containers:{a:{}}},"
                                    + "{zone:'a',created:'1',containers:{a:{}}}]}",
                            "[{zone:'a',createdAt:'1'},{zone:'a',createdAt:'2'},{zone:'b'}]"),
                    new Row("no status", "{}", "null", "[]"),
                    new Row("empty status", "{}", "{}", "[]"),
                    new Row("no containers", "{}", "{versions:[{workload:7},{workload:8,containers:{}},null]}", "[]"),
                    new Row("type is unknown to us", "{type:'vm'}", api("ready:true"), "[{healthStatus:'healthy'}]"));
        }

        @ParameterizedTest
        @MethodSource("versions")
        void aRow(Row row) {
            assertMapped(row);
        }
    }

    /** The fields of a container. */
    @Nested
    class Containers {

        static Stream<Row> containers() {
            return Stream.of(
                    new Row("usage and restarts", "{}",
                            api("image:'i:1',resources:{cpu:1.5,memory:300.25},restarts:{count:4.0,reason:'OOMKilled',"
                                    + "exitCode:137,lastRestartTime:'2026-03-04T10:40:00.000Z'}"),
                            "[{image:'i:1',cpuUsage:1.5,memoryUsage:300.25,restartCount:4,restartReason:'OOMKilled',"
                                    + "lastExitCode:137,lastRestartTime:'2026-03-04T10:40:00.000Z'}]"),
                    new Row("zeros are values", "{}", api("resources:{cpu:0,memory:0},restarts:{count:0,exitCode:0}"),
                            "[{cpuUsage:0,memoryUsage:0,restartCount:0,lastExitCode:0}]"),
                    new Row("the rest is absent", "{}", api("resources:null,restarts:{}"),
                            "[{image:null,cpuUsage:null,memoryUsage:null,restartCount:null,restartReason:null,"
                                    + "lastExitCode:null,lastRestartTime:null,readyReplicas:null,resourceLimits:null,"
                                    + "ports:null,environmentVariables:null,jobExecution:null}]"),
                    new Row("the key is the name", "{}", "{versions:[{containers:{key:{name:'inner'}}}]}",
                            "[{name:'key'}]"),
                    new Row("the inner name where the key is blank", "{}",
                            "{versions:[{containers:{'':{name:'inner'}}}]}",
                            "[{name:'inner'}]"),
                    new Row("no name at all", "{containers:[{cpu:'1m'}]}", "{versions:[{containers:{'':{},b:{}}}]}",
                            "[{name:'b'},{name:null,resourceLimits:null}]"),
                    new Row("a null container is none", "{}", "{versions:[{containers:{api:null,b:{}}}]}",
                            "[{name:'b'}]"),
                    new Row("system containers are left out", "{}",
                            "{versions:[{containers:{'cpln-mounter':{},'cpln-anything':{},'debugger-x':{},"
                                    + "'istio-proxy':{},'istio-validation':{},'queue-proxy':{},'':{name:'cpln-b'},"
                                    + "'queue-proxy-2':{},istio:{},'my-cpln-app':{},cpln:{},debugger:{}}}]}",
                            "[{name:'cpln'},{name:'debugger'},{name:'istio'},{name:'my-cpln-app'},"
                                    + "{name:'queue-proxy-2'}]"),
                    new Row("limits", "{containers:[{name:'api',cpu:'250m',memory:'512Mi',minCpu:'1m'}]}", api(""),
                            "[{resourceLimits:{cpu:'250m',memory:'512Mi'}}]"),
                    new Row("one limit", "{containers:[{name:'api',memory:'512Mi'}]}", api(""),
                            "[{resourceLimits:{memory:'512Mi'}}]"),
                    new Row("limits of another container",
                            "{containers:[null,{name:'other',cpu:'250m',ports:[{number:1}],env:[{name:'A'}]}]}",
                            api(""),
                            "[{resourceLimits:null,ports:null,environmentVariables:null}]"),
                    new Row("the first of two containers of the same name",
                            "{containers:[{name:'api',cpu:'1m'},{name:'api',cpu:'2m'}]}", api(""),
                            "[{resourceLimits:{cpu:'1m'}}]"),
                    new Row("ports", "{containers:[{name:'api',port:1,ports:[{number:8080,protocol:'http'},"
                            + "{number:9090.0},"
                            + "{protocol:'grpc'},{},null]}]}", api(""),
                            "[{ports:[{number:8080,protocol:'http'},{number:9090},{protocol:'grpc'}]}]"),
                    new Row("a lone port", "{containers:[{name:'api',port:8080}]}", api(""),
                            "[{ports:[{number:8080}]}]"),
                    new Row("a lone port beside empty ports", "{containers:[{name:'api',port:8080,ports:[]}]}", api(""),
                            "[{ports:[{number:8080}]}]"),
                    new Row("empty ports", "{containers:[{name:'api',ports:[]}]}", api(""), "[{ports:[]}]"),
                    new Row("environment: references only",
                            "{containers:[{name:'api',env:[{name:'A',value:'literal'},{name:'B',"
                                    + "value:'cpln://secret/b'},"
                                    + "{name:'C'},{name:'D',value:' cpln://secret/d'},{name:'E',"
                                    + "value:'CPLN://secret/e'},"
                                    + "{name:'F',value:'x cpln://secret/f'},{value:'cpln://secret/g'},"
                                    + "{value:'literal'},"
                                    + "{name:'H',value:''},{name:'I',value:'cpln:/x'},null,{}]}]}", api(""),
                            "[{environmentVariables:[{name:'A'},{name:'B',value:'cpln://secret/b'},{name:'C'},"
                                    + "{name:'D'},"
                                    + "{name:'E'},{name:'F'},{value:'cpln://secret/g'},{name:'H'},{name:'I'}]}]"),
                    new Row("empty environment", "{containers:[{name:'api',env:[]}]}", api(""),
                            "[{environmentVariables:[]}]"),
                    new Row("unknown fields", "{new:1,containers:[{name:'api',new:[]}],defaultOptions:{new:'x'}}",
                            "{new:[],versions:[{new:{},containers:{api:{new:true,ready:true,resources:{gpu:'x'}}}}]}",
                            "[{healthStatus:'healthy'}]"));
        }

        @ParameterizedTest
        @MethodSource("containers")
        void aRow(Row row) {
            assertMapped(row);
        }
    }

    /** Which containers there are, in which order. */
    @Nested
    class Selection {

        @Test
        void includesSystemContainersWhereAsked() {
            JsonNode deployments =
                    items("{name:'west',status:{versions:[{containers:{'queue-proxy':{},b:{},'cpln-a':{}}}]}}");

            assertThat(map("prod", workload("{}"), deployments, null, true))
                    .extracting(Container::name).containsExactly("b", "cpln-a", "queue-proxy");
            assertThat(map("prod", workload("{}"), deployments, null, false))
                    .extracting(Container::name).containsExactly("b");
        }

        @Test
        void ordersLocationsByNameAndAppliesTheirOwnOptions() {
            String versions = "status:{versions:[{workload:7,containers:{b:{ready:true},a:{ready:true}}}]}";
            JsonNode workload = workload("{localOptions:[{location:'//location/east',suspend:true}]}");
            JsonNode deployments = items(
                    "{" + versions + "},{name:'west'," + versions + "},{name:'east'," + versions + "},{name:'mid'}");

            assertThat(map("prod", workload, deployments, null, false))
                    .extracting(container -> container.location() + " " + container.name() + " "
                    + container.healthStatus())
                    .containsExactly(
                            "east a SUSPENDED", "east b SUSPENDED",
                            "west a HEALTHY", "west b HEALTHY",
                            "null a HEALTHY", "null b HEALTHY");
            assertThat(map("prod", workload, deployments, "west", false))
                    .extracting(container -> container.location() + " " + container.name())
                    .containsExactly("west a", "west b");
        }

        @Test
        void locationThatComesTwiceHasItsLaterDeployment() {
            String old = "{name:'west',status:{versions:[{workload:1,containers:{a:{image:'old'},gone:{}}}]}}";
            String late = "{name:'west',status:{versions:[{workload:2,containers:{a:{image:'late'},b:{}}}]}}";
            String east = "{name:'east',status:{versions:[{workload:1,containers:{a:{}}}]}}";

            for (String between : List.of("", east + ",")) {
                for (String location : Arrays.asList(null, "west")) {
                    assertThat(map("prod", workload("{}"), items(old + "," + between + late), location, false))
                            .filteredOn(container -> container.location().equals("west"))
                            .extracting(Container::name, Container::image)
                            .containsExactly(tuple("a", "late"), tuple("b", null));
                }
            }
            JsonNode thrice = items(late + "," + old + "," + east + "," + old);
            assertThat(map("prod", workload("{}"), thrice, null, false))
                    .extracting(Container::location, Container::name)
                    .containsExactly(tuple("east", "a"), tuple("west", "a"), tuple("west", "gone"));
            assertThat(map("prod", workload("{}"), items(old + ",{name:'west'}"), null, false))
                    .as("the later one has no containers").isEmpty();
            assertThat(map("prod", workload("{}"), items("{name:'west',status:7}," + late), null, false))
                    .as("the one before is not read").hasSize(2);
        }

        @Test
        void theOrderDoesNotDependOnTheAnswers() {
            String first = "{name:'x',workload:7,containers:{a:{},b:{}}}";
            String second = "{name:'y',workload:7,containers:{b:{},a:{}}}";
            JsonNode oneWay = items("{name:'west',status:{versions:[" + first + "," + second + "]}},{name:'east'}");
            JsonNode otherWay = items("{name:'east'},{name:'west',status:{versions:[" + second + "," + first + "]}}");

            assertThat(map("prod", workload("{}"), oneWay, null, false))
                    .hasSize(4)
                    .isEqualTo(map("prod", workload("{}"), otherWay, null, false));
        }

        @Test
        void cronIsDecidedPerLocationWhereTheTypeIsMissing() {
            JsonNode deployments = items("{name:'east',status:{jobExecutions:[{name:'a',containers:{job:{}}}]}},"
                    + "{name:'west',status:{versions:[{containers:{api:{}}}]}}");

            assertThat(map("prod", json("{}"), deployments, null, false))
                    .extracting(Container::name, Container::jobExecution, Container::workloadName)
                    .containsExactly(
                            tuple("job", "a", null),
                            tuple("api", null, null));
        }

        @Test
        void aListWithoutDeploymentsIsEmpty() {
            assertThat(map("prod", workload("{}"), items(""), null, false)).isEmpty();
            assertThat(map("prod", workload("{}"), items("{name:'west',status:{message:'no quota',"
                    + "internal:{syncFailed:true}}}"), null, false)).as("its first sync failed").isEmpty();
            assertThat(map(null, json("{name:null,spec:null}"), items("{},{name:'west'}"), null, false))
                    .isEmpty();
        }
    }

    /** Answers of another form than the API's. */
    @Nested
    class Unreadable {

        @ParameterizedTest(name = "{0}")
        @CsvSource(delimiter = '|', textBlock = """
                {}                                             | an array at items, found nothing
                {items:null}                                   | an array at items, found null
                {items:{}}                                     | an array at items, found an object
                []                                             | an object at the answer, found an array
                null                                           | an object at the answer, found null
                {items:['secret']}                             | an object at items[0], found text
                {items:[{},null]}                              | an object at items[1], found null
                {items:[{name:7}]}                             | text at items[0].name, found an integer
                {items:[{lastModified:7}]}                     | text at items[0].lastModified, found an integer
                {items:[{status:'secret'}]}                    | an object at items[0].status, found text
                {items:[{status:{message:{}}}]}                | text at items[0].status.message, found an object
                {items:[{status:{deploying:'secret'}}]}        | true or false at items[0].status.deploying, found text
                {items:[{status:{versions:'secret'}}]}         | an array at items[0].status.versions, found text
                {items:[{status:{versions:['secret']}}]}       | an object at items[0].status.versions[0], found text
                {items:[{status:{versions:[{workload:1.5}]}}]} \
                    | an integer of 64 bits at items[0].status.versions[0].workload, found a number with a fraction
                {items:[{status:{versions:[{containers:[]}]}}]} \
                    | an object at items[0].status.versions[0].containers, found an array
                {items:[{status:{versions:[{containers:{api:'secret'}}]}}]} \
                    | an object at items[0].status.versions[0].containers.api, found text
                {items:[{status:{versions:[{containers:{api:{name:7}}}]}}]} \
                    | text at items[0].status.versions[0].containers.api.name, found an integer
                {items:[{},{status:{versions:[{containers:{api:{resources:{replicas:'secret'}}}}]}}]} \
                    | an integer of 32 bits at items[1].status.versions[0].containers.api.resources.replicas, found text
                {items:[{status:{versions:[{containers:{api:{resources:{replicas:4294967297}}}}]}}]} \
                    | an integer of 32 bits at items[0].status.versions[0].containers.api.resources.replicas, \
                found an integer
                """)
        void anUnreadableDeploymentList(String deploymentList, String expected) {
            assertThatThrownBy(() -> map("prod", workload("{}"), json(deploymentList), null, false))
                    .isInstanceOf(UnreadableAnswerException.class)
                    .hasMessage("Expected " + expected);
        }

        @Test
        void noDeploymentListAtAll() {
            assertThatThrownBy(() -> map("prod", workload("{}"), json("null"), null, false))
                    .isInstanceOf(UnreadableAnswerException.class)
                    .hasMessage("Expected an object at the answer, found null");
        }

        @ParameterizedTest(name = "{0}")
        @CsvSource(delimiter = '|', textBlock = """
                null                                        | an object at workload, found null
                []                                          | an object at workload, found an array
                {name:7}                                    | text at workload.name, found an integer
                {spec:[]}                                   | an object at workload.spec, found an array
                {spec:{type:true}}                          | text at workload.spec.type, found true or false
                {spec:{containers:{}}}                      | an array at workload.spec.containers, found an object
                {spec:{containers:[7]}}                     | an object at workload.spec.containers[0], found an integer
                {spec:{containers:[{cpu:0.5}]}}             \
                    | text at workload.spec.containers[0].cpu, found a number with a fraction
                {spec:{containers:[{ports:[{number:'secret'}]}]}} \
                    | an integer of 32 bits at workload.spec.containers[0].ports[0].number, found text
                {spec:{containers:[{env:[{},{value:7}]}]}}  \
                    | text at workload.spec.containers[0].env[1].value, found an integer
                {spec:{defaultOptions:{suspend:'true'}}}    \
                    | true or false at workload.spec.defaultOptions.suspend, found text
                {spec:{localOptions:[{autoscaling:{minScale:'0'}}]}} \
                    | an integer of 32 bits at workload.spec.localOptions[0].autoscaling.minScale, found text
                """)
        void anUnreadableWorkload(String workload, String expected) {
            assertThatThrownBy(() -> map("prod", json(workload), items(""), null, false))
                    .isInstanceOf(UnreadableAnswerException.class)
                    .hasMessage("Expected " + expected);
        }

        @Test
        void whatNeedNotBeReadMayHaveAnyType() {
            JsonNode deployments = items("{name:'east',status:'wrong'},{name:'west',kind:7,links:'wrong',status:{"
                    + "ready:'wrong',jobExecutions:'wrong',versions:[{ready:'wrong',containers:{api:{ready:true},"
                    + "'cpln-mounter':'wrong'}}]}}");

            assertThat(map("prod", workload("{type:'standard',job:'wrong'}"), deployments, "west", false))
                    .extracting(Container::name, Container::healthStatus)
                    .containsExactly(tuple("api", HealthStatus.HEALTHY));
        }
    }

    /** The GVC that a workload names. */
    @Nested
    class Gvc {

        @ParameterizedTest(name = "{0}: {1}")
        @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
                {links:[{rel:'self',href:'/org/acme/gvc/a/workload/shop'},{rel:'gvc',href:'/org/acme/gvc/b'}]} | b
                {links:[{rel:'self',href:'/org/acme/gvc/a/workload/shop'}]}                                    | a
                {links:[{rel:'gvc',href:'https://api.cpln.io/org/acme/gvc/b'}]}                                | b
                {links:[{rel:'gvc',href:'https://api.cpln.io/org/acme/gvc/b?x=/org/y/gvc/z'}]}                 | b
                {links:[{rel:'gvc',href:'//gvc/b'}]}                                                           | b
                {links:[{rel:'gvc',href:'/org/gvc/gvc/b'}]}                                                    | b
                {links:[{rel:'self',href:'/org/acme/gvc/gvc/workload/gvc'}]}                                   | gvc
                {links:[{rel:'self',href:'/org/org/gvc/org/workload/shop'}]}                                   | org
                {links:[{rel:'gvc'},{rel:'self',href:'/org/acme/gvc/a/workload/shop'}]}                        | a
                {links:[{rel:'gvc',href:'/org/acme/gvc/'},{rel:'self',href:'/org/acme/gvc/a/workload/shop'}]}  | a
                {links:[null,{},{rel:'org',href:'/org/acme/gvc/no'},{rel:'self',href:'/org/acme/workload/x'}]} | -
                {links:[{href:'/org/acme/gvc/a'}]}                                                             | -
                {links:[]}                                                                                     | -
                {links:null}                                                                                   | -
                {}                                                                                             | -
                """)
        void gvcOf(String workload, String expected) {
            assertThat(WorkloadItem.read(json(workload)).gvc()).isEqualTo(expected);
        }

        @ParameterizedTest
        @ValueSource(strings = {"{links:{}}", "{links:['x']}", "{links:[{rel:7}]}", "{links:[{rel:'gvc',href:7}]}",
                "[]"})
        void gvcOfSomethingUnreadable(String workload) {
            assertThat(WorkloadItem.read(json(workload)).gvc()).isNull();
        }
    }

    private static List<String> locations(String location) {
        return location == null ? List.of() : List.of(location);
    }
}
