package dev.cplnroutes;

import java.util.Map;

import org.apache.camel.CamelContext;

/**
 * Settings that hold secrets, as a bean: bound to Camel's registry as {@link #BEAN_NAME}, they take the place of the settings
 * of their names. Camel writes every property that it resolves to its log at level DEBUG, a bean it does not.
 *
 * @param values name of a setting, such as {@code cpln.webhook.secret}, with its value
 */
public record SecretSettings(Map<String, String> values) {

    /** Name of the bean in Camel's registry. */
    public static final String BEAN_NAME = "cplnSecretSettings";

    /**
     * Makes an immutable copy.
     */
    public SecretSettings {
        values = Map.copyOf(values);
    }

    /**
     * The secret settings of a Camel context.
     *
     * @param context may be null
     * @return those in its registry; empty where there are none
     */
    public static SecretSettings of(CamelContext context) {
        SecretSettings bound = context == null ? null
                : context.getRegistry().lookupByNameAndType(BEAN_NAME, SecretSettings.class);
        return bound == null ? new SecretSettings(Map.of()) : bound;
    }

    /**
     * The value of a setting.
     *
     * @param name    of the setting
     * @param setting what holds where this has none
     * @return the value
     */
    public String get(String name, String setting) {
        return values.getOrDefault(name, setting);
    }

    /** Says nothing of the values. */
    @Override
    public String toString() {
        return "SecretSettings" + values.keySet();
    }
}
