package dev.cplnroutes.terminal;

import java.io.Console;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * What the process knows of the terminal that it writes to. Java alone knows a terminal only where standard input is
 * one too, so the start script tells.
 *
 * @param output     whether standard output goes to a terminal
 * @param errors     whether standard error does
 * @param width      columns of the terminal; 0 where nothing has to fit
 * @param hasColours whether standard output may have colours
 */
public record Terminal(boolean output, boolean errors, int width, boolean hasColours) {

    /** No terminal: nothing is cut, nothing has a colour. */
    public static final Terminal NONE = new Terminal(false, false, 0, false);

    /**
     * System property by which the start script tells: of {@code output}, {@code errors} and the number of columns what
     * there is, separated by commas.
     */
    public static final String PROPERTY = "dev.cplnroutes.terminal";

    private static final int COLUMNS = 80;

    /**
     * Finds out what there is.
     *
     * @param system      system properties
     * @param environment environment variables: {@code TERM}, {@code NO_COLOR}
     * @return what there is
     */
    public static Terminal of(Properties system, Map<String, String> environment) {
        String told = system.getProperty(PROPERTY);
        return of(told != null ? told : isConsole(System.console()) ? "output" : "", environment);
    }

    static Terminal of(String told, Map<String, String> environment) {
        List<String> words = List.of(told.split(","));
        String type = environment.getOrDefault("TERM", "");
        boolean isObeyed = !type.isEmpty() && !type.equals("dumb");
        boolean output = words.contains("output");
        int width = words.stream().filter(word -> word.matches("[1-9]\\d{0,4}")).mapToInt(Integer::parseInt).findFirst()
                .orElse(COLUMNS);
        return new Terminal(output, words.contains("errors") && isObeyed, output ? width : 0,
                output && isObeyed && environment.getOrDefault("NO_COLOR", "").isEmpty());
    }

    /** From Java 22 on there is a console without a terminal too. */
    private static boolean isConsole(Console console) {
        try {
            return console != null && (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}
