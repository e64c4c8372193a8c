package dev.cplnroutes.api;

/**
 * A part of the organization: what an answer of the API belongs to, or what a caller clears from the cache.
 *
 * @param gvc          name of the GVC; null: the whole organization
 * @param workloadName name of the workload; null: all workloads
 */
public record ApiScope(String gvc, String workloadName) {

    /** The whole organization. */
    public static final ApiScope ORGANIZATION = new ApiScope(null, null);

    /**
     * Whether clearing this part drops an answer: an answer of the part, or a page of a workload list that may hold
     * the part.
     *
     * @param answer what the answer belongs to; without a workload it is a page of a workload list
     * @return false where the answer holds nothing of this part
     */
    public boolean covers(ApiScope answer) {
        if (gvc == null || answer.gvc() == null) {
            return true;
        }
        boolean isSameWorkload = workloadName == null || answer.workloadName() == null
                || workloadName.equals(answer.workloadName());
        return gvc.equals(answer.gvc()) && isSameWorkload;
    }
}
