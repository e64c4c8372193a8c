package dev.cplnroutes.terminal;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import dev.cplnroutes.ProgressListener;

/**
 * The progress of a listing as the last line of a terminal, drawn again as it changes. What others print to the same
 * stream takes its place. Thread-safe.
 */
public final class ProgressBar implements ProgressListener {

    private static final int LENGTH = 30;
    /** To the beginning of the line, and erases to its end. */
    private static final String ERASE = "\r\u001b[K";

    private final PrintStream terminal;
    private boolean isDrawn;
    private boolean hasEnded;

    /**
     * Makes a bar that is not drawn yet.
     *
     * @param terminal gets it
     */
    public ProgressBar(PrintStream terminal) {
        this.terminal = terminal;
    }

    /**
     * A stream to the terminal for everything else.
     *
     * @return erases the bar before it prints
     */
    public PrintStream others() {
        return new PrintStream(new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                print(bytes, offset, length);
            }
        }, true, StandardCharsets.UTF_8);
    }

    private synchronized void print(byte[] bytes, int offset, int length) {
        erase();
        terminal.write(bytes, offset, length);
        terminal.flush();
    }

    @Override
    public synchronized void onProgress(String stage, int current, int total) {
        if (hasEnded || !stage.endsWith("-workloads")) {
            return;
        }
        int done = total == 0 ? 0 : (int) ((long) LENGTH * Math.min(current, total) / total);
        terminal.print(ERASE + "[" + "=".repeat(done) + " ".repeat(LENGTH - done) + "] " + current + " of " + total
                + " workloads");
        terminal.flush();
        isDrawn = true;
    }

    /** Erases the bar for good: the result follows. */
    public synchronized void end() {
        hasEnded = true;
        erase();
    }

    private void erase() {
        if (isDrawn) {
            terminal.print(ERASE);
            terminal.flush();
            isDrawn = false;
        }
    }
}
