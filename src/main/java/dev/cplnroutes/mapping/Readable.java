package dev.cplnroutes.mapping;

import java.util.Objects;
import java.util.function.Supplier;

/**
 * A part of an answer that was read once, or the reason why it cannot be read. The reason matters only to those who
 * need the part: a wrong type in one location must not fail a listing of another.
 *
 * @param <T> type of the part
 */
final class Readable<T> {

    private static final Readable<?> ABSENT = new Readable<>(null, null);

    private final T value;
    private final String problem;

    private Readable(T value, String problem) {
        this.value = value;
        this.problem = problem;
    }

    /**
     * Reads a part.
     *
     * @param <T>    type of the part
     * @param reader reads it, and may fail with an {@link UnreadableAnswerException}
     */
    @SuppressWarnings("unchecked")
    static <T> Readable<T> of(Supplier<T> reader) {
        try {
            T value = reader.get();
            // The cache holds many thousands of them.
            return value == null ? (Readable<T>) ABSENT : new Readable<>(value, null);
        } catch (UnreadableAnswerException e) {
            return new Readable<>(null, e.getMessage());
        }
    }

    /**
     * The part.
     *
     * @return may be null where the answer may lack it
     * @throws UnreadableAnswerException where it cannot be read
     */
    T get() {
        if (problem != null) {
            throw new UnreadableAnswerException(problem);
        }
        return value;
    }

    /** The part; null where the answer lacks it, or it cannot be read. */
    T orNull() {
        return value;
    }

    /** Whether both can be read and are equal: nothing is known of a part that cannot be read. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Readable<?> that && problem == null && that.problem == null
                && Objects.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(value);
    }
}
