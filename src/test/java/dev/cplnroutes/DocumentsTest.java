package dev.cplnroutes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.cplnroutes.testing.MarkdownPage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * The README and the pages in {@code docs/}: links lead somewhere, lines are short, examples can be read, and names are
 * those of the code.
 */
class DocumentsTest {

    private static final int LONGEST_LINE = 120;
    private static final int LONGEST_README = 200;
    /** A page with more lines begins with a list of its sections. */
    private static final int LONGEST_WITHOUT_CONTENTS = 60;
    private static final Pattern SETTING = Pattern.compile("`(cpln(?:\\.[a-z-]+)+)(?:=[^`]*)?`");

    static Stream<MarkdownPage> pages() {
        return MarkdownPage.all().stream();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksLeadSomewhere(MarkdownPage page) {
        Path folder = page.path().toAbsolutePath().getParent();
        List<String> broken = new ArrayList<>();
        for (String link : page.links()) {
            if (link.startsWith("https://")) {
                continue;
            }
            String[] parts = link.split("#", 2);
            Path target = parts[0].isEmpty() ? page.path().toAbsolutePath() : folder.resolve(parts[0]).normalize();
            boolean leads = Files.exists(target)
                    && (parts.length == 1 || MarkdownPage.read(target).anchors().contains(parts[1]));
            if (!leads) {
                broken.add(link);
            }
        }
        assertThat(page.links()).isNotEmpty();
        assertThat(broken).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksByNameHaveAnAddress(MarkdownPage page) {
        Matcher used = Pattern.compile("]\\[([^]]+)]").matcher(String.join("\n", page.prose().values()));
        while (used.find()) {
            assertThat(page.lines()).anyMatch(line -> line.startsWith("[" + used.group(1) + "]: "));
        }
    }

    /** But for what a program printed, which stays as it is. */
    @ParameterizedTest
    @MethodSource("pages")
    void linesAreShort(MarkdownPage page) {
        Set<Integer> printed = new TreeSet<>();
        page.blocks().stream().filter(block -> block.language().equals("text")).forEach(block -> {
            for (int i = 0; i < block.text().lines().count(); i++) {
                printed.add(block.line() + i);
            }
        });
        List<String> tooLong = new ArrayList<>();
        for (int number = 1; number <= page.lines().size(); number++) {
            String line = page.lines().get(number - 1);
            if (line.codePointCount(0, line.length()) > LONGEST_LINE && !printed.contains(number)) {
                tooLong.add(number + ": " + line);
            }
        }
        assertThat(tooLong).isEmpty();
        assertThat(page.lines()).allMatch(line -> line.equals(line.stripTrailing()));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void longPagesBeginWithTheirSections(MarkdownPage page) {
        assertThat(page.headings(1)).hasSize(1);
        assertThat(page.anchors()).doesNotHaveDuplicates();
        if (!page.path().equals(MarkdownPage.README) && page.lines().size() > LONGEST_WITHOUT_CONTENTS) {
            assertThat(page.links()).containsAll(
                    page.headings(2).stream().map(heading -> "#" + MarkdownPage.anchor(heading)).toList());
        }
    }

    @Test
    void readmeIsShortAndLeadsToEveryPage() {
        MarkdownPage readme = MarkdownPage.read(MarkdownPage.README);
        assertThat(readme.lines()).hasSizeLessThanOrEqualTo(LONGEST_README);
        assertThat(readme.links()).containsAll(pages().map(page -> page.path().toString())
                .filter(path -> !path.equals(MarkdownPage.README.toString())).toList());
        assertThat(readme.lines()).contains(
                "mvn -B -q -DskipTests package && target/bin/cpln-container-routes --demo", "mvn -B verify");
    }

    @ParameterizedTest
    @MethodSource("pages")
    void examplesCanBeRead(MarkdownPage page) {
        ObjectMapper json = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
        for (MarkdownPage.Block block : page.blocks()) {
            assertThatCode(() -> {
                switch (block.language()) {
                    case "json" -> json.readTree(block.text());
                    case "yaml" -> assertThat(yaml.readTree(block.text()).isContainerNode()).isTrue();
                    case "xml" -> xml(block.text());
                    case "properties" -> assertThat(properties(new StringReader(block.text()))).isNotEmpty();
                    default -> assertThat(block.language()).isIn("sh", "text", "java", "js", "mermaid");
                }
            }).as("%s, line %d", page.path(), block.line()).doesNotThrowAnyException();
        }
    }

    private static Element xml(String fragment) throws Exception {
        String document = "<fragment>" + fragment + "</fragment>";
        return DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8))).getDocumentElement();
    }

