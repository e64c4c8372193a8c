package dev.cplnroutes;

import static dev.cplnroutes.testing.HostExtension.base;
import static dev.cplnroutes.testing.HostExtension.comparable;
import static dev.cplnroutes.testing.HostExtension.get;
import static dev.cplnroutes.testing.HostExtension.told;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cplnroutes.testing.HostExtension;
import dev.cplnroutes.testing.StandaloneProcess;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged jar in an executable jar of Spring Boot. Camel cannot list a folder of a jar in a jar. */
@Timeout(300)
class SpringBootJarHostIT {

    @RegisterExtension
    private static final HostExtension host = HostExtension.builtBy("spring-boot-jar", "package");

    @ParameterizedTest
    @ValueSource(strings = {"", "classpath:camel/own.camel.yaml", "classpath:no-such-folder/*", "false"})
    void executableJarOfSpringBootHasOurRoutesWhateverItsPatternIs(String pattern) throws Exception {
        StandaloneProcess.Launch launch = host.launch().property("cpln.triggers", "http");
        if (!pattern.isEmpty()) {
            launch.property("camel.main.routes-include-pattern", pattern);
        }
        try (StandaloneProcess process = launch.start()) {
            String base = base(process);
            assertThat(told(process, "route")).containsAll(HostCases.ROUTES).contains("cpln-http")
                    .doesNotHaveDuplicates();
            if (pattern.isEmpty() || pattern.contains("own")) {
                assertThat(comparable(get(base + "/host/list").body())).isEqualTo(host.expected());
            } else {
                assertThat(told(process, "route")).doesNotContain("host-list");
            }
            assertThat(comparable(get(base + "/cpln/gvc/prod/containers").body()).get("containers"))
                    .isEqualTo(host.expected().get("containers"));
        }
    }
}
