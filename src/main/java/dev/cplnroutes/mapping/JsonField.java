package dev.cplnroutes.mapping;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/**
 * A field of an answer together with its path, for errors that say where they are.
 *
 * <p>Reading is tolerant of missing values and strict about existing ones. A missing field, JSON null and any field
 * below them read as null or as empty. A value of another type than the one asked for fails with an
 * {@link UnreadableAnswerException} that names the path. The path is only built for such an error.
 */
final class JsonField {

    /** Names that messages show; others could carry line breaks or whole texts into a log. */
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private static final double TWO_TO_THE_63RD = 0x1p63;

    private final JsonField parent;
    private final String name;
    private final int index;
    private final JsonNode node;

    private JsonField(JsonField parent, String name, int index, JsonNode node) {
        this.parent = parent;
        this.name = name;
        this.index = index;
        this.node = node == null ? MissingNode.getInstance() : node;
    }

    /**
     * The object at which reading starts.
     *
     * @param path beginning of all paths; empty where they begin with the object's own fields
     * @param node the object
     * @throws UnreadableAnswerException if it is null, JSON null or no object
     */
    static JsonField root(String path, JsonNode node) {
        JsonField root = new JsonField(null, path, -1, node);
        if (!root.node.isObject()) {
            throw root.unreadable("an object");
        }
        return root;
    }

    /** The key, or the path's beginning for a root; null for an array's element. */
    String name() {
        return name;
    }

    boolean isMissing() {
        return node.isMissingNode() || node.isNull();
    }

    /** The field of this object with a name; it is missing where this object is missing. */
    JsonField member(String memberName) {
        if (isMissing()) {
            return new JsonField(this, memberName, -1, null);
        }
        requireObject();
        return new JsonField(this, memberName, -1, node.get(memberName));
    }

    /** The existing fields of this object, in the order of the answer. */
    List<JsonField> members() {
        if (isMissing()) {
            return List.of();
        }
        requireObject();
        List<JsonField> members = new ArrayList<>(node.size());
        node.properties().forEach(property -> {
            JsonField member = new JsonField(this, property.getKey(), -1, property.getValue());
            if (!member.isMissing()) {
                members.add(member);
            }
        });
        return members;
    }

    /** The objects in this array, in its order, without nulls; empty where the array is missing. */
    List<JsonField> objects() {
        if (isMissing()) {
            return List.of();
        }
        List<JsonField> objects = new ArrayList<>(node.size());
        for (JsonField element : requiredElements()) {
            if (!element.isMissing()) {
                element.requireObject();
                objects.add(element);
            }
        }
        return objects;
    }

    /** This text unchanged; null where it is missing or blank. */
    String text() {
        if (isMissing()) {
            return null;
        }
        if (!node.isTextual()) {
            throw unreadable("text");
        }
        return node.textValue().isBlank() ? null : node.textValue();
    }

    /**
     * The members of this object that are no object and no array, as texts; empty where it is missing.
     *
     * @throws UnreadableAnswerException where this is no object
     */
    Map<String, String> texts() {
        if (isMissing()) {
            return Map.of();
        }
        requireObject();
        Map<String, String> texts = new HashMap<>();
        node.fields().forEachRemaining(member -> {
            if (member.getValue().isValueNode() && !member.getValue().isNull()) {
                texts.put(member.getKey(), member.getValue().asText());
            }
        });
        return Map.copyOf(texts);
    }

    /** This boolean; null where it is missing. */
    Boolean truth() {
        if (isMissing()) {
            return null;
        }
        if (!node.isBoolean()) {
            throw unreadable("true or false");
        }
        return node.booleanValue();
    }

    /** Whether this boolean exists and is true. */
    boolean isTrue() {
        return Boolean.TRUE.equals(truth());
    }

    /** This whole number of 32 bits, also where it is written as 3.0; null where it is missing. */
    Integer integer() {
        if (isMissing()) {
            return null;
        }
        if (!isWhole() || !node.canConvertToInt()) {
            throw unreadable("an integer of 32 bits");
        }
        return node.intValue();
    }

    /** This whole number of 64 bits, also where it is written as 3.0; null where it is missing. */
    Long longInteger() {
        if (isMissing()) {
            return null;
        }
        // A double just above the greatest long converts to that long without an error.
        boolean fits = isWhole() && node.canConvertToLong()
                && (node.isIntegralNumber() || node.doubleValue() < TWO_TO_THE_63RD);
        if (!fits) {
            throw unreadable("an integer of 64 bits");
        }
        return node.longValue();
    }

    /** This number as it was written, whole or with a fraction; null where it is missing. */
    Number number() {
        if (isMissing()) {
            return null;
        }
        if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
            throw unreadable("a number");
        }
        return node.numberValue();
    }

    private boolean isWhole() {
        return node.isNumber() && node.canConvertToExactIntegral();
    }

    /**
     * The elements of this array, whatever they are.
     *
     * @throws UnreadableAnswerException where this is no array
     */
    List<JsonField> requiredElements() {
        if (!node.isArray()) {
            throw unreadable("an array");
        }
        List<JsonField> elements = new ArrayList<>(node.size());
        for (int position = 0; position < node.size(); position++) {
            elements.add(new JsonField(this, null, position, node.get(position)));
        }
        return elements;
    }

    /**
     * Requires that this is an object.
     *
     * @throws UnreadableAnswerException where it is missing or something else
     */
    void requireObject() {
        if (!node.isObject()) {
            throw unreadable("an object");
        }
    }

    private UnreadableAnswerException unreadable(String expected) {
        StringBuilder path = new StringBuilder();
        appendPath(path);
        String place = path.isEmpty() ? "the answer" : path.toString();
        return new UnreadableAnswerException("Expected " + expected + " at " + place + ", found " + found());
    }

    private String found() {
        return switch (node.getNodeType()) {
            case STRING -> "text";
            case NUMBER -> node.canConvertToExactIntegral() ? "an integer" : "a number with a fraction";
            case BOOLEAN -> "true or false";
            case ARRAY -> "an array";
            case OBJECT -> "an object";
            case NULL -> "null";
            case MISSING -> "nothing";
            default -> node.getNodeType().name().toLowerCase(Locale.ROOT);
        };
    }

    private void appendPath(StringBuilder path) {
        if (parent != null) {
            parent.appendPath(path);
        }
        if (index >= 0) {
            path.append('[').append(index).append(']');
        } else if (!(parent == null && name.isEmpty())) {
            path.append(path.isEmpty() ? "" : ".").append(PLAIN_NAME.matcher(name).matches() ? name : "*");
        }
    }
}
