package dev.cplnroutes;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * The options of a request that select workloads and containers and shape the answer; each method sets the option of
 * its name and returns the builder. Values given later replace those given before.
 *
 * @param <B> the builder itself
 */
public abstract class SelectionBuilder<B extends SelectionBuilder<B>> {

    List<String> gvc;
    List<String> location;
    List<String> workloadName;
    List<String> containerName;
    List<String> image;
    List<String> workloadType;
    List<String> tag;
    List<HealthStatus> healthStatus;
    Boolean latest;
    Integer minRestarts;
    String restartedWithin;
    List<String> fields;
    List<String> groupBy;
    Predicate<Container> where;

    SelectionBuilder() {
    }

    abstract B self();

    /** Null where no value is given, so that the default holds. */
    private static <T> List<T> list(T[] values) {
        return values == null || values.length == 0 || values.length == 1 && values[0] == null ? null
                : List.of(values);
    }

    /**
     * Sets {@link ListingRequest#gvc()}.
     *
     * @param values names of GVCs, or {@code *} for the whole organization
     * @return this builder
     */
    public B gvc(String... values) {
        this.gvc = list(values);
        return self();
    }

    /**
     * Sets {@link ListingRequest#location()}.
     *
     * @param values only these locations
     * @return this builder
     */
    public B location(String... values) {
        this.location = list(values);
        return self();
    }

    /**
     * Sets {@link ListingRequest#workloadName()}.
     *
     * @param values only these workloads, by names and patterns
     * @return this builder
     */
    public B workloadName(String... values) {
        this.workloadName = list(values);
        return self();
    }

    /**
     * Sets {@link ListingRequest#containerName()}.
     *
     * @param values only containers with these names, by names and patterns
     * @return this builder
     */
    public B containerName(String... values) {
        this.containerName = list(values);
        return self();
    }

    /**
     * Sets {@link ListingRequest#image()}.
     *
     * @param values only containers with these images, by references and patterns
     * @return this builder
     */
    public B image(String... values) {
        this.image = list(values);
        return self();
    }

    /**
     * Sets {@link ListingRequest#workloadType()}.
     *
     * @param values only workloads of these types, such as {@code cron}
     * @return this builder
     */
    public B workloadType(String... values) {
        this.workloadType = list(values);
        return self();
    }

    /**
     * Sets {@link ListingRequest#tag()}.
     *
     * @param values only workloads with all of these tags, {@code key} or {@code key=value}
     * @return this builder
     */
    public B tag(String... values) {
        this.tag = list(values);
        return self();
    }

    /**
     * Sets {@link ListingRequest#healthStatus()}.
     *
     * @param values only containers of these states
     * @return this builder
     */
    public B healthStatus(HealthStatus... values) {
        this.healthStatus = list(values);
        return self();
    }

    /**
     * Sets {@link ListingRequest#latest()}.
     *
     * @param value true: only containers of the expected version; false: only the others
     * @return this builder
     */
    public B latest(boolean value) {
        this.latest = value;
        return self();
    }

    /**
     * Sets {@link ListingRequest#minRestarts()}.
     *
     * @param value only containers with at least so many restarts, from 0
     * @return this builder
     */
    public B minRestarts(int value) {
        this.minRestarts = value;
        return self();
    }

    /**
     * Sets {@link ListingRequest#restartedWithin()}.
     *
     * @param value only containers whose last restart is at most so long ago, from 1 second
     * @return this builder
     */
    public B restartedWithin(Duration value) {
        this.restartedWithin = value == null ? null : value.toString();
        return self();
    }

    /**
     * Sets {@link ListingRequest#fields()}.
     *
     * @param values only these fields of each container, in this order
     * @return this builder
     */
    public B fields(String... values) {
        this.fields = list(values);
        return self();
    }

    /**
     * Sets {@link ListingRequest#groupBy()}.
     *
     * @param values groups of a count; a listing refuses it
     * @return this builder
     */
    public B groupBy(String... values) {
        this.groupBy = list(values);
        return self();
    }

    /**
     * Sets {@link ListingRequest#where()}.
     *
     * @param value only containers for which this holds; never part of JSON
     * @return this builder
     */
    public B where(Predicate<Container> value) {
        this.where = value;
        return self();
    }
}
