package dev.cplnroutes.recording;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;

import dev.cplnroutes.ContainerChange;

/**
 * The place where watches report their changes and their subscribers. It counts, and tells the connected meters which
 * pictures there are. Thread-safe.
 */
public final class WatchRecorder {

    private final Map<ContainerChange.Type, LongAdder> changes = new EnumMap<>(ContainerChange.Type.class);
    private final LongAdder resets = new LongAdder();
    private final LongAdder cutOff = new LongAdder();
    private final Map<String, DoubleSupplier> ages = new LinkedHashMap<>();
    private IntSupplier subscribers = () -> 0;
    private Pictures pictures;

    /** Makes a recorder that has counted nothing. */
    public WatchRecorder() {
        for (ContainerChange.Type type : ContainerChange.Type.values()) {
            changes.put(type, new LongAdder());
        }
    }

    /** What measures pictures: an interface, so that this package needs no library of meters. */
    public interface Pictures {

        /**
         * A picture is kept up to date from now on.
         *
         * @param gvc what it shows: a GVC, several with commas, or {@code *}
         * @param age its age in seconds: that of its oldest part
         */
        void begins(String gvc, DoubleSupplier age);

        /** A picture is not kept up to date any more. */
        void ends(String gvc);
    }

    /** Connects what measures pictures; it learns of those that have begun already. */
    public synchronized void connect(Pictures measuring) {
        pictures = measuring;
        ages.forEach(measuring::begins);
    }

    /** A picture begins, see {@link Pictures#begins}. */
    public synchronized void begins(String gvc, DoubleSupplier age) {
        if (ages.put(gvc, age) == null && pictures != null) {
            pictures.begins(gvc, age);
        }
    }

    /** A picture ends. */
    public synchronized void ends(String gvc) {
        if (ages.remove(gvc) != null && pictures != null) {
            pictures.ends(gvc);
        }
    }

    /** Pictures that are kept up to date now. */
    public synchronized int watches() {
        return ages.size();
    }

    /** Tells where to ask for the number of subscribers. */
    public synchronized void countsSubscribers(IntSupplier source) {
        subscribers = source;
    }

    /** Subscribers now. */
    public synchronized int subscribers() {
        return subscribers.getAsInt();
    }

    /** A change was seen. */
    public void change(ContainerChange.Type type) {
        changes.get(type).increment();
    }

    /** Changes of a type that were seen. */
    public long changes(ContainerChange.Type type) {
        return changes.get(type).sum();
    }

    /** A subscriber could not go on where it was. */
    public void reset() {
        resets.increment();
    }

    /** Subscribers that could not go on where they were. */
    public long resets() {
        return resets.sum();
    }

    /** A subscriber was cut off, since it did not read. */
    public void cutOff() {
        cutOff.increment();
    }

    /** Subscribers that were cut off. */
    public long cutOffs() {
        return cutOff.sum();
    }
}
