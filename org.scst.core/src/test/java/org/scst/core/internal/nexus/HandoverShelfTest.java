package org.scst.core.internal.nexus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.scst.core.target.Handover;
import org.scst.testkit.HandClock;
import org.scst.testkit.HandScheduler;

class HandoverShelfTest {
    private final HandScheduler clock = new HandScheduler(new HandClock());
    private final HandoverShelf shelf = new HandoverShelf(clock, Duration.ofSeconds(20));
    private final CompletableFuture<Void> abandonment = new CompletableFuture<>();
    private final ByteBuf unparsed = Unpooled.buffer(4).writeInt(1);
    private final Handover handover = new Handover(
            1,
            List.of(new Handover.Carried(
                    "connection",
                    "a channel",
                    Map.of("ISID", "1"),
                    Map.of("StatSN", 7L),
                    Map.of("unparsed", unparsed),
                    abandonment)));

    @Test
    void shouldGiveToTheNextRevisionWhatTheLastHasLeftAndOnce() {
        shelf.put("iscsi", handover);
        assertEquals(Optional.empty(), shelf.take("srpt"));
        assertSame(handover, shelf.take("iscsi").orElseThrow());
        assertEquals(Optional.empty(), shelf.take("iscsi"));
        clock.advance(Duration.ofSeconds(30));
        assertFalse(abandonment.isCancelled());
        unparsed.release();
    }

    @Test
    void shouldCloseAndReleaseWhatNobodyHasTakenInTime() {
        shelf.put("iscsi", handover);
        clock.advance(Duration.ofSeconds(19));
        assertFalse(abandonment.isCancelled());
        clock.advance(Duration.ofSeconds(1));
        assertTrue(abandonment.isCancelled());
        assertEquals(0, unparsed.refCnt());
        assertEquals(Optional.empty(), shelf.take("iscsi"));
    }

    @Test
    void shouldAbandonWhatIsLeftTwice() {
        shelf.put("iscsi", handover);
        Handover second = new Handover(1, List.of());
        shelf.put("iscsi", second);
        assertTrue(abandonment.isCancelled());
        assertSame(second, shelf.take("iscsi").orElseThrow());
    }

    @Test
    void shouldAbandonEverythingWhenThePlatformStops() {
        shelf.put("iscsi", handover);
        shelf.close();
        assertTrue(abandonment.isCancelled());
        shelf.put("iscsi", new Handover(1, List.of()));
        assertEquals(Optional.empty(), shelf.take("iscsi"));
    }

    @Test
    void shouldRefuseWhatWouldKeepTheClassesOfItsBundle() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new Handover.Carried("portal", new Object() {}, Map.of(), Map.of(), Map.of(), abandonment));
        unparsed.release();
    }
}
