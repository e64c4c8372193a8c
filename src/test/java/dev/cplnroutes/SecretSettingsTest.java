package dev.cplnroutes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;

import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class SecretSettingsTest {

    @Test
    void valueReplacesTheFallback() {
        Map<String, String> values = new HashMap<>(Map.of("cpln.a", "s3cret"));
        SecretSettings secrets = new SecretSettings(values);
        values.clear();
        assertThat(secrets.get("cpln.a", "other")).isEqualTo("s3cret");
        assertThat(secrets.get("cpln.b", "other")).isEqualTo("other");
        assertThat(secrets.get("cpln.b", null)).isNull();
    }

    @Test
    void textHasNoValue() {
        assertThat(new SecretSettings(Map.of("cpln.a", "s3cret"))).hasToString("SecretSettings[cpln.a]");
    }

    @Test
    void contextWithoutTheBeanHasNone() throws Exception {
        SecretSettings none = new SecretSettings(Map.of());
        assertThat(SecretSettings.of(null)).isEqualTo(none);
        try (CamelContext context = new DefaultCamelContext()) {
            assertThat(SecretSettings.of(context)).isEqualTo(none);
            SecretSettings secrets = new SecretSettings(Map.of("cpln.a", "s3cret"));
            context.getRegistry().bind("cplnSecretSettings", secrets);
            assertThat(SecretSettings.of(context)).isSameAs(secrets);
        }
    }
}
