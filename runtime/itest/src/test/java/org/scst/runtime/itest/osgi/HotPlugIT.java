package org.scst.runtime.itest.osgi;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.After;
import org.junit.Test;
import org.scst.runtime.itest.initiator.Answer;
import org.scst.runtime.itest.initiator.Cdbs;
import org.scst.runtime.itest.initiator.IscsiInitiator;

/** The product's bundles stop, start and are updated in every order, and afterwards everything is there again. */
public class HotPlugIT extends RunningProduct {
    private byte stamp;

    /** Whatever was stopped, nothing went on without its classes, no buffer was lost, and the log speaks of no failure. */
    @After
    public void leaveNothingBehind() throws Exception {
        assertEquals(0, product.bufferBytes());
        for (String trouble : List.of(" ERROR ", "NoClassDefFoundError", "efect", "LEAK:")) {
            assertEquals(List.of(), home.logged(trouble));
        }
    }

    @Test
    public void shouldServeAgainWhateverTheOrderInWhichBundlesStoppedAndStarted() throws Exception {
        for (List<String> stopping : orders()) {
            for (List<String> starting : orders()) {
                for (String bundle : stopping) {
                    product.stop(bundle);
                }
                for (String bundle : starting) {
                    product.start(bundle);
                }
                serve("stopped " + stopping + ", started " + starting);
            }
        }
    }

    @Test
    public void shouldServeAgainWhateverTheOrderInWhichBundlesWereUpdated() throws Exception {
        for (List<String> order : orders()) {
            for (String bundle : order) {
                product.update(bundle);
                serve("updated " + bundle + " of " + order);
            }
        }
    }

    @Test
    public void shouldServeAgainAfterEachBundleAloneWasStoppedUnderASession() throws Exception {
        for (String bundle : Product.BUNDLES) {
            try (IscsiInitiator before = product.login(1)) {
                before.clearAttentions(0);
                product.stop(bundle);
                product.start(bundle);
                serve("stopped and started " + bundle);
            }
        }
    }

    private static List<List<String>> orders() {
        List<List<String>> orders = new ArrayList<>();
        for (String first : Product.BUNDLES) {
            for (String second : Product.BUNDLES) {
                List<String> order = new ArrayList<>(List.of(first, second));
                Product.BUNDLES.stream().filter(other -> !order.contains(other)).forEach(order::add);
                if (!first.equals(second)) {
                    orders.add(order);
                }
            }
        }
        return orders;
    }

    /** A new session finds both disks, and reads back what it writes. */
    private void serve(String when) throws Exception {
        product.settle();
        stamp++;
        try (IscsiInitiator initiator = product.login(1)) {
            for (int lun = 0; lun < 2; lun++) {
                List<String> attentions = initiator.clearAttentions(lun);
                assertTrue(when + ": " + attentions, attentions.stream().allMatch(sense -> sense.startsWith("6/")));
                Answer inquiry = initiator.command(lun, Cdbs.inquiry(), 96);
                assertTrue(when + ": " + inquiry, inquiry.good());
                assertEquals("connected direct-access block device", 0, inquiry.data()[0]);
                byte[] data = new byte[8 * Cdbs.BLOCK];
                Arrays.fill(data, (byte) (stamp + lun));
                Answer written = initiator.write(lun, 16 * stamp, data);
                assertTrue(when + ": " + written, written.good());
                assertArrayEquals(when, data, initiator.read(lun, 16 * stamp, 8));
            }
            initiator.logout();
        }
    }
}
