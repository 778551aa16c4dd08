package org.scst.core.internal.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scst.core.admin.EventKind;
import org.scst.core.admin.EventTopics;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;
import org.scst.testkit.FakeDevice;

/** What a device tells operators. */
class DeviceEventsTest extends OneDevice {
    @Test
    void shouldTellOfStorageThatIsLostAndFound() {
        open();
        handler.newest()
                .context()
                .notReady(AdditionalSense.LOGICAL_UNIT_NOT_READY_MANUAL_INTERVENTION_REQUIRED, "the file is gone");
        run();
        handler.newest().context().ready();
        run();
        assertEquals(
                List.of(
                        EventTopics.DEVICE_READY,
                        EventTopics.STORAGE_LOST,
                        EventTopics.DEVICE_NOT_READY,
                        EventTopics.STORAGE_FOUND,
                        EventTopics.DEVICE_READY),
                posted.topics());
        assertEquals("the file is gone", posted.last(EventKind.STORAGE_LOST).get("cause"));
        assertEquals("disk", posted.last(EventKind.STORAGE_FOUND).get("device"));
    }

    @Test
    void shouldNotCallAStoppedMediumLost() {
        open();
        handler.newest()
                .context()
                .notReady(AdditionalSense.LOGICAL_UNIT_NOT_READY_INITIALIZING_COMMAND_REQUIRED, "stopped");
        run();
        assertEquals(List.of(EventTopics.DEVICE_READY, EventTopics.DEVICE_NOT_READY), posted.topics());
    }

    @Test
    void shouldTellOnceThatAMediumIsBeingSanitizedAndNothingOfItsProgress() {
        open();
        Sense sense = Sense.of(SenseKey.NOT_READY, AdditionalSense.LOGICAL_UNIT_NOT_READY_SANITIZE_IN_PROGRESS);
        for (int done = 0; done < 3; done++) {
            handler.newest().context().notReady(sense.withProgress(done), "being sanitized");
            run();
        }
        assertEquals(List.of(EventTopics.DEVICE_READY, EventTopics.DEVICE_NOT_READY), posted.topics());
    }

    @Test
    void shouldTellOnceThatItCannotBeOpened() {
        handler.failure(new IOException("no such file"));
        open();
        pass(5);
        assertEquals(List.of(EventTopics.DEVICE_NOT_READY), posted.topics());
        assertEquals("no such file", posted.last(EventKind.DEVICE_NOT_READY).get("cause"));
    }

    @Test
    void shouldTellOfAHungStorageAndItsReturn() {
        open();
        handler.newest().manner(FakeDevice.Manner.BY_TOKEN);
        read();
        pass(32);
        assertEquals(1, posted.count(EventKind.DEVICE_HUNG));
        assertEquals(1L, posted.last(EventKind.DEVICE_HUNG).get("commands"));
        handler.newest().answer();
        run();
        assertEquals(1, posted.count(EventKind.DEVICE_RECOVERED));
    }

    @Test
    void shouldTellOfALatchedAndAClearedWriteError() {
        open();
        handler.newest().context().latchWriteError("Input/output error");
        device.writeErrorCleared();
        run();
        assertEquals(
                "Input/output error", posted.last(EventKind.WRITE_ERROR_LATCHED).get("cause"));
        assertEquals(1, posted.count(EventKind.WRITE_ERROR_CLEARED));
    }

    @Test
    void shouldTellOfAFullMediumOnceAMinute() {
        open();
        handler.newest().outcome(Outcome.SPACE_ALLOCATION_FAILED);
        read();
        read();
        run();
        assertEquals(1, posted.count(EventKind.MEDIUM_FULL));
        assertEquals("a", posted.last(EventKind.MEDIUM_FULL).get("initiator"));
        pass(61);
        read();
        run();
        assertEquals(2, posted.count(EventKind.MEDIUM_FULL));
    }

    @Test
    void shouldTellWhenTheSpaceBehindItGetsLowAndWhenItIsNoLonger() {
        open();
        handler.newest().context().space(99, 1000);
        run();
        assertTrue(device.spaceLow());
        assertEquals(99L, posted.last(EventKind.SPACE_LOW).get("available"));
        assertEquals(90L, posted.last(EventKind.SPACE_LOW).get("threshold"));
        handler.newest().context().space(500, 1000);
        run();
        assertFalse(device.spaceLow());
        assertEquals(1, posted.count(EventKind.SPACE_SUFFICIENT));
    }
}
