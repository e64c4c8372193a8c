package dev.cplnroutes.standalone;

import java.util.regex.Pattern;

/**
 * The variables that Kubernetes and Docker set for each service beside a container: for a service {@code cpln-demo}
 * {@code CPLN_DEMO_SERVICE_HOST}, {@code CPLN_DEMO_PORT=tcp://10.0.0.1:80}, {@code CPLN_DEMO_PORT_80_TCP_ADDR} and
 * others. They say where the service is, and are no settings of this process.
 */
final class ServiceVariables {

    private static final Pattern NAME = Pattern.compile(
            ".+_SERVICE_HOST|.+_SERVICE_PORT(_.+)?|.+_PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR|START|END))?");

    /** What the variable {@code ..._PORT} of a service has; a port that an operator sets is a number. */
    private static final Pattern ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*", Pattern.CASE_INSENSITIVE);

    private ServiceVariables() {
    }

    /** Whether a platform has set a variable for a service. */
    static boolean contain(String variable, String value) {
        return NAME.matcher(variable).matches()
                || variable.endsWith("_PORT") && ADDRESS.matcher(value.trim()).matches();
    }
}
