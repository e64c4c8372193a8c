package dev.cplnroutes.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/**
 * A field of an answer together with the way that led to it.
 *
 * <p>Reading is tolerant of what is missing and strict about what is there: a missing field, JSON null and anything
 * below them read as null or as empty; a value of another type than the one asked for fails with an
 * {@link UnreadableAnswerException} that names the field's path. The path is only put together when it is needed.
 */
final class JsonField {

    /** Names that may stand in a message as they are; others could carry line breaks or whole texts into a log. */
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
     * @param path what its paths begin with; empty where they begin with the object's own fields
     * @param node the object
     * @throws UnreadableAnswerException if it is no object; null and JSON null are none either
     */
    static JsonField root(String path, JsonNode node) {
        JsonField root = new JsonField(null, path, -1, node);
        if (!root.node.isObject()) {
            throw root.unreadable("an object");
        }
        return root;
    }

    /** The key or the path's beginning; an array's element has none. */
    String name() {
        return name;
    }

    boolean isMissing() {
        return node.isMissingNode() || node.isNull();
    }

    /** The field of this object that has the given name; where this is missing, so is the field. */
    JsonField member(String memberName) {
        if (isMissing()) {
            return new JsonField(this, memberName, -1, null);
        }
        requireObject();
        return new JsonField(this, memberName, -1, node.get(memberName));
    }

    /** The fields of this object that are not missing, in the order of the answer. */
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

    /** The objects in this array, in its order; null among them is the same as missing. */
    List<JsonField> objects() {
        return isMissing() ? List.of() : elements(true);
    }

    /** The objects in this array, which must be there, and must hold nothing but objects: null is none. */
    List<JsonField> requiredObjects() {
        return elements(false);
    }

    private List<JsonField> elements(boolean skipMissing) {
        if (!node.isArray()) {
            throw unreadable("an array");
        }
        List<JsonField> elements = new ArrayList<>(node.size());
        for (int position = 0; position < node.size(); position++) {
            JsonField element = new JsonField(this, null, position, node.get(position));
            if (!(skipMissing && element.isMissing())) {
                element.requireObject();
                elements.add(element);
            }
        }
        return elements;
    }

    /** This text as it is; null where it is missing or blank, since a blank text says nothing. */
    String text() {
        if (isMissing()) {
            return null;
        }
        if (!node.isTextual()) {
            throw unreadable("text");
        }
        return node.textValue().isBlank() ? null : node.textValue();
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

    /** Whether this boolean is there and true. */
    boolean isTrue() {
        return Boolean.TRUE.equals(truth());
    }

    /** This whole number of 32 bits, which may be written as 3.0; null where it is missing. */
    Integer integer() {
        if (isMissing()) {
            return null;
        }
        if (!isWhole() || !node.canConvertToInt()) {
            throw unreadable("an integer of 32 bits");
        }
        return node.intValue();
    }

    /** This whole number of 64 bits, which may be written as 3.0; null where it is missing. */
    Long longInteger() {
        if (isMissing()) {
            return null;
        }
        // A double just above the greatest long converts to that long without a word.
        boolean fits = isWhole() && node.canConvertToLong()
                && (node.isIntegralNumber() || node.doubleValue() < TWO_TO_THE_63RD);
        if (!fits) {
            throw unreadable("an integer of 64 bits");
        }
        return node.longValue();
    }

    /** This number, whole or not, as it was written; null where it is missing. */
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

    private void requireObject() {
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
