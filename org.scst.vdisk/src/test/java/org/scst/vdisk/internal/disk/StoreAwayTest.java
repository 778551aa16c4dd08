package org.scst.vdisk.internal.disk;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.scst.vdisk.internal.disk.DiskFixture.assertSense;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.SenseKey;
import org.scst.core.store.StoreAwayException;

/** What initiators are told by a disk whose storage went away while it was asked: to ask again, whatever they asked. */
class StoreAwayTest {
    private DiskFixture fixture;

    @BeforeEach
    void open() throws IOException {
        fixture = new DiskFixture("thin_provisioned=true");
        fixture.store.atHand = 0;
        fixture.store.failure = new StoreAwayException("its process has gone");
    }

    /** CDB and blocks of Data-Out. */
    @ParameterizedTest
    @CsvSource({
        "28 00 00 00 00 00 00 00 01 00, 0",
        "28 08 00 00 00 00 00 00 01 00, 0",
        "2A 00 00 00 00 00 00 00 01 00, 1",
        "2A 08 00 00 00 00 00 00 01 00, 1",
        "2E 00 00 00 00 00 00 00 01 00, 1",
        "2F 00 00 00 00 00 00 00 01 00, 0",
        "35 00 00 00 00 00 00 00 00 00, 0",
        "89 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00, 2",
        "93 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00, 1",
        "93 08 00 00 00 00 00 00 00 00 00 00 00 01 00 00, 1",
        "1B 00 00 00 00 00, 0",
        "1B 00 00 00 20 00, 0"
    })
    void shouldHaveInitiatorsAskAgain(String cdb, int blocks) {
        Outcome outcome = fixture.run(cdb, new byte[blocks * 512]);

        assertSense(outcome, SenseKey.ABORTED_COMMAND, AdditionalSense.LOGICAL_UNIT_COMMUNICATION_FAILURE);
        assertEquals(List.of(), fixture.context.latched);
    }

    @Test
    void shouldCountNoWriteAsLostWhenItIsClosed() {
        assertDoesNotThrow(fixture.disk::flush);
        assertEquals(List.of(), fixture.context.latched);
    }
}
