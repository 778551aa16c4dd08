package org.scst.runtime.itest.osgi;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.vmOption;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.scst.runtime.itest.initiator.Cdbs;
import org.scst.runtime.itest.initiator.IscsiInitiator;

/**
 * The whole way of a warm command, from the socket through the shipped bundles to storage and back to the socket, allocates
 * nothing. What is counted is what the threads of the event loops allocate: one command at a time, so that nothing hides in a
 * batch, and many, so that nothing that is kept for reuse runs out.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class WarmCommandIT {
    private static final int FILE = 0;
    private static final int NOTHING = 1;
    private static final int DIRECT = 2;
    private static final int BLOCKS = 8;
    private static final int IN_FLIGHT = 32;
    private static final int COMMANDS = 4096;
    /** Rounds go on until the compilers have done with it, which a busy machine lets them do late, and after so many calls only. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final int FEWEST_ROUNDS = 16;
    /** Bytes in a round that have nothing to do with its commands. */
    private static final long BESIDE = COMMANDS / 2;
    /** The same for each second that it takes: timers, the look at the file. */
    private static final long BESIDE_IN_A_SECOND = 512;

    /**
     * Bytes for each command that is handed to the kernel's ring: in some processes the compiler leaves the memory segment that
     * the JDK makes for a call into the kernel, 40 bytes, and a command takes two calls at most. Objects of ours would be more.
     */
    private static final long OF_KERNEL_CALLS = 88;

    @Inject
    private BundleContext context;

    private IscsiInitiator initiator;

    /** A command of a round. */
    private interface Step {
        void run(int number) throws IOException;
    }

    /** Without leak detection, whose records would be counted. */
    @Configuration
    public Option[] shippedBundles() {
        TestHome home = TestHome.fresh("warm");
        home.write("org.scst.iscsi.cfg", "portals = 127.0.0.1:0")
                .disk("a", home.image("a"))
                .write("org.scst.vdisk-n.cfg", "type = nullio", "size = 4M")
                .write("org.scst.vdisk-d.cfg", "type = fileio", "filename = " + home.image("d"), "o_direct = yes")
                .target("lun.0 = a", "lun.1 = n", "lun.2 = d");
        return new Option[] {ShippedBundles.shipped("warm"), vmOption("-Dio.netty.leakDetection.level=disabled")};
    }

    @Before
    public void logIn() throws Exception {
        Product product = new Product(context);
        product.settle();
        initiator = product.login(1);
        initiator.clearAttentions(FILE);
        initiator.clearAttentions(NOTHING);
        initiator.clearAttentions(DIRECT);
    }

    @After
    public void leave() throws Exception {
        initiator.close();
    }

    @Test
    public void shouldAllocateNothingForAReadFromNothing() throws IOException {
        assertNothingAllocated(number -> read(NOTHING, number));
    }

    @Test
    public void shouldAllocateNothingForAWriteToNothing() throws IOException {
        byte[] data = new byte[BLOCKS * Cdbs.BLOCK];
        assertNothingAllocated(number ->
                assertTrue(initiator.write(NOTHING, place(number), data).good()));
    }

    @Test
    public void shouldAllocateNothingForAReadFromThePageCache() throws IOException {
        byte[] data = new byte[BLOCKS * Cdbs.BLOCK];
        Arrays.fill(data, (byte) 0x5A);
        for (int number = 0; number < 64; number++) {
            assertTrue(initiator.write(FILE, place(number), data).good());
        }
        assertArrayEquals(data, initiator.read(FILE, place(7), BLOCKS));

        assertNothingAllocated(number -> read(FILE, number));
    }

    @Test
    public void shouldMakeNoObjectOfItsOwnForAReadThatHasToWait() throws IOException {
        assertAllocatedAtMost(COMMANDS * OF_KERNEL_CALLS, number -> read(DIRECT, number));
    }

    @Test
    public void shouldMakeNoObjectOfItsOwnForManyReadsThatHaveToWait() throws IOException {
        assertAllocatedAtMost(COMMANDS * OF_KERNEL_CALLS, inFlight(DIRECT));
    }

    @Test
    public void shouldAllocateNothingForManyReadsInFlight() throws IOException {
        assertNothingAllocated(inFlight(NOTHING));
    }

    private Step inFlight(int lun) {
        int[] tags = new int[IN_FLIGHT];
        int[] turn = {0};
        return number -> {
            tags[turn[0]++] = initiator.send(lun, Cdbs.read(place(number), BLOCKS), BLOCKS * Cdbs.BLOCK, new byte[0]);
            if (turn[0] == IN_FLIGHT) {
                turn[0] = 0;
                for (int tag : tags) {
                    assertTrue(initiator.await(tag).good());
                }
            }
        };
    }

    private void read(int lun, int number) throws IOException {
        assertEquals(BLOCKS * Cdbs.BLOCK, initiator.read(lun, place(number), BLOCKS).length);
    }

    private static int place(int number) {
        return number % 64 * BLOCKS;
    }

    private static void assertNothingAllocated(Step step) throws IOException {
        assertAllocatedAtMost(BESIDE, step);
    }

    private static void assertAllocatedAtMost(long most, Step step) throws IOException {
        long least = Long.MAX_VALUE;
        long end = System.nanoTime() + PATIENCE_NANOS;
        for (int round = 0; least > most && (round < FEWEST_ROUNDS || System.nanoTime() - end < 0); round++) {
            long before = allocatedByEventLoops();
            long began = System.nanoTime();
            for (int number = 0; number < COMMANDS; number++) {
                step.run(number);
            }
            long beside = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began) * BESIDE_IN_A_SECOND;
            least = Math.min(least, allocatedByEventLoops() - before - beside);
        }
        assertTrue("the event loops have allocated " + least + " bytes for " + COMMANDS + " commands", least <= most);
    }

    private static long allocatedByEventLoops() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] loops = Arrays.stream(threads.dumpAllThreads(false, false))
                .filter(thread -> thread.getThreadName().startsWith("scst-loop"))
                .mapToLong(ThreadInfo::getThreadId)
                .toArray();
        assertTrue("no thread of an event loop was found", loops.length > 0);
        return Arrays.stream(threads.getThreadAllocatedBytes(loops)).sum();
    }
}
