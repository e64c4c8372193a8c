package dev.cplnroutes.request;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.ProgressListener;
import dev.cplnroutes.support.Printable;
import dev.cplnroutes.support.Utf8Text;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;
import org.apache.camel.TypeConverter;
import org.apache.camel.WrappedFile;

/**
 * The body of a message that asks for something, in the few forms that the readers of requests know.
 */
public final class RequestBody {

    /** Longest request that is read from a stream or a file, bytes; a longer one is cut and refused as no JSON. */
    private static final int LARGEST_JSON = 64 * 1024;

    private RequestBody() {
    }

    /**
     * The body of an exchange's message. What is no text and no Map is turned into one by Camel's type converters,
     * which may be a host's own.
     *
     * @param exchange with a body in any form
     * @return null, a {@link ListingRequest}, an {@link AwaitRequest}, a Map, or a text, each as a {@link CountRequest}
     *         where the body is one; else the body itself, which no reader knows
     * @throws InvalidRequestException where it cannot be read, or is a text in UTF-16 or UTF-32
     */
    public static Object of(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        return body instanceof CountRequest count ? new CountRequest(of(exchange, count.request()))
                : of(exchange, body);
    }

    private static Object of(Exchange exchange, Object body) {
        Object known = known(body);
        if (known != null || body == null) {
            return known;
        }
        if (body instanceof Number || body instanceof Iterable || body.getClass().isArray()) {
            return body;
        }
        TypeConverter converter = exchange.getContext().getTypeConverter();
        if (body instanceof WrappedFile<?> file) {
            // Of another file system, such as FTP: what Camel's converter opens.
            InputStream content = converter.tryConvertTo(InputStream.class, exchange, file);
            if (content == null) {
                throw unreadable();
            }
            return text(content);
        }
        Map<?, ?> options = converter.tryConvertTo(Map.class, exchange, body);
        if (options != null) {
            return options;
        }
        InputStream stream = converter.tryConvertTo(InputStream.class, exchange, body);
        String text = stream != null ? text(stream) : converter.tryConvertTo(String.class, exchange, body);
        // Many an object turns into a text that is its name.
        return text != null && text.stripLeading().startsWith("{") ? text : body;
    }

    /**
     * The body in a form that the readers know, without Camel.
     *
     * @param body in any form
     * @return null, a {@link ListingRequest}, a Map or a text; null too where it is in none of these forms
     * @throws InvalidRequestException as {@link #of}
     */
    static Object known(Object body) {
        if (body instanceof ListingRequest || body instanceof Map || body instanceof AwaitRequest) {
            return body;
        }
        if (body instanceof CharSequence text) {
            return Utf8Text.withoutMark(text.toString());
        }
        if (body instanceof byte[] bytes) {
            return RequestReader.decode(bytes);
        }
        if (body instanceof ByteBuffer buffer) {
            ByteBuffer left = buffer.duplicate();
            byte[] bytes = new byte[Math.min(left.remaining(), LARGEST_JSON)];
            left.get(bytes);
            return RequestReader.decode(bytes);
        }
        if (body instanceof JsonNode json) {
            return json.isTextual() ? json.textValue() : json.toString();
        }
        if (body instanceof Path || body instanceof File
                || body instanceof WrappedFile<?> wrapped && wrapped.getFile() instanceof File) {
            return text(path(body));
        }
        if (body instanceof InputStream stream) {
            return again(stream, text(stream));
        }
        return body instanceof Reader reader ? again(reader, text(reader)) : null;
    }

    /**
     * Who hears how far the listing of a request is.
     *
     * @param body a request in any form
     * @return null where nobody does
     */
    public static ProgressListener progressListener(Object body) {
        Object request = CountRequest.unmarked(body);
        return request instanceof ListingRequest typed ? typed.progressListener()
                : request instanceof AwaitRequest wait ? wait.progressListener() : null;
    }

    private static Path path(Object body) {
        return body instanceof Path path ? path
                : (body instanceof WrappedFile<?> wrapped ? (File) wrapped.getFile() : (File) body).toPath();
    }

    private static String text(Path file) {
        try (InputStream content = Files.newInputStream(file)) {
            return RequestReader.decode(content.readNBytes(LARGEST_JSON));
        } catch (IOException e) {
            throw new InvalidRequestException("The request is the file '" + Printable.text(file)
                    + "', which cannot be read; name a file that is there and may be read.");
        }
    }

    private static String text(InputStream stream) {
        try {
            return RequestReader.decode(stream.readNBytes(LARGEST_JSON));
        } catch (IOException e) {
            throw unreadable();
        }
    }

    private static String text(Reader reader) {
        StringBuilder text = new StringBuilder();
        char[] part = new char[8192];
        try {
            int read = reader.read(part);
            while (read != -1 && text.length() < LARGEST_JSON) {
                text.append(part, 0, read);
                read = reader.read(part, 0, Math.min(part.length, Math.max(1, LARGEST_JSON - text.length())));
            }
        } catch (IOException e) {
            throw unreadable();
        }
        return Utf8Text.withoutMark(text.toString());
    }

    /** What Camel has cached can be read once more by those who come after us. */
    private static String again(Object body, String text) {
        if (body instanceof StreamCache cache) {
            cache.reset();
        }
        return text;
    }

    private static InvalidRequestException unreadable() {
        return new InvalidRequestException("The request could not be read to its end; send it again.");
    }
}
