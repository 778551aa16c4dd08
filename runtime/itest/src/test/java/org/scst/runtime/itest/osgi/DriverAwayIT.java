package org.scst.runtime.itest.osgi;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.Test;
import org.scst.runtime.itest.initiator.Answer;
import org.scst.runtime.itest.initiator.Cdbs;
import org.scst.runtime.itest.initiator.IscsiInitiator;

/**
 * While the iSCSI driver is away whoever connects waits, and its nexuses are parked until their initiators are back: on event loops
 * whose connections have no descriptors that could be left to its next revision. {@link LiveConnectionIT} has the others.
 */
public class DriverAwayIT extends RunningProduct {
    private static final byte[] DATA = new byte[Cdbs.BLOCK];

    @Override
    void prepare(TestHome fresh) {
        fresh.write("org.scst.runtime.eventloop.cfg", "transport = nio");
    }

    @Test
    public void shouldKeepWhoConnectsWaitingUntilTheDriverIsBack() throws Exception {
        InetSocketAddress portal = product.portal();
        product.stop(Product.ISCSI);
        SocketChannel.open(portal).close();
        CompletableFuture<IscsiInitiator> waiting = CompletableFuture.supplyAsync(() -> login(portal));
        product.start(Product.ISCSI);
        product.settle();
        assertEquals("the same port, though it was the kernel's choice", portal, product.portal());
        try (IscsiInitiator initiator = waiting.get(30, TimeUnit.SECONDS)) {
            initiator.clearAttentions(0);
            assertEquals(Cdbs.BLOCK, initiator.read(0, 0, 1).length);
            initiator.logout();
        }
    }

    private static IscsiInitiator login(InetSocketAddress portal) {
        try {
            return IscsiInitiator.login(portal, TestHome.TARGET, "iqn.2026-11.org.example:i1", 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whatever is in progress when the driver withdraws is answered, and nothing but GOOD comes after the one reconnect. */
    @Test
    public void shouldCostAnInitiatorAReconnectAndNoOtherStatusThanGood() throws Exception {
        IscsiInitiator initiator = product.login(1);
        initiator.clearAttentions(0);
        assertTrue(initiator.command(0, Cdbs.reserve(), 0).good());
        for (int update = 0; update < 3; update++) {
            restartDriver(initiator);
            initiator = product.login(1);
            assertEquals(List.of(), initiator.clearAttentions(0));
            assertTrue(initiator.write(0, 0, DATA).good());
            assertEquals(Cdbs.BLOCK, initiator.read(0, 0, 1).length);
        }
        initiator.logout();
    }

    @Test
    public void shouldKeepTheReservationOfAParkedNexus() throws Exception {
        Reservation.assertKeptOver(this::restartDriver, product);
    }

    @Test
    public void shouldKeepUnitAttentionsOfAParkedNexus() throws Exception {
        IscsiInitiator initiator = product.login(1);
        initiator.clearAttentions(1);
        home.write("org.scst.vdisk-b.cfg", "type = fileio", "filename = " + home.image("b"), "size = 8M");
        product.settle();
        restartDriver(initiator);
        try (IscsiInitiator again = product.login(1)) {
            assertEquals(List.of("6/2a/09"), again.clearAttentions(1));
            again.logout();
        }
    }

    /** Takes the 20 s for which nexuses are parked. */
    @Test
    public void shouldLoseANexusWhoseInitiatorDoesNotReturn() throws Exception {
        IscsiInitiator holder = product.login(1);
        holder.clearAttentions(0);
        assertTrue(holder.command(0, Cdbs.reserve(), 0).good());
        restartDriver(holder);
        assertEquals(List.of("iqn.2026-11.org.example:i1 parked"), product.nexuses());
        try (IscsiInitiator other = product.login(2)) {
            other.clearAttentions(0);
            assertEquals(Reservation.CONFLICT, other.write(0, 0, DATA).status());
            Eventually.within(
                    30, "the parked nexus is lost", () -> product.nexuses().size() == 1);
            assertEquals("its power on was not told before", List.of("6/29/00"), other.clearAttentions(0));
            Answer written = other.write(0, 0, DATA);
            assertTrue(written.toString(), written.good());
            other.logout();
        }
    }

    private void restartDriver(IscsiInitiator... connected) throws Exception {
        Product.interrupting(() -> product.stop(Product.ISCSI), connected);
        product.start(Product.ISCSI);
        product.settle();
    }
}
