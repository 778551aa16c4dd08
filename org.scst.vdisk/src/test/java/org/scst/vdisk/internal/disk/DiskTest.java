package org.scst.vdisk.internal.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scst.core.device.ConfigurationException;
import org.scst.core.device.DeviceCharacteristics;
import org.scst.core.scsi.PeripheralDeviceType;
import org.scst.core.store.FlushFailedException;

class DiskTest {

    @Test
    void shouldDescribeItself() throws IOException {
        DeviceCharacteristics facts =
                new DiskFixture("prod_id=Archive", "removable=yes", "read_only=1").disk.characteristics();

        assertEquals(PeripheralDeviceType.DIRECT_ACCESS_BLOCK, facts.type());
        assertEquals("SCST_FIO", facts.vendor());
        assertEquals("Archive", facts.product());
        assertTrue(facts.removable());
        assertTrue(facts.readOnly());
    }

    @Test
    void shouldBeNamedAfterItsFileUnlessToldOtherwise() throws IOException {
        assertEquals("disk1", new DiskFixture().disk.characteristics().product());
    }

    @Test
    void shouldCountWholeBlocks() throws IOException {
        DiskFixture fixture = new DiskFixture("blocksize=4096");
        fixture.store.capacity = 3 * 4096 + 4095;

        assertEquals(3, fixture.disk.capacity());
        assertEquals(4096, fixture.disk.blockLength());
    }

    @Test
    void shouldBeOpenedAnewWhenItsOwnPropertiesChange() throws IOException {
        assertFalse(new DiskFixture().disk.configure(DiskFixture.configuration("blocksize=4096")));
    }

    @Test
    void shouldChangeFaultsWhileOpenWhenItWasOpenedWithSome() throws IOException {
        DiskFixture fixture = new DiskFixture("fault_read_error_lba=3");

        // The store in memory takes no properties, so the disk is opened anew; the faults have changed all the same.
        assertFalse(fixture.disk.configure(DiskFixture.configuration("fault_read_error_lba=7")));

        assertTrue(fixture.run("28 00 00 00 00 03 00 00 01 00").isSuccess());
        assertFalse(fixture.run("28 00 00 00 00 07 00 00 01 00").isSuccess());
    }

    @Test
    void shouldSayWhatIsWrongWithAChangedFileAndGoOn() throws IOException {
        DiskFixture fixture = new DiskFixture();

        assertThrows(
                ConfigurationException.class, () -> fixture.disk.configure(DiskFixture.configuration("blocksize=520")));

        assertTrue(fixture.run("28 00 00 00 00 03 00 00 01 00").isSuccess());
    }

    @Test
    void shouldBeOpenedAnewForItsFirstFault() throws IOException {
        assertFalse(new DiskFixture().disk.configure(DiskFixture.configuration("fault_hang=1")));
    }

    @Test
    void shouldFlushAndLatchWhenThatFails() throws IOException {
        DiskFixture fixture = new DiskFixture();
        fixture.disk.flush();
        fixture.store.failure = new FlushFailedException("lost", null);

        assertThrows(IOException.class, fixture.disk::flush);

        assertEquals(List.of("flush", "flush"), fixture.store.calls);
        assertEquals(1, fixture.context.latched.size());
    }

    @Test
    void shouldCloseItsStore() throws IOException {
        DiskFixture fixture = new DiskFixture();

        fixture.disk.close();

        assertEquals(List.of("close"), fixture.store.calls);
    }

    @Test
    void shouldLatchAFlushThatFailsWhileItIsClosed() throws IOException {
        DiskFixture fixture = new DiskFixture();
        fixture.store.failure = new FlushFailedException("input/output error", null);

        assertThrows(FlushFailedException.class, fixture.disk::close);

        assertEquals(1, fixture.context.latched.size());
    }
}
