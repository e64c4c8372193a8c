package dev.cplnroutes.standalone;

/** The exit codes of the standalone process. */
final class ExitCode {

    /** The listing is complete, or the process was asked to end. */
    static final int COMPLETE = 0;

    /** The listing or the process failed. */
    static final int FAILED = 1;

    /** An argument or a setting is missing or wrong. */
    static final int WRONG_USE = 2;

    /** Some workloads of the listing could not be read. */
    static final int PARTIAL = 3;

    private ExitCode() {
    }
}
