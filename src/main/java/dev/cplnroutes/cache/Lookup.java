package dev.cplnroutes.cache;

/**
 * The result of looking up the answer to a call. The routes choose the next step by it.
 */
public sealed interface Lookup {

    /**
     * Whether the answer is there.
     *
     * @return true for a {@link Hit}
     */
    default boolean isHit() {
        return this instanceof Hit;
    }

    /**
     * Whether another call is reading the answer.
     *
     * @return true for a {@link Joined}
     */
    default boolean isJoined() {
        return this instanceof Joined;
    }

    /**
     * The answer is in the cache, or was just read: nothing is sent.
     *
     * @param bytes body of the API's answer, not to be changed
     */
    record Hit(byte[] bytes) implements Lookup {
    }

    /** Another call is reading the answer: this call waits for it. */
    final class Joined implements Lookup {

        private final InFlightAnswer answer;

        Joined(InFlightAnswer answer) {
            this.answer = answer;
        }

        InFlightAnswer answer() {
            return answer;
        }
    }

    /** This call reads the answer, for itself and for all calls that join. */
    final class Lead implements Lookup {

        private final InFlightAnswer answer;

        Lead(InFlightAnswer answer) {
            this.answer = answer;
        }

        InFlightAnswer answer() {
            return answer;
        }
    }
}
