package dev.cplnroutes.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The demo server in a process of its own, with the organization {@code acme} and the GVC {@code prod}: what it costs
 * is not measured.
 */
final class ServerProcess implements AutoCloseable {

    private final Process process;
    private final URI endpoint;

    private ServerProcess(Process process, URI endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    /**
     * Starts it on a free port.
     *
     * @param arguments further arguments of the demo server
     */
    static ServerProcess start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java"), "-cp",
                System.getProperty("java.class.path"), "dev.cplnroutes.demo.DemoServer", "--port", "0", "--org", "acme",
                "--gvc", "prod", "--until-stdin-closes"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String line = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                .readLine();
        return new ServerProcess(process, URI.create(line.replaceAll(".*endpoint=(\\S+).*", "$1")));
    }

    /** Where it answers. */
    URI endpoint() {
        return endpoint;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
