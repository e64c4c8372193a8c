package dev.cplnroutes.standalone;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;


/**
 * Standard output in UTF-8, which remembers whether all of it could be written. A {@link PrintStream} alone does not
 * tell why it failed.
 */
final class StandardOutput {

    private static final int BUFFER_BYTES = 8192;

    private final RememberingStream written;
    private final PrintStream printer;

    /**
     * Wraps a stream.
     *
     * @param stream where the output goes, without a buffer that hides failures
     */
    StandardOutput(OutputStream stream) {
        written = new RememberingStream(stream);
        printer = new PrintStream(new BufferedOutputStream(written, BUFFER_BYTES), false, StandardCharsets.UTF_8);
    }

    /** What to print to; nothing that is printed there throws. */
    PrintStream printer() {
        return printer;
    }

    /**
     * Writes what is left in the buffer, and gives the exit code of the process.
     *
     * @param exitCode exit code of what was printed
     * @param errors   gets a line if the output could not be written, unless its reader has gone, as {@code head} does
     * @return the exit code, or {@link ExitCode#FAILED} if some of the output could not be written
     */
    int finish(int exitCode, PrintStream errors) {
        printer.flush();
        IOException failure = written.failure;
        if (failure == null) {
            return exitCode;
        }
        if (!isReaderGone(failure)) {
            errors.println("The output could not be written: " + failure.getMessage()
                    + "; check where standard output goes.");
        }
        return ExitCode.FAILED;
    }

    private static boolean isReaderGone(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        // The third and fourth are those of Windows.
        return message.contains("Broken pipe") || message.contains("Connection reset")
                || message.contains("pipe has been ended") || message.contains("pipe is being closed");
    }

    /** Passes bytes on until the first failure. */
    private static final class RememberingStream extends FilterOutputStream {

        private volatile IOException failure;

        RememberingStream(OutputStream stream) {
            super(stream);
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                remember(e);
                throw e;
            }
        }

        @Override
        public void flush() throws IOException {
            try {
                out.flush();
            } catch (IOException e) {
                remember(e);
                throw e;
            }
        }

        private void remember(IOException e) {
            if (failure == null) {
                failure = e;
            }
        }
    }
}
