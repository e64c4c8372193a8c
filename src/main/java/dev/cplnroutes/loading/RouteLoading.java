package dev.cplnroutes.loading;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.model.Model;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.ResourceLoader;
import org.apache.camel.spi.RoutesLoader;
import org.apache.camel.support.LifecycleStrategySupport;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.RouteWatcherReloadStrategy;
import org.apache.camel.support.service.ServiceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the packaged routes when a Camel context initializes. By then the settings can be read, the host's own routes
 * are known, and no route is made yet. Unlike a failure in {@link PackagedRoutes#load}, which Camel only logs, a
 * failure here ends the start.
 */
final class RouteLoading extends LifecycleStrategySupport {

    private final Logger log = LoggerFactory.getLogger(RouteLoading.class);
    private boolean isDone;

    @Override
    public void onContextInitializing(CamelContext context) {
        context.getRegistry().bind(RoutesHealth.BEAN_NAME, new RoutesHealth(context));
        List<String> files = RouteFiles.selected(setting(context, RouteFiles.TRIGGERS_SETTING),
                setting(context, RouteFiles.EXCLUDE_SETTING));
        Model model = context.getCamelContextExtension().getContextPlugin(Model.class);
        try {
            if (isDone) {
                // A context that was stopped and starts again has its definitions still, but not the beans. Finding
                // the routes makes the beans, unless the loader remembers that it did. Camel starts neither of the
                // two again: a registry that has not started keeps beans that the next stop ends.
                RoutesLoader loader = PluginHelper.getRoutesLoader(context);
                ServiceHelper.stopService(loader);
                ServiceHelper.startService(context.getRegistry(), loader);
                loader.findRoutesBuilders(resources(context, files));
            } else {
                load(context, model, files);
                isDone = true;
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("The packaged routes cannot be loaded: " + e.getMessage(), e);
        }
    }

    /**
     * Keeps the routes where the host reloads its own. By default Camel removes all routes first and loads each file
     * once for each route that it had; it then refuses a file of several routes, and none are left.
     */
    @Override
    public void onContextStarted(CamelContext context) {
        RouteWatcherReloadStrategy reload = context.hasService(RouteWatcherReloadStrategy.class);
        if (reload != null && reload.isRemoveAllRoutes()) {
            reload.setRemoveAllRoutes(false);
            log.warn("Reloading of routes adds and changes routes but removes none, as if "
                    + "camel.main.routes-reload-remove-all-routes=false were set: Camel could not load the packaged "
                    + "routes again.");
        }
    }

    /** What Camel's log calls it where the start ends here. */
    @Override
    public String toString() {
        return "of the packaged cpln routes";
    }

    private static String setting(CamelContext context, String name) {
        return context.resolvePropertyPlaceholders("{{" + name + ":}}");
    }

    /** Loads the files; refuses what the host has already defined by a file of its own. */
    private static void load(CamelContext context, Model model, List<String> files) throws Exception {
        Map<String, NamedNode> before = definitions(model);
        // A host that names the file of a trigger in its pattern of routes has it already.
        List<String> missing = files.stream().filter(file -> before.values().stream()
                .noneMatch(definition -> file.equals(definition.getLocation()))).toList();
        before.forEach((id, definition) -> {
            if (missing.stream().anyMatch(file -> fileName(file).equals(fileName(definition.getLocation())))) {
                throw twice(id, "in " + definition.getLocation(), fileName(definition.getLocation()));
            }
        });
        try {
            PluginHelper.getRoutesLoader(context).loadRoutes(resources(context, missing));
        } catch (IllegalArgumentException e) {
            // Camel does not say where a route configuration comes from.
            String id = "route configuration " + e.getMessage().substring(e.getMessage().lastIndexOf(' ') + 1);
            throw before.containsKey(id) ? twice(id, "of this application", "") : e;
        }
        // Camel lets a later definition replace an earlier one of the same id, without a word.
        Map<String, NamedNode> after = definitions(model);
        before.forEach((id, definition) -> {
            NamedNode loaded = after.get(id);
            if (loaded != definition) {
                throw twice(id, definition.getLocation() == null ? "of this application"
                        : "in " + definition.getLocation(), loaded == null ? "" : fileName(loaded.getLocation()));
            }
        });
    }

    private static String fileName(String location) {
        return location == null ? "" : location.substring(location.lastIndexOf('/') + 1);
    }

    private static IllegalStateException twice(String id, String place, String file) {
        return new IllegalStateException("There are two definitions of " + id + ": one " + place
                + ", and the packaged one. To replace a packaged file, name it in " + RouteFiles.EXCLUDE_SETTING
                + (file.isEmpty() ? "" : ", as in " + RouteFiles.EXCLUDE_SETTING + "=" + file) + ".");
    }

    private static List<Resource> resources(CamelContext context, List<String> files) {
        ResourceLoader loader = PluginHelper.getResourceLoader(context);
        return files.stream().map(loader::resolveResource).toList();
    }

    /** Routes, route configurations and templates that have an id, each by its kind and id. */
    private static Map<String, NamedNode> definitions(Model model) {
        Map<String, NamedNode> definitions = new LinkedHashMap<>();
        model.getRouteDefinitions().forEach(route -> add(definitions, "route ", route));
        model.getRouteConfigurationDefinitions().forEach(
                configuration -> add(definitions, "route configuration ", configuration));
        model.getRouteTemplateDefinitions().forEach(template -> add(definitions, "route template ", template));
        return definitions;
    }

    private static void add(Map<String, NamedNode> definitions, String kind, NamedNode definition) {
        if (definition.getId() != null) {
            definitions.put(kind + definition.getId(), definition);
        }
    }
}
