package org.scst.runtime.itest.osgi;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import org.scst.runtime.itest.initiator.Answer;
import org.scst.runtime.itest.initiator.Cdbs;
import org.scst.runtime.itest.initiator.IscsiInitiator;

/**
 * A reservation of LUN 0 by one initiator, against another one.
 *
 * <p><i>Threading:</i> no state.
 */
final class Reservation {
    /** The status RESERVATION CONFLICT. */
    static final int CONFLICT = 0x18;

    private static final byte[] DATA = new byte[Cdbs.BLOCK];

    private Reservation() {}

    /** What ends the sessions of these initiators, and has everything settled again when it returns. */
    interface Interruption {
        void of(IscsiInitiator... connected) throws Exception;
    }

    /** It holds over the interruption, until its holder logs out. */
    static void assertKeptOver(Interruption interruption, Product product) throws Exception {
        IscsiInitiator holder = product.login(1);
        IscsiInitiator other = product.login(2);
        holder.clearAttentions(0);
        other.clearAttentions(0);
        assertTrue(holder.command(0, Cdbs.reserve(), 0).good());
        interruption.of(holder, other);
        try (IscsiInitiator otherAgain = product.login(2);
                IscsiInitiator holderAgain = product.login(1)) {
            assertEquals(CONFLICT, otherAgain.write(0, 0, DATA).status());
            Answer written = holderAgain.write(0, 0, DATA);
            assertTrue(written.toString(), written.good());
            holderAgain.logout();
            Answer released = otherAgain.write(0, 0, DATA);
            assertTrue("after the holder's logout: " + released, released.good());
            otherAgain.logout();
        }
    }
}
