package dev.cplnroutes;

import java.util.Map;

import org.apache.camel.CamelContext;

/**
 * The settings that hold secrets. As a bean in Camel's registry, under {@link #BEAN_NAME}, they replace Camel's
 * properties of the same names: Camel logs each property that it resolves at level DEBUG, but not what a bean holds.
 *
 * @param values values by the names of their settings, such as {@code cpln.webhook.secret}
 */
public record SecretSettings(Map<String, String> values) {

    /** Name of the bean in Camel's registry. */
    public static final String BEAN_NAME = "cplnSecretSettings";

    /** Makes an immutable copy. */
    public SecretSettings {
        values = Map.copyOf(values);
    }

    /**
     * The secret settings of a Camel context.
     *
     * @param context may be null
     * @return the bean in its registry; without settings where there is none
     */
    public static SecretSettings of(CamelContext context) {
        SecretSettings bound = context == null ? null
                : context.getRegistry().lookupByNameAndType(BEAN_NAME, SecretSettings.class);
        return bound == null ? new SecretSettings(Map.of()) : bound;
    }

    /**
     * The value of a setting.
     *
     * @param name     name of the setting
     * @param fallback value where it is none of these settings; may be null
     * @return the value
     */
    public String get(String name, String fallback) {
        return values.getOrDefault(name, fallback);
    }

    /** The names only, without the values. */
    @Override
    public String toString() {
        return "SecretSettings" + values.keySet();
    }
}
