package dev.cplnroutes.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

import dev.cplnroutes.support.SettingValue;

/**
 * A key store that settings name. It is opened before the process starts, because the libraries that use it say only in
 * a stack trace that it is missing or that its password is wrong.
 *
 * @param setting  name of the setting that has the path
 * @param path     path of the file
 * @param type     such as {@code pkcs12}
 * @param password password of the store; null opens it without a check of its integrity
 * @param needs    what the path has to lead to, as it follows "allowed is": names the settings of type and password
 */
record KeyStoreFile(String setting, String path, String type, String password, String needs) {

    /**
     * Opens the key store.
     *
     * @throws IllegalArgumentException if that fails; one line that names the settings and shows no password
     */
    KeyStore open() {
        requireFile();
        try (InputStream file = Files.newInputStream(Path.of(path))) {
            KeyStore keys = KeyStore.getInstance(type);
            keys.load(file, password == null ? null : password.toCharArray());
            return keys;
        } catch (IOException | GeneralSecurityException e) {
            throw SettingValue.wrong(setting, path, needs);
        }
    }

    private void requireFile() {
        String allowed = "a key store that can be read";
        try {
            Path file = Path.of(path);
            if (Files.isDirectory(file)) {
                throw SettingValue.wrong(setting, path, allowed + "; this is a folder");
            }
            if (!Files.exists(file)) {
                throw SettingValue.wrong(setting, path, allowed + "; there is no such file");
            }
            if (!Files.isReadable(file)) {
                throw SettingValue.wrong(setting, path, allowed + "; allow the user of this process to read it");
            }
        } catch (InvalidPathException e) {
            throw SettingValue.wrong(setting, path, allowed);
        }
    }

    /** Does not show the password. */
    @Override
    public String toString() {
        return setting;
    }
}
