package org.scst.runtime.itest.osgi;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.Test;
import org.scst.runtime.itest.initiator.Answer;
import org.scst.runtime.itest.initiator.Cdbs;
import org.scst.runtime.itest.initiator.IscsiInitiator;

/** While the bundle of a device's handler is away its LUNs stay mapped: core answers, and commands of the medium wait. */
public class HandlerAwayIT extends RunningProduct {
    @Test
    public void shouldHoldCommandsOfTheMediumUntilTheHandlerIsBack() throws Exception {
        byte[] data = new byte[4 * Cdbs.BLOCK];
        Arrays.fill(data, (byte) 0x5A);
        try (IscsiInitiator initiator = product.login(1)) {
            initiator.clearAttentions(0);
            assertTrue(initiator.write(0, 8, data).good());
            Answer before = initiator.command(0, Cdbs.inquiry(), 96);

            product.stop(Product.VDISK);
            assertArrayEquals(
                    before.data(), initiator.command(0, Cdbs.inquiry(), 96).data());
            assertEquals(
                    8 + 2 * 8, initiator.command(0, Cdbs.reportLuns(256), 256).data().length);
            int read = initiator.send(0, Cdbs.read(8, 4), data.length, new byte[0]);
            int write = initiator.send(0, Cdbs.write(100, 4), 0, data);
            product.start(Product.VDISK);

            Answer answer = initiator.await(read);
            assertTrue(answer.toString(), answer.good());
            assertArrayEquals(data, answer.data());
            Answer written = initiator.await(write);
            assertTrue(written.toString(), written.good());
            assertArrayEquals(data, initiator.read(0, 100, 4));
            initiator.logout();
        }
        assertEquals(0, product.bufferBytes());
    }

    /** Takes the 20 s for which commands wait. */
    @Test
    public void shouldAnswerNotReadyWhenTheHandlerStaysAwayAndRecoverWithIt() throws Exception {
        try (IscsiInitiator initiator = product.login(1)) {
            initiator.clearAttentions(0);
            product.stop(Product.VDISK);
            Answer read = initiator.command(0, Cdbs.read(0, 1), Cdbs.BLOCK);
            assertEquals("busy: it has waited in vain", 0x08, read.status());
            assertEquals(
                    "2/04/01", initiator.command(0, Cdbs.testUnitReady(), 0).senseCode());
            assertTrue(initiator.command(0, Cdbs.inquiry(), 96).good());
            assertTrue(product.devices().toString(), product.devices().get(0).startsWith("a: handler absent"));

            product.start(Product.VDISK);
            product.settle();
            assertEquals(Cdbs.BLOCK, initiator.read(0, 0, 1).length);
            assertEquals(List.of(), initiator.clearAttentions(0));
            initiator.logout();
        }
    }
}
