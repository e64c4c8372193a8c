package dev.cplnroutes.cache;

import dev.cplnroutes.mapping.ApiAnswer;

/**
 * The result of looking up the answer to a call. The routes choose the next step by it.
 */
public sealed interface Lookup {

    /**
     * Whether another call is reading the answer.
     *
     * @return true for a {@link Joined}
     */
    default boolean isJoined() {
        return this instanceof Joined;
    }

    /**
     * Whether this call has to read the answer.
     *
     * @return true for a {@link Lead}
     */
    default boolean isLead() {
        return this instanceof Lead;
    }

    /**
     * The answer is in the cache, or was just read: nothing is sent.
     *
     * @param answer what the API said
     */
    record Hit(ApiAnswer answer) implements Lookup {
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
