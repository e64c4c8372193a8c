package dev.cplnroutes.testing;

import dev.cplnroutes.Container;
import dev.cplnroutes.HealthStatus;

/**
 * Containers with the names that a test needs and nothing else.
 */
public final class SampleContainers {

    private SampleContainers() {
    }

    /** A container of a workload in GVC prod, version and job execution absent. */
    public static Container of(String workload, String name, HealthStatus health) {
        return of("prod", workload, "aws-us-west-2", null, null, name, health);
    }

    /** A container; each of its names may be null. */
    public static Container of(String gvc, String workload, String location, String version, String jobExecution,
            String name, HealthStatus health) {
        return new Container(name, null, workload, gvc, location, null, health, null, null, null, null, null, null,
                null, null, null, version, null, null, null, null, null, jobExecution, null, null, null);
    }

    /** A container of a numbered workload version in a zone; each of its names may be null. */
    public static Container of(String location, Long workloadVersion, String version, String zone, String name) {
        return new Container(name, null, "api", "prod", location, null, HealthStatus.HEALTHY, null, null, null, null,
                null, null, null, null, null, version, workloadVersion, null, zone, null, null, null, null, null, null);
    }
}
