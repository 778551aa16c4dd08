package org.scst.runtime.itest.osgi;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import java.nio.file.Files;
import java.util.List;
import org.junit.Test;
import org.scst.runtime.itest.initiator.IscsiInitiator;

/**
 * An update of the mid-layer leaves volatile state as it was, also for initiators whose connections have no descriptors that could be
 * left to the next one: they come again. {@link LiveConnectionIT} has the others.
 */
public class MidLayerAwayIT extends RunningProduct {

    @Override
    void prepare(TestHome fresh) {
        fresh.write("org.scst.runtime.eventloop.cfg", "transport = nio");
    }

    private void update(IscsiInitiator... connected) throws Exception {
        Product.interrupting(() -> product.update(Product.CORE), connected);
        product.settle();
    }

    @Test
    public void shouldKeepAReservationAndTellNobodyOfAPowerOn() throws Exception {
        Reservation.assertKeptOver(this::update, product);
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
        assertFalse("it is used once", Files.exists(home.folder().resolve("state/volatile")));
    }
}
