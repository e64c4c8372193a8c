package dev.cplnroutes.request;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cplnroutes.Container;
import dev.cplnroutes.InvalidRequestException;

/**
 * Where a page of results ended, by names: list again from there. Opaque to callers. Nothing in it is trusted: its page
 * is compared with the workload list that the request is about, its options with the request's.
 *
 * @param page      page of the workload list, path and query
 * @param options   the options that it belongs to
 * @param spent     containers that earlier pages returned, where {@code maxResults} counts them
 * @param gvc       GVC of the last container
 * @param workload  workload of the last container
 * @param location  location of the last container
 * @param version   version of the last container
 * @param execution job execution of the last container; null where it has none
 * @param container name of the last container
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Cursor(
        @JsonProperty("p") String page,
        @JsonProperty("o") Options options,
        @JsonProperty("n") int spent,
        @JsonProperty("g") String gvc,
        @JsonProperty("w") String workload,
        @JsonProperty("l") String location,
        @JsonProperty("v") String version,
        @JsonProperty("j") String execution,
        @JsonProperty("c") String container) {

    /** Page size where a request has a cursor alone. */
    static final int DEFAULT_PAGE_SIZE = 50;

    /** Longest cursor text that is read, characters. */
    static final int LONGEST = 16_384;

    /** What is allowed, for messages. */
    static final String ALLOWED = "the nextCursor of an answer to the same request (same gvc, location, workloadName, "
            + "maxResults, filterUnhealthy and includeSystemContainers)";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** The options that decide which containers are listed: a cursor is of no use with others. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Options(
            @JsonProperty("g") String gvc,
            @JsonProperty("l") String location,
            @JsonProperty("w") String workloadName,
            @JsonProperty("m") Integer maxResults,
            @JsonProperty("f") boolean filterUnhealthy,
            @JsonProperty("s") boolean includeSystemContainers) {

        static Options of(ResolvedRequest options) {
            return new Options(options.gvc(), options.location(), options.workloadName(), options.maxResults(),
                    options.filterUnhealthy(), options.includeSystemContainers());
        }
    }

    /** The cursor behind a container, which is the last of its page of results. */
    public static Cursor after(Container last, String page, ResolvedRequest options, int spent) {
        return new Cursor(page, Options.of(options), spent, last.gvcName(), last.workloadName(), last.location(),
                last.version(), last.jobExecution(), last.name());
    }

    /** The text that callers get. */
    public String encode() {
        try {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(JSON.writeValueAsBytes(this));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Reads a cursor text.
     *
     * @throws InvalidRequestException where it is not ours or belongs to another request
     */
    public static Cursor decode(String text, ResolvedRequest options) {
        try {
            Cursor cursor = JSON.readValue(
                    new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8), Cursor.class);
            boolean spentFits = cursor != null && cursor.spent >= 0
                    && (options.maxResults() == null ? cursor.spent == 0 : cursor.spent < options.maxResults());
            if (cursor != null && spentFits && cursor.page != null && cursor.workload != null
                    && Objects.equals(cursor.options, Options.of(options))) {
                return cursor;
            }
        } catch (IOException | IllegalArgumentException e) {
            // Said below.
        }
        throw notOurs(text);
    }

    /** Refuses a cursor text. */
    public static InvalidRequestException notOurs(String text) {
        return new InvalidRequestException("cursor", text, ALLOWED);
    }

    /** Whether it names this workload. */
    public boolean isOf(String gvcName, String workloadName) {
        return workload.equals(workloadName) && (gvc == null || gvc.equals(gvcName));
    }

    /** Of the containers of its workload, in order, those that come after it. */
    public List<Container> behind(List<Container> containers) {
        for (int i = containers.size() - 1; i >= 0; i--) {
            if (isAt(containers.get(i))) {
                return containers.subList(i + 1, containers.size());
            }
        }
        return containers.stream().filter(this::isBefore).toList();
    }

    /** Whether a container is the one that the page of results ended with. */
    private boolean isAt(Container candidate) {
        return Objects.equals(location, candidate.location()) && Objects.equals(version, candidate.version())
                && Objects.equals(execution, candidate.jobExecution())
                && Objects.equals(container, candidate.name());
    }

    /** Whether a container comes after it, where the one it names is gone: by location, then version, then name. */
    private boolean isBefore(Container candidate) {
        int byLocation = compare(location, candidate.location());
        int byVersion = compare(version, candidate.version());
        return byLocation < 0 || byLocation == 0 && (byVersion < 0
                || byVersion == 0 && compare(container, candidate.name()) < 0);
    }

    private static int compare(String one, String other) {
        return String.valueOf(one).compareTo(String.valueOf(other));
    }
}