    private static Properties properties(Reader text) throws IOException {
        Properties properties = new Properties();
        properties.load(text);
        return properties;
    }

    /** The BOMs and versions to copy are those that the build tests its hosts with. */
    @Test
    void versionsAreThoseOfTheBuild() throws Exception {
        Element project = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(Path.of("pom.xml").toFile())
                .getDocumentElement();
        Map<String, String> expected = Map.of(
                "cpln-container-routes", child(project, "version"),
                "camel-bom", child(project, "camel.version"),
                "camel-spring-boot-bom", child(project, "camel.version"),
                "spring-boot-dependencies", child(project, "spring-boot.version"),
                "camel-quarkus-bom", child(project, "quarkus.version"),
                "quarkus-bom", child(project, "quarkus.version"));
        for (Path path : List.of(MarkdownPage.README, MarkdownPage.FOLDER.resolve("hosts.md"))) {
            Set<String> found = new TreeSet<>();
            for (MarkdownPage.Block block : MarkdownPage.read(path).blocks()) {
                if (block.language().equals("xml")) {
                    NodeList dependencies = xml(block.text()).getElementsByTagName("dependency");
                    for (int i = 0; i < dependencies.getLength(); i++) {
                        Element dependency = (Element) dependencies.item(i);
                        String artifact = child(dependency, "artifactId");
                        if (dependency.getElementsByTagName("version").getLength() > 0) {
                            assertThat(child(dependency, "version")).as(artifact).isEqualTo(expected.get(artifact));
                            found.add(artifact);
                        }
                    }
                }
            }
            assertThat(found).as("%s", path).contains("cpln-container-routes", "camel-bom", "camel-spring-boot-bom",
                    "camel-quarkus-bom");
        }
    }

    private static String child(Element parent, String name) {
        return parent.getElementsByTagName(name).item(0).getTextContent().trim();
    }

    /** Each name that looks like a setting is a setting, or a meter. */
    @ParameterizedTest
    @MethodSource("pages")
    void settingsExist(MarkdownPage page) throws IOException {
        Set<String> known = new TreeSet<>();
        try (InputStream file = Files.newInputStream(Path.of("config", "application.properties"))) {
            Properties settings = new Properties();
            settings.load(file);
            known.addAll(settings.stringPropertyNames());
        }
        MarkdownPage.read(MarkdownPage.FOLDER.resolve("metrics.md")).lines().stream()
                .filter(line -> line.startsWith("| `")).flatMap(line -> SETTING.matcher(line).results())
                .forEach(meter -> known.add(meter.group(1)));
        Set<String> named = page.prose().values().stream().flatMap(line -> SETTING.matcher(line).results())
                .map(name -> name.group(1)).collect(Collectors.toCollection(TreeSet::new));
        assertThat(known).containsAll(named);
    }

    /** With the default time to live, which is longer than the period, the timer would list from the cache. */
    @Test
    void timerIsShownWithATimeToLiveBelowItsPeriod() {
        List<String> shown = new ArrayList<>();
        for (MarkdownPage page : MarkdownPage.all()) {
            page.lines().stream().filter(line -> line.contains("CPLN_TIMER_ENABLED=true")).forEach(shown::add);
            page.blocks().stream().map(MarkdownPage.Block::text)
                    .filter(text -> text.contains("cpln.timer.enabled=true")).forEach(shown::add);
        }
        Pattern period = Pattern.compile("cpln\\.timer\\.period=(\\d+)s");
        Pattern timeToLive = Pattern.compile("(?:CPLN_LISTING_CACHE_TTL_SECONDS|cpln\\.listing\\.cache-ttl-seconds)"
                + "=(\\d+)");
        assertThat(shown).hasSizeGreaterThan(3).allSatisfy(text -> {
            Matcher seconds = timeToLive.matcher(text);
            assertThat(seconds.find()).as(text).isTrue();
            Matcher own = period.matcher(text);
            assertThat(Integer.parseInt(seconds.group(1)))
                    .isLessThan(own.find() ? Integer.parseInt(own.group(1)) : 60);
        });
    }
}
