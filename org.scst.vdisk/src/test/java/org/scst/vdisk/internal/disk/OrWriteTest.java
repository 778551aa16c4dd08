package org.scst.vdisk.internal.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;

class OrWriteTest {
    private static final String BLOCKS_4_AND_5 = "8b 00 00 00 00 00 00 00 00 04 00 00 00 02 00 00";
    private DiskFixture fixture;

    @BeforeEach
    void open() throws IOException {
        fixture = new DiskFixture();
    }

    @Test
    void shouldSetTheBitsOfTheDataAndKeepTheOthers() {
        byte[] before = fixture.store.range(4 * 512, 1024);
        byte[] data = new byte[1024];
        Arrays.fill(data, 512, 1024, (byte) 0x5A);

        assertEquals(Outcome.GOOD, fixture.run(BLOCKS_4_AND_5, data));

        byte[] united = before.clone();
        for (int i = 512; i < 1024; i++) {
            united[i] |= 0x5A;
        }
        assertArrayEquals(united, fixture.store.range(4 * 512, 1024));
        assertEquals(1, fixture.context.graces);
    }

    @Test
    void shouldBeDurableWithForceUnitAccess() {
        fixture.run(BLOCKS_4_AND_5.replaceFirst("8b 00", "8b 08"), new byte[1024]);

        assertEquals(List.of("read 2048 1024", "write durable 2048 1024"), fixture.store.calls);
    }

    @Test
    void shouldDoNothingForZeroBlocks() {
        assertEquals(Outcome.GOOD, fixture.run(BLOCKS_4_AND_5.replace("02 00 00", "00 00 00")));
        assertEquals(List.of(), fixture.store.calls);
    }

    @Test
    void shouldRefuseProtectionInformation() {
        assertEquals(
                Outcome.check(Sense.invalidFieldInCdb(1, 7)),
                fixture.run(BLOCKS_4_AND_5.replaceFirst("8b 00", "8b 20"), new byte[1024]));
    }
}
