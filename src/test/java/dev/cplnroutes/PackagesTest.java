package dev.cplnroutes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.cplnroutes.testing.MarkdownPage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The packages of {@code src/main/java}: their order, their size, and the types that the root package offers. What a
 * class uses is what {@code jdeps} reads from the compiled classes.
 */
class PackagesTest {

    /** A package uses only those above it; the empty name is the root package. */
    private static final List<String> ORDER = List.of("support", "", "loading", "request", "mapping", "recording",
            "api", "call", "cache", "events", "outcome", "listing", "stream", "await", "watch", "trigger",
            "trigger.http", "trigger.kafka", "metrics", "tracing", "terminal", "standalone", "demo");
    /** Puts all parts together: it may use every package. */
    private static final String STANDALONE = "standalone";
    /** Stands for a server elsewhere: it uses itself alone, and only {@link #STANDALONE} uses it. */
    private static final String DEMO = "demo";
    private static final String ROOT = "dev.cplnroutes";
    private static final int MOST_PUBLIC_TYPES = 32;
    private static final int MOST_FILES = 26;
    private static final Path SOURCES = Path.of("src", "main", "java", "dev", "cplnroutes");
    private static final Pattern USE = Pattern.compile(
            "\\s+(dev\\.cplnroutes\\.\\S+)\\s+->\\s+(dev\\.cplnroutes\\.\\S+)\\s.*");

    private static Set<Use> uses;

    /** A class and another one that it uses. */
    private record Use(String from, String to) {

        String fromPackage() {
            return packageOf(from);
        }

        String toPackage() {
            return packageOf(to);
        }

        boolean leavesItsPackage() {
            return !fromPackage().equals(toPackage());
        }

        /** The package of a class, without the root's name. */
        private static String packageOf(String type) {
            String name = type.substring(0, type.lastIndexOf('.'));
            return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
        }

        @Override
        public String toString() {
            return from.substring(ROOT.length() + 1) + " uses " + to.substring(ROOT.length() + 1);
        }
    }

