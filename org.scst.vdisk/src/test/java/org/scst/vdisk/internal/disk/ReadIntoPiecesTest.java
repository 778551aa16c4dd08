package org.scst.vdisk.internal.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scst.core.linux.ScatterList;
import org.scst.core.scsi.Outcome;
import org.scst.testkit.MemoryOfOthers;

/** READ for initiators whose memory this process can reach. */
class ReadIntoPiecesTest {
    private static final String READ_10_OF_FOUR_BLOCKS_AT_4 = "28 00 00 00 00 04 00 00 04 00";
    private static final int LENGTH = 4 * 512;
    private final Arena arena = Arena.ofShared();
    private final ScatterList pieces = new ScatterList();
    private DiskFixture fixture;

    @BeforeEach
    void open() throws IOException {
        fixture = new DiskFixture();
        fixture.store.intoPieces = true;
        MemorySegment memory = arena.allocate(2 * LENGTH);
        pieces.add(memory.address() + LENGTH, 700);
        pieces.add(memory.address(), LENGTH - 700);
    }

    @AfterEach
    void free() {
        arena.close();
    }

    private FakeDeviceCommand read(String cdb) {
        return fixture.command(cdb).into(pieces);
    }

    @Test
    void shouldReadIntoTheInitiatorsMemoryWhatIsAtHand() {
        FakeDeviceCommand command = read(READ_10_OF_FOUR_BLOCKS_AT_4);

        assertEquals(Outcome.GOOD, command.begin());

        assertTrue(command.placed);
        assertArrayEquals(fixture.store.range(4 * 512, LENGTH), MemoryOfOthers.read(pieces));
        assertEquals(0, command.dataIn().length);
    }

    @Test
    void shouldReadAllOfItIntoTheBufferWhenSomeOfItIsNotAtHand() {
        fixture.store.atHand = LENGTH - 1;
        FakeDeviceCommand command = read(READ_10_OF_FOUR_BLOCKS_AT_4);

        assertNull(command.begin());
        assertTrue(command.handedOver());
        assertEquals(Outcome.GOOD, command.goOn());

        assertFalse(command.placed);
        assertEquals(List.of("read 2048 " + LENGTH), fixture.store.calls);
        assertArrayEquals(fixture.store.range(4 * 512, LENGTH), command.dataIn());
    }

    @Test
    void shouldReadAgainWhenAnAtomicWriteHasComeBetween() {
        byte[] next = new byte[LENGTH];
        Arrays.fill(next, (byte) 0x77);
        FakeDeviceCommand command = read(READ_10_OF_FOUR_BLOCKS_AT_4);
        fixture.store.whileReading = () -> fixture.run("9C 00 00 00 00 00 00 00 00 04 00 00 00 04 00 00", next);

        assertNull(command.begin());
        assertEquals(Outcome.GOOD, command.goOn());

        assertFalse(command.placed);
        assertArrayEquals(next, command.dataIn());
    }

    @Test
    void shouldReadWhatIsOnTheMediumIntoTheBuffer() {
        FakeDeviceCommand command = read("28 08 00 00 00 04 00 00 04 00");

        assertNull(command.begin());
        assertEquals(Outcome.GOOD, command.goOn());

        assertFalse(command.placed);
        assertArrayEquals(fixture.store.range(4 * 512, LENGTH), command.dataIn());
    }

    @Test
    void shouldReadIntoTheBufferWhereTheStoreKnowsNoPieces() {
        fixture.store.intoPieces = false;
        FakeDeviceCommand command = read(READ_10_OF_FOUR_BLOCKS_AT_4);

        assertEquals(Outcome.GOOD, command.begin());

        assertFalse(command.placed);
        assertArrayEquals(fixture.store.range(4 * 512, LENGTH), command.dataIn());
    }
}
