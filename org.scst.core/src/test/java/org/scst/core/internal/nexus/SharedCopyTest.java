package org.scst.core.internal.nexus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.scst.core.internal.nexus.CommandPath.testUnitReady;
import static org.scst.testkit.ScsiAssertions.assertGood;
import static org.scst.testkit.ScsiAssertions.assertSense;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scst.core.internal.copy.Lists;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.SenseKey;
import org.scst.testkit.FakeNexusTransport;

/** A copy that storage makes by itself, and that does not come back in time. */
class SharedCopyTest {
    private static final int BLOCKS = 4096;
    private CommandPath path;
    private CommandPath.Unit source;
    private CommandPath.Unit destination;
    private FakeNexusTransport initiator;

    @BeforeEach
    void mapTwoDisks() {
        path = new CommandPath();
        source = path.map(0, BLOCKS).copying();
        destination = path.map(1, BLOCKS).copying();
        destination.blocks.shares(true);
        initiator = path.initiator("a");
    }

    @AfterEach
    void proveEverythingGivenBack() {
        path.close();
        assertEquals(0, initiator.live());
    }

    private long begin() {
        byte[] list = new Lists()
                .naa(0x3000000000000001L)
                .naa(0x3000000000000002L)
                .copy(0, 0, 1, 0, 8)
                .lid1(1, 0);
        long tag = initiator.write(0, Lists.cdb(0x83, 0, list.length), list);
        path.runWithoutDevices();
        return tag;
    }

    private void endForTheInitiator(long tag) {
        path.control.advance(NexusLimits.DEFAULT.processing().plusSeconds(1));
        path.registry.sweep();
        path.runWithoutDevices();
        path.registry.sweep();
        path.runWithoutDevices();
        assertSense(initiator.outcome(tag), SenseKey.COPY_ABORTED, AdditionalSense.THIRD_PARTY_DEVICE_FAILURE);
    }

    @Test
    void shouldHoldTheSourceAsLongAsStorageReadsIt() {
        endForTheInitiator(begin());
        assertEquals(1, destination.logicalUnit.fence().inside());
        assertEquals(1, source.logicalUnit.fence().inside(), "its descriptor could be another file's by now");
        path.run();
        assertEquals(0, source.logicalUnit.fence().inside());
        assertGood(initiator.outcome(initiator.send(0, testUnitReady())));
    }

    @Test
    void shouldHoldTheSourceWhenOnlyTheDestinationIsLate() {
        destination.logicalUnit.of(allowed -> NexusLimits.DEFAULT.processing().dividedBy(2), Runnable::run);
        long tag = begin();
        path.control.advance(NexusLimits.DEFAULT.processing().dividedBy(2).plusSeconds(1));
        path.registry.sweep();
        path.runWithoutDevices();
        assertEquals(1, destination.logicalUnit.detachedCommands());
        assertEquals(1, source.logicalUnit.fence().inside());
        endForTheInitiator(tag);
        assertEquals(1, source.logicalUnit.fence().inside());
    }
}
