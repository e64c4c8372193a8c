package dev.cplnroutes.standalone;

import java.net.BindException;

/**
 * A server of the process that cannot listen at its address.
 */
final class ListenException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    private final String host;
    private final int port;

    /**
     * Describes the failure.
     *
     * @param host  name or address that the server was told to listen at
     * @param port  its port
     * @param cause what the system said
     */
    ListenException(String host, int port, Throwable cause) {
        super("The server cannot listen at " + host + ":" + port, cause);
        this.host = host;
        this.port = port;
    }

    /**
     * What happened and what to do, in one line.
     *
     * @param settings settings of the process, to name the setting of the server
     */
    String line(StandaloneSettings settings) {
        String main = settings.get("camel.server.port", "8080");
        boolean isMain = settings.isTrue("camel.server.enabled") && main.equals(String.valueOf(port));
        String server = isMain ? "camel.server" : "camel.management";
        String variable = isMain ? "CAMEL_SERVER" : "CAMEL_MANAGEMENT";
        String reason = String.valueOf(getCause().getMessage());
        if (getCause() instanceof BindException && reason.contains("in use")) {
            return "Port " + port + " of " + host + " is in use: set another " + server + ".port (" + variable
                    + "_PORT), or end the process that has it.";
        }
        if (reason.contains("ermission denied")) {
            return "Port " + port + " of " + host + " may not be used: set a " + server + ".port (" + variable
                    + "_PORT) above 1023.";
        }
        return "The server cannot listen at " + host + ": set " + server + ".host (" + variable
                + "_HOST) to an address of this machine.";
    }
}
