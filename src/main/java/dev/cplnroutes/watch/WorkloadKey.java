package dev.cplnroutes.watch;

/**
 * The names of a workload.
 *
 * @param gvc  its GVC
 * @param name its name
 */
record WorkloadKey(String gvc, String name) {

    @Override
    public String toString() {
        return gvc + "/" + name;
    }
}
