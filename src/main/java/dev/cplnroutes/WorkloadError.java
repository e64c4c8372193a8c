package dev.cplnroutes;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Something of a listing that could not be read, while the rest went on.
 *
 * @param workloadName the workload that is missing from the result; null where a page of the workload list could not be
 *                     read, or the API left the name out
 * @param gvcName      GVC of the workload; null where it is not known
 * @param status       HTTP status of the API's answer; 502 where there was none or it made no sense, 504 where it did
 *                     not come in time
 * @param message      what happened, for a person; never holds the token
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WorkloadError(String workloadName, String gvcName, int status, String message) {
}
