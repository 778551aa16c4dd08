package org.scst.runtime.itest.osgi;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.List;
import javax.inject.Inject;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.scst.runtime.itest.initiator.Answer;
import org.scst.runtime.itest.initiator.Cdbs;
import org.scst.runtime.itest.initiator.IscsiInitiator;

/** Volatile SCSI state outlives an update of the mid-layer itself, by way of the state folder as at a planned restart. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class MidLayerAwayIT {
    private static final int RESERVATION_CONFLICT = 0x18;
    private static final byte[] DATA = new byte[Cdbs.BLOCK];

    @Inject
    private BundleContext context;

    private Product product;
    private TestHome home;

    @Configuration
    public Option[] shippedBundles() {
        TestHome.fresh("mid-layer-away").withTwoDisks();
        return new Option[] {ShippedBundles.shipped("mid-layer-away")};
    }

    @Before
    public void bePresent() throws Exception {
        home = TestHome.ofThisFramework();
        product = new Product(context);
        product.settle();
    }

    private void update(IscsiInitiator... connected) throws Exception {
        Thread update = new Thread(this::updateMidLayer);
        update.start();
        for (IscsiInitiator initiator : connected) {
            initiator.awaitEnd();
        }
        update.join();
        product.settle();
    }

    private void updateMidLayer() {
        try {
            product.update(Product.CORE);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    public void shouldKeepAReservationAndTellNobodyOfAPowerOn() throws Exception {
        IscsiInitiator holder = product.login(1);
        IscsiInitiator other = product.login(2);
        holder.clearAttentions(0);
        other.clearAttentions(0);
        assertTrue(holder.command(0, Cdbs.reserve(), 0).good());
        update(holder, other);
        try (IscsiInitiator otherAgain = product.login(2);
                IscsiInitiator holderAgain = product.login(1)) {
            assertEquals(RESERVATION_CONFLICT, otherAgain.write(0, 0, DATA).status());
            Answer written = holderAgain.write(0, 0, DATA);
            assertTrue(written.toString(), written.good());
            holderAgain.logout();
            Answer released = otherAgain.write(0, 0, DATA);
            assertTrue("after the holder's logout: " + released, released.good());
            otherAgain.logout();
        }
    }

    @Test
    public void shouldTellWhatHappenedWhileItWasAway() throws Exception {
        IscsiInitiator initiator = product.login(1);
        initiator.clearAttentions(1);
        home.write("org.scst.vdisk-b.cfg", "type = fileio", "filename = " + home.image("b"), "size = 8M");
        update(initiator);
        try (IscsiInitiator again = product.login(1)) {
            assertEquals(List.of("6/2a/09"), again.clearAttentions(1));
            again.logout();
        }
        assertEquals(
                "it is used once",
                false,
                home.folder().resolve("state/volatile").toFile().exists());
    }
}
