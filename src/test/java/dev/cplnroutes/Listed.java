package dev.cplnroutes;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What tests say of a listing of equal workloads.
 */
final class Listed {

    private Listed() {
    }

    /** Names of the workloads whose containers were listed, in order. */
    static List<String> workloads(ListingResult result) {
        return result.containers().stream().map(Container::workloadName).toList();
    }

    /** Names of so many equal workloads. */
    static List<String> numbered(int workloads) {
        return IntStream.range(0, workloads).mapToObj("workload-%05d"::formatted).toList();
    }
}
