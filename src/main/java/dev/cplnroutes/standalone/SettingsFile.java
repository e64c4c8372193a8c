package dev.cplnroutes.standalone;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Properties;

import dev.cplnroutes.support.Utf8Text;

/**
 * The file {@code config/application.properties} in the working directory. What is there has to be readable: a process
 * that went on without the file would run with other settings than its operator believes.
 */
final class SettingsFile {

    /** The file's name, for messages. */
    static final String NAME = "config/application.properties";

    private SettingsFile() {
    }

    /**
     * Reads the settings of the file.
     *
     * @param directory the working directory
     * @return the settings; none if there is no file
     * @throws IllegalArgumentException if the file is no readable properties file in UTF-8
     */
    static Properties read(Path directory) {
        Properties properties = new Properties();
        Path file = directory.resolve("config").resolve("application.properties");
        if (Files.isDirectory(file)) {
            // Docker makes a folder where it mounts a file that does not exist.
            throw new IllegalArgumentException(NAME + " is a folder; replace it by a file, or remove it.");
        }
        if (!Files.exists(file)) {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new IllegalArgumentException(NAME + " is a link to a file that does not exist; mend or remove "
                        + "it.");
            }
            return properties;
        }
        String text = Utf8Text.of(bytes(file));
        try {
            properties.load(new StringReader(text));
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException(NAME + " cannot be read; after \\u it needs four hexadecimal digits, "
                    + "and for a backslash two of them.");
        }
        return properties;
    }

    private static byte[] bytes(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(NAME + " cannot be read; allow the user of this process to read it.");
        }
        String encoding = Utf8Text.otherEncoding(bytes);
        if (encoding != null) {
            throw new IllegalArgumentException(NAME + " is in " + encoding + "; save it in UTF-8.");
        }
        return bytes;
    }
}
