package dev.cplnroutes.testing;

import java.util.Random;

/**
 * Seeds of randomized tests: printed, and repeatable by {@code -Dtest.seed=}.
 */
public final class RandomSeed {

    private RandomSeed() {
    }

    /** A new seed, or the one that was asked for. */
    public static long next(String test) {
        long seed = Long.getLong("test.seed", new Random().nextLong());
        System.out.println("Seed of " + test + ": -Dtest.seed=" + seed);
        return seed;
    }
}
