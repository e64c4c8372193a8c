package dev.cplnroutes.benchmark;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;

import com.sun.management.OperatingSystemMXBean;

/**
 * The plain Java listing in a process of its own: its first listing, and what one costs when warm. Prints a line.
 */
public final class PlainJavaProcess {

    private static final int WARM_UPS = 15;
    private static final int RUNS = 9;

    private PlainJavaProcess() {
    }

    /**
     * Lists.
     *
     * @param arguments endpoint, organization, GVC and workers
     */
    public static void main(String[] arguments) throws Exception {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        try (PlainJavaListing plain = new PlainJavaListing(URI.create(arguments[0]), arguments[1], arguments[2],
                Integer.parseInt(arguments[3]))) {
            long start = System.nanoTime();
            long cpu = system.getProcessCpuTime();
            plain.list();
            double first = ListingBenchmark.seconds(start);
            double firstCpu = (system.getProcessCpuTime() - cpu) / 1e9;
            for (int i = 0; i < WARM_UPS; i++) {
                plain.list();
            }
            double[] warm = new double[RUNS];
            cpu = system.getProcessCpuTime();
            for (int i = 0; i < RUNS; i++) {
                start = System.nanoTime();
                plain.list();
                warm[i] = ListingBenchmark.seconds(start);
            }
            double warmCpu = (system.getProcessCpuTime() - cpu) / 1e9 / RUNS;
            Arrays.sort(warm);
            System.out.printf(Locale.ROOT, "%.3f %.3f %.3f %.3f%n", first, firstCpu, warm[RUNS / 2], warmCpu);
        }
    }
}
