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
    private static final int BLOCKS = 8;
    private static final int IN_FLIGHT = 32;
    private static final int COMMANDS = 4096;
    /** Until the compilers have done with it. */
    private static final int ROUNDS = 30;
    /** Bytes in a round that have nothing to do with its commands: timers, the look at the file once a second. */
    private static final long BESIDE = COMMANDS / 2;

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
                .target("lun.0 = a", "lun.1 = n");
        return new Option[] {ShippedBundles.shipped("warm"), vmOption("-Dio.netty.leakDetection.level=disabled")};
    }

    @Before
    public void logIn() throws Exception {
        Product product = new Product(context);
        product.settle();
        initiator = product.login(1);
        initiator.clearAttentions(FILE);
        initiator.clearAttentions(NOTHING);
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
    public void shouldAllocateNothingForManyReadsInFlight() throws IOException {
        int[] tags = new int[IN_FLIGHT];
        int[] turn = {0};
        assertNothingAllocated(number -> {
            tags[turn[0]++] =
                    initiator.send(NOTHING, Cdbs.read(place(number), BLOCKS), BLOCKS * Cdbs.BLOCK, new byte[0]);
            if (turn[0] == IN_FLIGHT) {
                turn[0] = 0;
                for (int tag : tags) {
                    assertTrue(initiator.await(tag).good());
                }
            }
        });
    }

    private void read(int lun, int number) throws IOException {
        assertEquals(BLOCKS * Cdbs.BLOCK, initiator.read(lun, place(number), BLOCKS).length);
    }

    private static int place(int number) {
        return number % 64 * BLOCKS;
    }

    private static void assertNothingAllocated(Step step) throws IOException {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS && least > BESIDE; round++) {
            long before = allocatedByEventLoops();
            for (int number = 0; number < COMMANDS; number++) {
                step.run(number);
            }
            least = Math.min(least, allocatedByEventLoops() - before);
        }
        assertTrue("the event loops have allocated " + least + " bytes for " + COMMANDS + " commands", least <= BESIDE);
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
