package dev.cplnroutes.mapping;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cplnroutes.support.ResourceName;

/**
 * A workload as the API tells it: an item of a workload list, or an answer by itself.
 */
public final class WorkloadItem implements ApiAnswer {

    /** It skips the organization's name by its place, since an organization may be called {@code gvc}. */
    private static final Pattern GVC_IN_LINK = Pattern.compile("(?:(?:^|/)org/[^/]+|^/)/gvc/([^/?#]+)");

    private final boolean isObject;
    private final String rawName;
    private final Readable<String> name;
    private final Readable<String> gvc;
    private final Readable<WorkloadSpecification> specification;
    private final Readable<Map<String, String>> tags;
    private final Readable<Long> version;
    private final String fingerprint;

    private WorkloadItem(JsonNode json, SharedParts parts) {
        this.isObject = json.isObject();
        this.rawName = json.path("name").textValue();
        this.name = Readable.of(() -> root(json).member("name").text());
        this.gvc = Readable.of(() -> parts.of(gvcOf(json)));
        this.specification = Readable.of(() -> WorkloadSpecification.read(root(json).member("spec"), parts));
        this.tags = Readable.of(() -> parts.of(root(json).member("tags").texts()));
        this.version = parts.of(Readable.of(() -> root(json).member("version").longInteger()));
        boolean isNamed = ResourceName.isPathSegment(rawName) && gvc.orNull() != null;
        this.fingerprint = isNamed ? ""
                : UUID.nameUUIDFromBytes(json.toString().getBytes(StandardCharsets.UTF_8)).toString();
    }

    /**
     * Reads a workload.
     *
     * @param json the workload; what is no object is read too, and names nothing
     * @return its parts; a part of the wrong type fails those who need it
     */
    public static WorkloadItem read(JsonNode json) {
        return read(json, new SharedParts());
    }

    /** Reads an item of a list, whose items share equal parts. */
    static WorkloadItem read(JsonNode json, SharedParts parts) {
        return new WorkloadItem(json, parts);
    }

    private static JsonField root(JsonNode json) {
        return JsonField.root("workload", json);
    }

    /**
     * Whether the API told an object.
     *
     * @return false for what cannot be a workload
     */
    public boolean isObject() {
        return isObject;
    }

    /**
     * The workload's name as the API gave it.
     *
     * @return null where there is none, or it is no text
     */
    public String name() {
        return rawName;
    }

    /**
     * The name of the workload's GVC, from its link {@code gvc}, else from its link {@code self}. A link's {@code href}
     * may be a path such as {@code /org/ORG/gvc/GVC/workload/NAME}, an absolute address that ends in one, or the short
     * form {@code //gvc/GVC}.
     *
     * @return null where neither link has one, or a link cannot be read
     */
    public String gvc() {
        return gvc.orNull();
    }

    /**
     * The workload's type, such as {@code standard}.
     *
     * @return null where it has none
     * @throws UnreadableAnswerException where its spec has a wrong type somewhere
     */
    public String type() {
        return specification.get().type();
    }

    /**
     * The names of the containers in its spec.
     *
     * @return an immutable set; empty where it has none
     * @throws UnreadableAnswerException where its spec has a wrong type somewhere
     */
    public Set<String> containerNames() {
        return specification.get().containers().keySet();
    }

    /**
     * The workload's version, which grows with each change.
     *
     * @return null where the API does not say
     * @throws UnreadableAnswerException where it is no whole number
     */
    Long version() {
        return version.get();
    }

    /**
     * The workload's tags.
     *
     * @return by their keys, immutable; empty where it has none
     * @throws UnreadableAnswerException where they are no object
     */
    public Map<String, String> tags() {
        return tags.get();
    }

    /**
     * Whether both tell the same of a workload: its version, and all that its containers and a selection depend on.
     *
     * @param other the workload, as it was told at another time
     * @return false also where a part of it cannot be read
     */
    public boolean isAsBefore(WorkloadItem other) {
        return equals(other) && tags.equals(other.tags) && version.equals(other.version);
    }

    /**
     * Tells items apart that name no workload.
     *
     * @return the same for items that say the same; empty for one that has a usable name and tells its GVC
     */
    public String fingerprint() {
        return fingerprint;
    }

    /**
     * The name for the containers.
     *
     * @return null where it is missing or blank
     * @throws UnreadableAnswerException where it is no text
     */
    String requiredName() {
        return name.get();
    }

    /**
     * The parts of its spec that its containers need.
     *
     * @throws UnreadableAnswerException where one has the wrong type
     */
    WorkloadSpecification specification() {
        return specification.get();
    }

    private static String gvcOf(JsonNode json) {
        List<JsonField> links = root(json).member("links").objects();
        String ofLink = gvcInLink(links, "gvc");
        return ofLink != null ? ofLink : gvcInLink(links, "self");
    }

    private static String gvcInLink(List<JsonField> links, String relation) {
        for (JsonField link : links) {
            if (relation.equals(link.member("rel").text())) {
                String address = link.member("href").text();
                Matcher matcher = GVC_IN_LINK.matcher(address == null ? "" : address);
                if (matcher.find()) {
                    return matcher.group(1);
                }
            }
        }
        return null;
    }

    /** Whether both tell the same of a workload, as far as its containers depend on it, and can be read. */
    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof WorkloadItem that && name.equals(that.name)
                && specification.equals(that.specification);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, specification);
    }
}
