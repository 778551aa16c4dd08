package org.scst.core.internal.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scst.core.device.DeviceContext.Lease;

class LeasesTest {

    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    /** What happens while somebody waits; returns what is left of his time. */
    private Leases.Waiting meanwhile = (condition, nanos) -> {
        throw new AssertionError("nobody should wait");
    };

    private final Leases leases = new Leases((condition, nanos) -> meanwhile.await(condition, nanos));

    @Test
    void shouldLeaseWhatNobodyHolds() throws IOException {
        assertNotNull(leases.acquire("8:1:42", "disk1", TEN_SECONDS));
        assertNotNull(leases.acquire("8:1:43", "disk2", TEN_SECONDS));
    }

    @Test
    void shouldLeaseAgainWhatWasClosed() throws IOException {
        leases.acquire("8:1:42", "disk1", TEN_SECONDS).close();
        assertNotNull(leases.acquire("8:1:42", "disk2", TEN_SECONDS));
    }

    @Test
    void shouldWaitUntilTheHolderLetsGo() throws IOException {
        Lease first = leases.acquire("8:1:42", "disk1", TEN_SECONDS);
        List<Long> waits = new ArrayList<>();
        meanwhile = (condition, nanos) -> {
            waits.add(nanos);
            if (waits.size() == 3) {
                first.close();
            }
            return nanos - 1;
        };
        assertNotNull(leases.acquire("8:1:42", "disk2", Duration.ofNanos(100)));
        assertEquals(List.of(100L, 99L, 98L), waits);
    }

    @Test
    void shouldFailNamingTheHolderWhenItDoesNotLetGoInTime() throws IOException {
        leases.acquire("8:1:42", "disk1", TEN_SECONDS);
        meanwhile = (condition, nanos) -> 0;
        IOException failure =
                assertThrows(IOException.class, () -> leases.acquire("8:1:42", "disk2", Duration.ofMillis(1500)));
        assertEquals(
                "disk2 cannot have 8:1:42: disk1 is its writer and has not let go within 1500 ms",
                failure.getMessage());
    }

    @Test
    void shouldFailAtOnceWithoutPatience() throws IOException {
        leases.acquire("8:1:42", "disk1", TEN_SECONDS);
        assertThrows(IOException.class, () -> leases.acquire("8:1:42", "disk1", Duration.ZERO));
    }

    @Test
    void shouldChangeNothingWhenALeaseIsClosedAgain() throws IOException {
        Lease first = leases.acquire("8:1:42", "disk1", TEN_SECONDS);
        first.close();
        leases.acquire("8:1:42", "disk2", TEN_SECONDS);
        first.close();
        IOException failure = assertThrows(IOException.class, () -> leases.acquire("8:1:42", "disk3", Duration.ZERO));
        assertTrue(failure.getMessage().contains("disk2 is its writer"), failure::getMessage);
    }

    @Test
    void shouldEndTheWaitOfAnInterruptedThreadAndKeepItInterrupted() throws IOException {
        leases.acquire("8:1:42", "disk1", TEN_SECONDS);
        InterruptedException interrupt = new InterruptedException();
        meanwhile = (condition, nanos) -> {
            throw interrupt;
        };
        InterruptedIOException failure =
                assertThrows(InterruptedIOException.class, () -> leases.acquire("8:1:42", "disk2", TEN_SECONDS));
        assertSame(interrupt, failure.getCause());
        assertTrue(Thread.interrupted());
    }
}
