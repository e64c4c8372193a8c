package dev.cplnroutes.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The address that is logged, for each way to set up the server. */
class HttpAddressTest {

    @ParameterizedTest
    @CsvSource({"'',false,http://127.0.0.1:8081/cpln", "CAMEL_SERVER_HOST=0.0.0.0,false,http://0.0.0.0:8081/cpln",
        "CAMEL_SERVER_HOST=::1,false,http://[::1]:8081/cpln",
        "CAMEL_SERVER_PATH=/api,false,http://127.0.0.1:8081/api/cpln",
        "CAMEL_SERVER_PATH=/api/,false,http://127.0.0.1:8081/api/cpln",
        "CAMEL_SERVER_PATH=/,false,http://127.0.0.1:8081/cpln",
        "CPLN_HTTP_BASE_PATH=/a/b,false,http://127.0.0.1:8081/a/b", "'',true,http://127.0.0.1:8081/cpln",
        "CAMEL_SERVER_USEGLOBALSSLCONTEXTPARAMETERS=true,true,https://127.0.0.1:8081/cpln",
        "CAMEL_SERVER_USEGLOBALSSLCONTEXTPARAMETERS=true,false,http://127.0.0.1:8081/cpln"})
    void addressIsTheOneThatAnswers(String variable, boolean hasTls, String address) {
        Map<String, String> environment = variable.isEmpty() ? Map.of()
                : Map.of(variable.split("=")[0], variable.split("=")[1]);
        StandaloneSettings settings = StandaloneSettings.load(Path.of("no-such-folder"), environment, new Properties());

        assertThat(HttpAddress.of(8081, hasTls, settings)).isEqualTo(address);
    }
}
