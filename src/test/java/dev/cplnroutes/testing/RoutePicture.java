package dev.cplnroutes.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

/**
 * A Mermaid flowchart of route files: a box for each route, an arrow for each endpoint that it reads from or sends to,
 * and a dotted arrow to the error handling that it names. Calls between beans are not in it: YAML does not show them.
 */
public final class RoutePicture {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Set<String> SENDING = Set.of("to", "toD", "wireTap", "enrich", "pollEnrich");
    private static final String DIRECT = "direct:";
    private static final Pattern WITH_DEFAULT = Pattern.compile("\\{\\{[^{}:]*:([^{}]*)}}");
    private static final int LONGEST_LABEL = 48;

    private final Path folder;
    /** Route configuration that most routes name: it passes errors on, which needs no arrow. */
    private final String passOn;
    private final List<String> boxes = new ArrayList<>();
    /** What is outside of the routes: the lines by the addresses. */
    private final Map<String, String> outside = new LinkedHashMap<>();
    private final Set<String> arrows = new LinkedHashSet<>();

    private RoutePicture(Path folder, String passOn) {
        this.folder = folder;
        this.passOn = passOn;
    }

    /**
     * Draws all route files of a folder.
     *
     * @param folder holds files {@code *.camel.yaml}, in folders below it too
     * @param passOn id of the error handling that is not drawn
     * @return the flowchart's lines, each with its end
     * @throws IOException if a file cannot be read
     */
    public static String of(Path folder, String passOn) throws IOException {
        RoutePicture picture = new RoutePicture(folder, passOn);
        List<Path> files;
        try (Stream<Path> found = Files.walk(folder)) {
            // The files of a folder come before those of the folders in it.
            files = found.filter(file -> file.toString().endsWith(".camel.yaml"))
                    .sorted((a, b) -> a.getNameCount() != b.getNameCount() ? a.getNameCount() - b.getNameCount()
                            : a.compareTo(b))
                    .toList();
        }
        for (Path file : files) {
            picture.draw(file);
        }
        List<String> lines = new ArrayList<>(List.of("flowchart LR"));
        lines.addAll(picture.boxes);
        lines.addAll(picture.outside.values());
        lines.addAll(picture.arrows);
        return String.join("\n", lines) + "\n";
    }

    private void draw(Path file) throws IOException {
        List<String> inFile = new ArrayList<>();
        for (JsonNode element : YAML.readTree(file.toFile())) {
            if (element.has("route")) {
                JsonNode route = element.get("route");
                String id = route.path("id").asText();
                inFile.add(box(id, route, "[", "]"));
                ways(id, route);
            } else if (element.has("routeTemplate")) {
                JsonNode template = element.get("routeTemplate");
                String id = template.path("id").asText();
                inFile.add(box(id, template, "[[", "]]"));
                ways(id, template.path("route"));
            } else if (element.has("routeConfiguration")) {
                JsonNode configuration = element.get("routeConfiguration");
                String id = configuration.path("id").asText();
                if (!id.equals(passOn)) {
                    inFile.add(box(errors(id), id, configuration, "{{", "}}"));
                    sends(errors(id), configuration);
                }
            }
        }
        if (!inFile.isEmpty()) {
            String name = folder.getFileName() + "/" + folder.relativize(file).toString().replace('\\', '/');
            boxes.add("  subgraph " + node("file-" + name) + "[\"" + name + "\"]");
            boxes.addAll(inFile);
            boxes.add("  end");
        }
    }

    private static String box(String id, JsonNode described, String open, String close) {
        return box(id, id, described, open, close);
    }

    private static String box(String key, String id, JsonNode described, String open, String close) {
        return "    " + node(key) + open + "\"<b>" + id + "</b><br/>" + label(described.path("description").asText())
                + "\"" + close;
    }

    /** A configuration may have the id of a route. */
    private static String errors(String configuration) {
        return "errors-" + configuration;
    }

    /** All arrows of a route: where it begins, where it sends, and its error handling. */
    private void ways(String id, JsonNode route) {
        String from = address(route.path("from"));
        if (!from.startsWith(DIRECT)) {
            arrows.add("  " + outside(from) + " --> " + node(id));
        }
        sends(id, route.path("from").path("steps"));
        String configuration = route.path("routeConfigurationId").asText();
        if (!configuration.isEmpty() && !configuration.equals(passOn)) {
            arrows.add("  " + node(id) + " -. on error .-> " + node(errors(configuration)));
        }
    }

    /** An arrow for each step that sends, in the order of the steps. */
    private void sends(String id, JsonNode steps) {
        steps.properties().forEach(step -> {
            if (SENDING.contains(step.getKey())) {
                String to = address(step.getValue());
                arrows.add("  " + node(id) + " --> "
                        + (to.startsWith(DIRECT) ? node(to.substring(DIRECT.length())) : outside(to)));
            } else if (step.getKey().equals("log")) {
                arrows.add("  " + node(id) + " --> " + outside("log:" + step.getValue().path("logName").asText()));
            }
        });
        steps.forEach(step -> sends(id, step));
    }

    private String outside(String address) {
        outside.computeIfAbsent(address, uri -> "  " + node(uri) + "([\"" + uri + "\"])");
        return node(address);
    }

    /** The address of an endpoint with the settings' defaults. */
    private static String address(JsonNode endpoint) {
        String uri = endpoint.isTextual() ? endpoint.asText() : endpoint.path("uri").asText();
        // The settings give the address of the API, whose default is in the wiring.
        String named = uri.replace("{{bean:cplnApiSettings.callAddress}}", "https://api.cpln.io");
        return WITH_DEFAULT.matcher(named).replaceAll("$1").replace("{{", "").replace("}}", "");
    }

    /** What a description says up to its first comma, so that a line of the picture is short. */
    private static String label(String description) {
        String label = description.split(",", 2)[0].replace("\"", "#quot;");
        if (label.length() <= LONGEST_LABEL) {
            return label;
        }
        return label.substring(0, label.lastIndexOf(' ', LONGEST_LABEL)) + " …";
    }

    /** A name that Mermaid takes for a node. */
    private static String node(String name) {
        return name.replaceAll("[^A-Za-z0-9]+", "_");
    }
}
