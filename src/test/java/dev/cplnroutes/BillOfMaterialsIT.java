package dev.cplnroutes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

/** The bill of materials (CycloneDX) beside the packaged jar. */
class BillOfMaterialsIT {

    private static final Path FILE = Path.of("target", "cpln-container-routes-sbom.json");

    /** Maven makes none offline, as the plugin asks for a network that it does not use. */
    private static boolean isMissingOnPurpose() {
        return "offline=true".equals(System.getProperty("build.is")) && !Files.exists(FILE);
    }

    @Test
    void namesEachLibraryThatIsShippedWithItsVersionAndLicence() throws IOException {
        if (isMissingOnPurpose()) {
            return;
        }
        JsonNode bill = new ObjectMapper().readTree(FILE.toFile());

        assertThat(bill.get("bomFormat").textValue()).isEqualTo("CycloneDX");
        assertThat(bill.get("specVersion").textValue()).matches("1\\.[4-9]");
        JsonNode product = bill.at("/metadata/component");
        assertThat(product.get("type").textValue()).isEqualTo("application");
        assertThat(product.get("name").textValue()).isEqualTo("cpln-container-routes");
        List<String> named = new ArrayList<>();
        for (JsonNode component : bill.get("components")) {
            String name = component.get("name").textValue() + "-" + component.get("version").textValue();
            String purl = component.get("purl").textValue();
            assertThat(purl).startsWith("pkg:maven/" + component.get("group").textValue() + "/");
            // A library for one operating system says so in its file name.
            named.add(name + (purl.contains("classifier=") ? purl.replaceAll(".*classifier=([^&]*).*", "-$1") : "")
                    + ".jar");
            assertThat(component.get("licenses")).as(name).isNotEmpty();
            assertThat(component.get("hashes").findValuesAsText("alg")).as(name).contains("SHA-256");
        }
        try (Stream<Path> libraries = Files.list(Path.of("target", "lib"))) {
            assertThat(named).containsExactlyInAnyOrderElementsOf(
                    libraries.map(library -> library.getFileName().toString()).toList());
        }
    }

    @Test
    void isTheSameWhoeverBuildsIt() throws IOException {
        if (isMissingOnPurpose()) {
            return;
        }
        String text = Files.readString(FILE);
        JsonNode bill = new ObjectMapper().readTree(text);

        assertThat(bill.has("serialNumber")).isFalse();
        assertThat(bill.at("/metadata/timestamp").isMissingNode()).isTrue();
        assertThat(bill.at("/metadata/properties").toString()).contains("cdx:reproducible");
        assertThat(text).doesNotContain(System.getProperty("user.home"), Path.of("").toAbsolutePath().toString(),
                "file:/");
    }
}