    @BeforeAll
    static void readTheCompiledClasses() throws Exception {
        Path classes = Path.of(ListingRequest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        StringWriter output = new StringWriter();
        int exitCode = ToolProvider.findFirst("jdeps").orElseThrow().run(new PrintWriter(output),
                new PrintWriter(output), "-verbose:class", "-filter:none", classes.toString());
        assertThat(exitCode).as("%s", output).isZero();
        uses = output.toString().lines().map(USE::matcher).filter(Matcher::matches)
                .map(line -> new Use(line.group(1), line.group(2))).collect(Collectors.toUnmodifiableSet());
        assertThat(uses.stream().map(Use::fromPackage)).as("the packages that jdeps has read").containsAll(ORDER);
    }

    @Test
    void aPackageUsesOnlyThoseAboveIt() {
        assertThat(sorted(uses.stream().filter(Use::leavesItsPackage).filter(use -> !isAllowed(use)))).isEmpty();
    }

    private static boolean isAllowed(Use use) {
        if (use.fromPackage().equals(DEMO)) {
            return false;
        }
        return use.fromPackage().equals(STANDALONE)
                || ORDER.indexOf(use.toPackage()) < ORDER.indexOf(use.fromPackage());
    }

    @Test
    void onlyTheStandaloneProcessUsesTheDemo() {
        assertThat(uses.stream().filter(Use::leavesItsPackage).filter(use -> use.toPackage().equals(DEMO))
                .map(Use::fromPackage)).isNotEmpty().containsOnly(STANDALONE);
    }

    /** Does not rely on the order above: an order that allows a circle is no order. */
    @TestFactory
    Stream<DynamicTest> nothingUsesItselfByWayOfAnotherPackage() {
        return Stream.of(
                DynamicTest.dynamicTest("packages", () -> assertThat(circle(Use::fromPackage, Use::toPackage))
                        .isEmpty()),
                DynamicTest.dynamicTest("classes", () -> assertThat(circle(Use::from, Use::to)).isEmpty()));
    }

    /** One circle through two packages or more, as the names on it; empty where there is none. */
    private static List<String> circle(Function<Use, String> from, Function<Use, String> to) {
        Map<String, Set<String>> graph = new TreeMap<>();
        uses.forEach(use -> graph.computeIfAbsent(from.apply(use), name -> new TreeSet<>()).add(to.apply(use)));
        for (Use use : sorted(uses.stream().filter(Use::leavesItsPackage))) {
            List<String> back = way(graph, to.apply(use), from.apply(use));
            if (!back.isEmpty()) {
                List<String> circle = new ArrayList<>(List.of(from.apply(use)));
                circle.addAll(back);
                return circle;
            }
        }
        return List.of();
    }

    /** The shortest way from one node to another; empty where there is none. */
    private static List<String> way(Map<String, Set<String>> graph, String start, String end) {
        Deque<List<String>> open = new ArrayDeque<>(List.of(List.of(start)));
        Set<String> seen = new HashSet<>(Set.of(start));
        while (!open.isEmpty()) {
            List<String> way = open.remove();
            String last = way.get(way.size() - 1);
            if (last.equals(end)) {
                return way;
            }
            for (String next : graph.getOrDefault(last, Set.of())) {
                if (seen.add(next)) {
                    open.add(Stream.concat(way.stream(), Stream.of(next)).toList());
                }
            }
        }
        return List.of();
    }

    @Test
    void theRootPackageHoldsTheTypesOfTheTable() throws Exception {
        List<String> types = files("").stream().filter(name -> !name.equals("package-info")).toList();
        List<String> lines = MarkdownPage.read(MarkdownPage.FOLDER.resolve("hosts.md")).lines();
        List<String> section = lines.subList(lines.indexOf("## Public types"), lines.indexOf("## What the host keeps"));
        assertThat(section.stream().filter(line -> line.startsWith("| `")).map(line -> line.split("`")[1]))
                .containsExactlyInAnyOrderElementsOf(types);
        assertThat(types).hasSizeLessThanOrEqualTo(MOST_PUBLIC_TYPES);
        for (String type : types) {
            assertThat(Modifier.isPublic(Class.forName(ROOT + "." + type).getModifiers())).as(type).isTrue();
        }
    }

    @Test
    void everyPackageIsInTheOrderDescribedAndSmall() throws IOException {
        Set<String> packages = new TreeSet<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            files.filter(file -> file.toString().endsWith(".java")).map(file -> SOURCES.relativize(file.getParent()))
                    .forEach(folder -> packages.add(folder.toString().replace(File.separator, ".")));
        }
        assertThat(packages).containsExactlyInAnyOrderElementsOf(ORDER);
        for (String name : ORDER) {
            assertThat(files(name)).as("files of the package '%s'", name).contains("package-info")
                    .hasSizeLessThanOrEqualTo(MOST_FILES);
        }
    }

    /** The page of the architecture lists the packages in their order, the root by its full name. */
    @Test
    void thePageListsThePackagesInTheirOrder() {
        List<String> lines = MarkdownPage.read(MarkdownPage.FOLDER.resolve("architecture.md")).lines();
        List<String> section = lines.subList(lines.indexOf("| package | what is in it |"),
                lines.indexOf("Other places:"));
        assertThat(section.stream().filter(line -> line.startsWith("| `")).map(line -> line.split("`")[1]))
                .containsExactlyElementsOf(ORDER.stream().map(name -> name.isEmpty() ? ROOT : name).toList());
    }

    /** The names of a package's source files, without their ending. */
    private static List<String> files(String name) throws IOException {
        try (Stream<Path> files = Files.list(SOURCES.resolve(name.replace('.', '/')))) {
            return files.map(file -> file.getFileName().toString()).filter(file -> file.endsWith(".java"))
                    .map(file -> file.substring(0, file.length() - ".java".length())).sorted().toList();
        }
    }

    private static List<Use> sorted(Stream<Use> uses) {
        return uses.sorted(Comparator.comparing(Use::toString)).toList();
    }
}
