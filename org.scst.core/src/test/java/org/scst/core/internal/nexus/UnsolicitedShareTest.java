package org.scst.core.internal.nexus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.core.internal.nexus.CommandPath.KIB;
import static org.scst.core.internal.nexus.CommandPath.MIB;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scst.core.internal.buffer.Budget;
import org.scst.core.target.NexusDescription.Queue;

/** What nexuses get of 1 GiB for all commands, as is the default, hence of 512 MiB for unsolicited data. */
class UnsolicitedShareTest {
    private static final Queue DEFAULT = new Queue(32, 64 * KIB);
    private final Budget total = new Budget(1024L * MIB, null);
    private final Budget unsolicited = new Budget(512L * MIB, total);

    /** A nexus as it is opened: its driver asks, agrees with the initiator, and opens it. */
    private final class Opened {
        final QueueLimit limit = new QueueLimit(unsolicited);
        Queue queue;
        int promised;

        Opened(Queue wanted, boolean negotiates) {
            int bytes = negotiates ? limit.unsolicitedBytes(wanted) : wanted.unsolicitedBytes();
            queue = new Queue(wanted.commands(), bytes);
        }

        boolean settle() {
            boolean place = limit.settle(queue.commands(), queue);
            promised = limit.commands();
            return place;
        }

        long needed() {
            return (long) promised * queue.unsolicitedBytes();
        }
    }

    @Test
    void shouldGiveAHundredSessionsAllThatTheyWant() {
        for (int i = 0; i < 100; i++) {
            Opened one = new Opened(DEFAULT, true);
            assertTrue(one.settle());
            assertEquals(DEFAULT, one.queue);
            assertEquals(32, one.promised);
        }
    }

    @Test
    void shouldGiveThousandSessionsSmallerBurstsButWholeQueues() {
        for (int i = 0; i < 1000; i++) {
            Opened one = new Opened(DEFAULT, true);
            assertTrue(one.settle(), "session " + i);
            assertTrue(one.queue.unsolicitedBytes() >= 8 * KIB, "session " + i + " " + one.queue);
            assertEquals(32, one.promised, "session " + i);
        }
    }

    @Test
    void shouldGiveThousandSessionsFourCommandsWhenBurstsCannotBeNegotiated() {
        for (int i = 0; i < 1000; i++) {
            Opened one = new Opened(DEFAULT, false);
            assertTrue(one.settle(), "session " + i);
            assertTrue(one.promised >= 4, "session " + i + " has " + one.promised);
        }
    }

    @Test
    void shouldAskForAllDataRatherThanRefuseALogin() {
        int withoutBurst = 0;
        for (int i = 0; i < 20_000; i++) {
            Opened one = new Opened(DEFAULT, true);
            assertTrue(one.settle(), "session " + i);
            withoutBurst += one.queue.unsolicitedBytes() == 0 ? 1 : 0;
        }
        assertTrue(withoutBurst > 0);
    }

    @Test
    void shouldAskForAllDataWhileCommandsHaveTakenTheWholeMemory() {
        assertTrue(total.tryReserve(1024L * MIB));
        Opened one = new Opened(DEFAULT, true);
        assertEquals(0, one.queue.unsolicitedBytes());
        assertTrue(one.settle());
        assertEquals(32, one.promised);
    }

    @Test
    void shouldOfferAgainWhatANexusHas() {
        Opened first = new Opened(DEFAULT, true);
        assertTrue(first.settle());
        for (int i = 0; i < 5000; i++) {
            assertTrue(new Opened(DEFAULT, true).settle());
        }
        assertEquals(DEFAULT.unsolicitedBytes(), first.limit.unsolicitedBytes(DEFAULT));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldNeverPromiseMoreThanThereIsAndGetBackWhatItGave(long seed) {
        Random random = new Random(seed);
        total.limit((16L << random.nextInt(7)) * MIB);
        unsolicited.limit(total.limit() / 2);
        List<Opened> live = new ArrayList<>();
        for (int step = 0; step < 3000; step++) {
            int what = random.nextInt(10);
            if (what < 6) {
                Queue wanted = new Queue(1 + random.nextInt(256), 512 << random.nextInt(12));
                Opened one = new Opened(wanted, random.nextBoolean());
                if (one.settle()) {
                    live.add(one);
                } else {
                    assertEquals(0, one.limit.reserved());
                    one.limit.close();
                }
            } else if (!live.isEmpty() && what < 9) {
                live.remove(random.nextInt(live.size())).limit.close();
            } else if (!live.isEmpty()) {
                Opened again = live.get(random.nextInt(live.size()));
                int before = again.promised;
                again.settle();
                assertTrue(again.promised >= before, "a promise cannot be taken back");
            }
            long promised = live.stream().mapToLong(Opened::needed).sum();
            assertTrue(promised <= unsolicited.reserved(), "step " + step);
            assertTrue(unsolicited.reserved() <= unsolicited.limit(), "step " + step);
            assertEquals(
                    live.stream().mapToLong(one -> one.limit.reserved()).sum(), unsolicited.reserved(), "step " + step);
        }
        live.forEach(one -> one.limit.close());
        assertEquals(0, unsolicited.reserved());
        assertEquals(0, total.reserved());
    }
}
