package dev.cplnroutes.testing;

import java.util.List;
import java.util.stream.IntStream;

import dev.cplnroutes.Container;
import dev.cplnroutes.ListingResult;

/**
 * What tests say of a listing of equal workloads.
 */
public final class Listed {

    private Listed() {
    }

    /** Names of the workloads whose containers were listed, in order. */
    public static List<String> workloads(ListingResult result) {
        return result.containers().stream().map(Container::workloadName).toList();
    }

    /** Names of so many equal workloads. */
    public static List<String> numbered(int workloads) {
        return IntStream.range(0, workloads).mapToObj("workload-%05d"::formatted).toList();
    }
}
