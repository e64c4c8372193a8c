package dev.cplnroutes.loading;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.cplnroutes.support.SettingValue;

/**
 * The packaged route files, and which of them a host wants. They are named one by one: a folder in a jar inside of
 * another jar cannot be listed.
 */
public final class RouteFiles {

    /** The setting that names the triggers. */
    static final String TRIGGERS_SETTING = "cpln.triggers";
    /** The setting that names the packaged files that are left out. */
    static final String EXCLUDE_SETTING = "cpln.routes.exclude";

    private static final String SUFFIX = ".camel.yaml";
    private static final String PREFIX = "cpln-";
    /** The file with the beans comes first: the others refer to them. */
    private static final List<String> ROUTES = List.of("cpln-beans", "cpln-retry", "cpln-api", "cpln-cache",
            "cpln-events", "cpln-list-containers", "cpln-stream-containers", "cpln-await-containers", "cpln-watch");
    private static final List<String> TRIGGERS = List.of("http", "timer", "kafka");

    private RouteFiles() {
    }

    /**
     * The files to load, as Camel's resource loader takes them.
     *
     * @param triggers names of triggers, separated by commas; blank for none
     * @param excluded names of packaged files to leave out, with or without {@code .camel.yaml}, separated by commas;
     *                 blank for none
     * @return locations in the order in which they are loaded
     * @throws IllegalArgumentException if a name is unknown; names the setting and what is allowed
     */
    public static List<String> selected(String triggers, String excluded) {
        Set<String> wanted = names(TRIGGERS_SETTING, triggers, TRIGGERS);
        Set<String> left = names(EXCLUDE_SETTING, excluded, Stream.concat(ROUTES.stream(),
                TRIGGERS.stream().map(trigger -> PREFIX + trigger)).map(name -> name + SUFFIX).toList());
        List<String> files = new ArrayList<>();
        for (String name : ROUTES) {
            if (!left.contains(name + SUFFIX)) {
                files.add("classpath:cpln-routes/" + name + SUFFIX);
            }
        }
        for (String trigger : TRIGGERS) {
            if (wanted.contains(trigger) && !left.contains(PREFIX + trigger + SUFFIX)) {
                files.add("classpath:cpln-triggers/" + PREFIX + trigger + SUFFIX);
            }
        }
        return List.copyOf(files);
    }

    private static Set<String> names(String setting, String value, List<String> allowed) {
        Set<String> names = new TreeSet<>();
        for (String given : value.split(",")) {
            String name = given.trim();
            if (allowed.contains(name)) {
                names.add(name);
            } else if (allowed.contains(name + SUFFIX)) {
                names.add(name + SUFFIX);
            } else if (!name.isEmpty()) {
                throw SettingValue.wrong(setting, value, "one of these, or several separated by commas: "
                        + allowed.stream().collect(Collectors.joining(", ")));
            }
        }
        return names;
    }
}
