package dev.cplnroutes;

/**
 * A listener within the JVM that learns how far a listing is, see {@link ListingRequest#progressListener()}. It gets
 * what goes out as {@link ProgressEvent}s. Calls come one after another, in order, on a thread of their own: a listener
 * that is slow or throws neither delays nor fails the listing. Its last call has returned when the listing's answer
 * comes, unless it takes longer than a second.
 */
@FunctionalInterface
public interface ProgressListener {

    /**
     * The listing has come so far.
     *
     * @param stage   {@code listing-workloads}, {@code processing-workloads}, then {@code completed} or {@code failed}
     * @param current workloads done; never goes back within a listing
     * @param total   workloads known so far; grows with the pages of the workload list
     */
    void onProgress(String stage, int current, int total);
}
