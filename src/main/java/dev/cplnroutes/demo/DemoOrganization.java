package dev.cplnroutes.demo;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Interim. */
public record DemoOrganization(String name, List<String> workloads) {
    public static DemoOrganization realistic(String name, Instant now) {
        return uniform(name, "prod", 100);
    }

    public static DemoOrganization uniform(String name, String gvc, int count) {
        return new DemoOrganization(name, IntStream.range(0, count).mapToObj(i -> String.format("workload-%05d", i)).toList());
    }

    public String summary() {
        return workloads.size() + " workloads";
    }
}
