package dev.cplnroutes.api;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.utils.DateUtils;
import org.apache.hc.core5.http.MessageConstraintException;

/**
 * The reader of failed API calls: it turns what was thrown into an {@link ApiException} in plain words. It keeps the
 * status, the {@code message} and the {@code Retry-After} of the answer, and nothing else.
 */
public final class FailureReader {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_MESSAGE = 300;
    private static final Pattern SECONDS = Pattern.compile("([0-9]*)(?:\\.[0-9]*)?(?<=[0-9]\\.?)");
    private static final Pattern BETWEEN_WAITS =
            Pattern.compile("(?<!(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}),", Pattern.CASE_INSENSITIVE);
    private static final DateTimeFormatter ASCTIME =
            DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss yyyy", Locale.ENGLISH);
    private static final Pattern QUOTA = Pattern.compile("quota", Pattern.CASE_INSENSITIVE);

    private final ApiSettings settings;
    private final Clock clock;

    /**
     * Makes the reader.
     *
     * @param settings the API's settings
     * @param clock    tells how far away a {@code Retry-After} date is
     */
    public FailureReader(ApiSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Explains a failure of a call, or of the processing of its answer.
     *
     * @param failure what was thrown
     * @return the same failure in words; an {@link ApiException} is returned unchanged
     */
    public ApiException explain(Exception failure) {
        if (failure instanceof ApiException known) {
            return known;
        }
        if (failure instanceof HttpOperationFailedException answered) {
            return answered(answered.getStatusCode(), answered.getResponseBody(), answered.getResponseHeaders());
        }
        if (failure instanceof ClosedConnectionException closed) {
            return explain(closed.getCause()).ofClosedConnection();
        }
        if (failure instanceof AnswerTooLargeException) {
            return ApiException.nonsense(failure.getMessage());
        }
        if (failure instanceof MessageConstraintException) {
            return ApiException.nonsense("the headers of the API's answer are larger than is read");
        }
        if (failure instanceof AnswerTimeoutException) {
            return ApiException.timedOut("the API did not answer within "
                    + settings.getResponseTimeout().toMillis() / 1000.0 + " s");
        }
        if (failure instanceof ConnectTimeoutException timeout) {
            return unreachable(timeout);
        }
        if (failure instanceof SocketTimeoutException) {
            return ApiException.timedOut("the API did not answer within "
                    + settings.getResponseTimeout().toMillis() / 1000.0 + " s");
        }
        if (failure instanceof InterruptedIOException) {
            return ApiException.cancelled();
        }
        if (failure instanceof JsonProcessingException) {
            // Also an IOException, but the connection is not the cause.
            return ApiException.nonsense("the API's answer is not JSON that can be read");
        }
        return failure instanceof IOException broken ? unreachable(broken)
                : ApiException.nonsense("the API's answer could not be read");
    }

    private ApiException unreachable(IOException failure) {
        return unreachable(BrokenConnection.of(failure, settings.getEndpoint()));
    }

    private static ApiException unreachable(BrokenConnection broken) {
        return broken.mayHealSoon() ? ApiException.unreachable(broken.message())
                : ApiException.unreachableForGood(broken.message());
    }

    private ApiException answered(int status, String body, Map<String, String> headers) {
        if (status == 407 || header(headers, RequestSender.PROXY_HEADER) != null) {
            return unreachable(BrokenConnection.refusedByProxy(settings.getEndpoint().getScheme(), status));
        }
        String said = message(body);
        String message = "the API answered " + status + (said == null ? "" : ": " + cut(said));
        if (status >= 300 && status < 400) {
            return ApiException.status(status, "the API answered " + status + ", a redirect, which is not followed",
                    null);
        }
        // A body that is not JSON, or that was cut, may name the quota as well.
        if (status == 429 && isAboutQuota(said == null ? body : said)) {
            return ApiException.quota(message);
        }
        ApiException failure = ApiException.status(status, message, retryAfter(headers));
        return header(headers, RequestSender.CLOSED_HEADER) == null ? failure : failure.ofClosedConnection();
    }

    /**
     * Whether a 429 says that a quota is used up: trying again cannot help.
     *
     * @param message what the API said, may be null
     * @return true where it has the word, in any case
     */
    public static boolean isAboutQuota(String message) {
        return message != null && QUOTA.matcher(message).find();
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE) + "...";
    }

    /** The message of the API in one line and without the token; null without a message. */
    private String message(String body) {
        if (body == null || body.isBlank()) {
            return null;
        }
        try {
            JsonNode message = JSON.readTree(body).path("message");
            if (!message.isTextual() || message.textValue().isBlank()) {
                return null;
            }
            return settings.withoutToken(message.textValue()).replaceAll("[\\p{Cntrl}\\s]+", " ").trim();
        } catch (IOException e) {
            return null;
        }
    }

    /** The clocks of the API and of this process may differ. */
    private Duration retryAfter(Map<String, String> headers) {
        return retryAfter(header(headers, "retry-after"), header(headers, "date"), clock);
    }

    /**
     * Reads {@code Retry-After}, measured against the answer's own {@code Date}.
     *
     * @param wait  the header's value, may be null
     * @param sent  value of the header {@code Date}, may be null
     * @param clock tells the time where {@code Date} does not
     * @return the wait; null where there is none that can be read
     */
    public static Duration retryAfter(String wait, String sent, Clock clock) {
        Instant date = date(sent);
        return retryAfter(wait, date == null ? clock.instant() : date);
    }

    private static String header(Map<String, String> headers, String name) {
        return headers == null ? null : headers.entrySet().stream()
                .filter(header -> name.equals(header.getKey().toLowerCase(Locale.ROOT)))
                .findFirst()
                .map(Map.Entry::getValue)
                .orElse(null);
    }

    /**
     * Reads {@code Retry-After} (RFC 9110, section 10.2.3), dates in all forms of section 5.6.7. Of several values with
     * commas between them the longest wait is taken.
     *
     * @param value seconds, rounded up where they have a fraction, or an HTTP date
     * @param now   the time that a date is compared with
     * @return the wait, zero for a date that is past; null where no value is one of these
     */
    public static Duration retryAfter(String value, Instant now) {
        // The comma behind the day of the week belongs to the date.
        return value == null ? null : Stream.of(BETWEEN_WAITS.split(value))
                .map(wait -> wait(wait.trim(), now))
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    private static Duration wait(String text, Instant now) {
        Matcher seconds = SECONDS.matcher(text);
        if (seconds.matches()) {
            // More digits than an int holds: any wait beyond the longest that is obeyed has the same effect.
            return text.length() > 9 && seconds.group(1).length() > 9 ? Duration.ofDays(365)
                    : Duration.ofSeconds((long) Math.ceil(Double.parseDouble(text)));
        }
        Instant date = date(text);
        if (date == null) {
            return null;
        }
        Duration wait = Duration.between(now, date);
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    /** Reads an HTTP date; null for any other text. */
    private static Instant date(String text) {
        Instant date = text == null ? null : DateUtils.parseStandardDate(text);
        return date != null || text == null ? date : asctime(text);
    }

    /** Reads the date form of C's asctime, which the HTTP client's parser does not know; null for any other form. */
    private static Instant asctime(String text) {
        try {
            return LocalDateTime.parse(text.replaceAll(" +", " "), ASCTIME).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
