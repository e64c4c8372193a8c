package dev.cplnroutes;

import java.io.Closeable;
import java.util.Iterator;

/**
 * The containers of a listing while it runs: the body that {@code direct:cpln-stream-containers} leaves, made for
 * {@code split().streaming()}. The listing goes on only as fast as the stream is read. {@link #close()}, or the end of
 * the exchange, ends the listing. One thread reads at a time.
 */
public interface ContainerStream extends Iterator<Container>, Closeable {

    /**
     * Waits for the next container, or for the end of the listing.
     *
     * @return false at the end of the listing
     * @throws ListingFailedException where the listing failed midway, or the stream was closed before its end
     */
    @Override
    boolean hasNext();

    /**
     * The rest of the answer: everything but the containers.
     *
     * @return a result without containers; of a listing that failed midway it is not complete
     * @throws IllegalStateException before {@link #hasNext()} has told the end
     */
    ListingResult rest();

    /** Ends the listing where it still runs. Harmless when called again, from any thread. */
    @Override
    void close();
}
