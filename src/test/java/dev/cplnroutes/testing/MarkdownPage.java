package dev.cplnroutes.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of Markdown with its links, headings and code blocks.
 *
 * @param path   where the page is
 * @param lines  all lines
 * @param prose  the lines outside of code blocks, each with its number from 1
 * @param blocks the code blocks, in their order
 */
public record MarkdownPage(Path path, List<String> lines, SortedMap<Integer, String> prose, List<Block> blocks) {

    /** The page that everyone reads first. */
    public static final Path README = Path.of("README.md");
    /** The folder of all other pages. */
    public static final Path FOLDER = Path.of("docs");

    private static final Pattern FENCE = Pattern.compile("```(\\w*)");
    private static final Pattern LABEL = Pattern.compile("<!-- example:(\\w+) -->");
    private static final Pattern HEADING = Pattern.compile("#+ (.*)");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)|^\\[[^\\]]+]: (\\S+)$");

    /**
     * A code block.
     *
     * @param language what stands behind the opening fence; may be empty
     * @param label    {@code NAME} of a comment {@code example:NAME} in the line before; null where there is none
     * @param line     number of its first line
     * @param text     its lines
     */
    public record Block(String language, String label, int line, String text) {
    }

    /** Reads a page. */
    public static MarkdownPage read(Path path) {
        try {
            List<String> lines = Files.readAllLines(path);
            SortedMap<Integer, String> prose = new TreeMap<>();
            List<Block> blocks = new ArrayList<>();
            String language = null;
            String label = null;
            int start = 0;
            for (int number = 1; number <= lines.size(); number++) {
                String line = lines.get(number - 1);
                Matcher fence = FENCE.matcher(line);
                if (language == null && fence.matches()) {
                    language = fence.group(1);
                    start = number + 1;
                    Matcher before = LABEL.matcher(number < 2 ? "" : lines.get(number - 2));
                    label = before.matches() ? before.group(1) : null;
                } else if (language != null && fence.matches()) {
                    String text = String.join("\n", lines.subList(start - 1, number - 1)) + "\n";
                    blocks.add(new Block(language, label, start, text));
                    language = null;
                } else if (language == null) {
                    prose.put(number, line);
                }
            }
            if (language != null) {
                throw new IllegalStateException(path + " has a code block that does not end");
            }
            return new MarkdownPage(path, lines, prose, blocks);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The README and every page in the folder. */
    public static List<MarkdownPage> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return Stream.concat(Stream.of(README), files.filter(file -> file.toString().endsWith(".md")).sorted())
                    .map(MarkdownPage::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text of the one code block with a label. */
    public String example(String label) {
        List<Block> found = blocks.stream().filter(block -> label.equals(block.label())).toList();
        if (found.size() != 1) {
            throw new IllegalStateException(path + " has " + found.size() + " examples " + label);
        }
        return found.get(0).text();
    }

    /** The text of the one code block that contains a text. */
    public String blockWith(String part) {
        List<Block> found = blocks.stream().filter(block -> block.text().contains(part)).toList();
        if (found.size() != 1) {
            throw new IllegalStateException(path + " has " + found.size() + " blocks with " + part);
        }
        return found.get(0).text();
    }

    /** Where links of the page lead, as they are written. */
    public List<String> links() {
        return prose.values().stream().flatMap(line -> LINK.matcher(line).results())
                .map(link -> link.group(1) != null ? link.group(1) : link.group(2)).toList();
    }

    /** Headings that begin with so many signs. */
    public List<String> headings(int level) {
        String signs = "#".repeat(level) + " ";
        return prose.values().stream().filter(line -> line.startsWith(signs))
                .map(line -> line.substring(signs.length())).toList();
    }

    /** What a link to each heading has behind its {@code #}, as GitHub makes it. */
    public List<String> anchors() {
        Map<String, Integer> seen = new HashMap<>();
        return prose.values().stream().map(HEADING::matcher).filter(Matcher::matches)
                .map(heading -> anchor(heading.group(1))).map(anchor -> {
                    int times = seen.merge(anchor, 1, Integer::sum);
                    return times == 1 ? anchor : anchor + "-" + (times - 1);
                }).toList();
    }

    /** What a link to a heading has behind its {@code #}. */
    public static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}\\- _]", "").replace(' ', '-');
    }

    /** The path: what a test's name shows. */
    @Override
    public String toString() {
        return path.toString();
    }
}
