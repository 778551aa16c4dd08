package org.scst.runtime.itest.osgi;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.junit.Test;
import org.scst.runtime.itest.initiator.Answer;
import org.scst.runtime.itest.initiator.Cdbs;
import org.scst.runtime.itest.initiator.IscsiInitiator;

/** The iSCSI driver is updated, or stopped and started, and the connections of its sessions go on. */
public class LiveConnectionIT extends RunningProduct {
    private static final byte[] DATA = new byte[Cdbs.BLOCK];

    @Test
    public void shouldKeepConnectionAndReservationOverUpdates() throws Exception {
        try (IscsiInitiator holder = product.login(1);
                IscsiInitiator other = product.login(2)) {
            holder.clearAttentions(0);
            other.clearAttentions(0);
            assertTrue(holder.command(0, Cdbs.reserve(), 0).good());
            for (int update = 0; update < 3; update++) {
                product.update(Product.ISCSI);
                product.settle();
                assertEquals(Reservation.CONFLICT, other.write(0, 0, DATA).status());
                Answer written = holder.write(0, 0, DATA);
                assertTrue(written.toString(), written.good());
            }
            holder.logout();
            Answer released = other.write(0, 0, DATA);
            assertTrue("after the holder's logout: " + released, released.good());
            other.logout();
        }
    }

    @Test
    public void shouldGoOnOverUpdatesOfTheMidLayerAsIfNothingHadHappened() throws Exception {
        try (IscsiInitiator holder = product.login(1);
                IscsiInitiator other = product.login(2)) {
            holder.clearAttentions(0);
            other.clearAttentions(0);
            assertTrue(holder.command(0, Cdbs.reserve(), 0).good());
            for (int update = 0; update < 3; update++) {
                int read = holder.send(0, Cdbs.read(8, 1), DATA.length, new byte[0]);
                product.update(Product.CORE);
                assertTrue(holder.await(read).good());
                product.settle();
                assertEquals(Reservation.CONFLICT, other.write(0, 0, DATA).status());
                Answer written = holder.write(0, 0, DATA);
                assertTrue(written.toString(), written.good());
            }
            holder.logout();
            other.logout();
        }
    }

    /** Takes the 20 s for which portals, connections and nexuses are kept. */
    @Test
    public void shouldDropConnectionsAndRefuseOthersWhenTheMidLayerStaysAway() throws Exception {
        InetSocketAddress portal = product.portal();
        IscsiInitiator initiator = product.login(1);
        product.stop(Product.CORE);
        initiator.awaitEnd();
        Eventually.within(60, "the portal is closed", () -> refused(portal));
    }

    @Test
    public void shouldAnswerWhatCameWhileTheDriverWasAway() throws Exception {
        try (IscsiInitiator initiator = product.login(1)) {
            initiator.clearAttentions(0);
            product.stop(Product.ISCSI);
            int write = initiator.send(0, Cdbs.write(8, 1), 0, DATA);
            int read = initiator.send(0, Cdbs.read(8, 1), DATA.length, new byte[0]);
            product.start(Product.ISCSI);
            assertTrue(initiator.await(write).good());
            Answer answer = initiator.await(read);
            assertTrue(answer.toString(), answer.good());
            assertEquals(DATA.length, answer.data().length);
            initiator.logout();
        }
    }

    @Test
    public void shouldTellWhatHappenedWhileTheDriverWasAway() throws Exception {
        try (IscsiInitiator initiator = product.login(1)) {
            initiator.clearAttentions(1);
            product.stop(Product.ISCSI);
            home.write("org.scst.vdisk-b.cfg", "type = fileio", "filename = " + home.image("b"), "size = 8M");
            product.settle();
            product.start(Product.ISCSI);
            assertEquals(List.of("6/2a/09"), initiator.clearAttentions(1));
            initiator.logout();
        }
    }

    /** Takes the 20 s for which portals, connections and nexuses are kept. */
    @Test
    public void shouldDropConnectionsAndRefuseOthersWhenTheDriverStaysAway() throws Exception {
        InetSocketAddress portal = product.portal();
        IscsiInitiator initiator = product.login(1);
        product.stop(Product.ISCSI);
        initiator.awaitEnd();
        Eventually.within(60, "the portal is closed", () -> refused(portal));
    }

    private static boolean refused(InetSocketAddress portal) throws IOException {
        try (SocketChannel connected = SocketChannel.open(portal)) {
            return !connected.isConnected();
        } catch (ConnectException refused) {
            return true;
        }
    }
}
