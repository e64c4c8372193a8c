package dev.cplnroutes.cache;

/**
 * What a call finds when it looks up its answer. The routes choose by it what comes next.
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
     * Whether another call reads the answer already.
     *
     * @return true for a {@link Joined}
     */
    default boolean isJoined() {
        return this instanceof Joined;
    }

    /**
     * The answer is there: nothing is sent.
     *
     * @param bytes body of the API's answer, not to be changed
     */
    record Hit(byte[] bytes) implements Lookup {
    }

    /** Another call reads the answer: this call waits for it. */
    final class Joined implements Lookup {

        private final InFlightAnswer answer;

        Joined(InFlightAnswer answer) {
            this.answer = answer;
        }

        InFlightAnswer answer() {
            return answer;
        }
    }

    /** This call reads the answer, for itself and for all who join. */
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
